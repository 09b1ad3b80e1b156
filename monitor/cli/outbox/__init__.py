"""`monitor outbox ...`: what is owed to the channels, one delivery at a time."""
