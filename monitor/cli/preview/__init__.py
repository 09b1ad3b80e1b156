"""`monitor preview`: a message as it would stand in its channel, without sending it."""
