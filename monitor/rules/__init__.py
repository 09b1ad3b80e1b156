"""What analysts look for: terms, one scan for all of them, evaluation, lint."""
