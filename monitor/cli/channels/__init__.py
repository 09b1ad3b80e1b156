"""`monitor channels ...`: where alerts go, and whether they arrive."""
