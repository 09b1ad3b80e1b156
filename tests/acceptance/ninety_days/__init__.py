"""Months of polling in minutes: the real loops and store, a clock that a test moves, and feeds that live in memory."""
