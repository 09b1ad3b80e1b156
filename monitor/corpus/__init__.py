"""The seed corpus format: every item becomes one Document."""
