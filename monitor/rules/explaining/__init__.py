"""Rules and what they miss, in words an analyst can act on."""
