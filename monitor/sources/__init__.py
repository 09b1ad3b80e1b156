"""Bytes into entries, one module a kind of source."""
