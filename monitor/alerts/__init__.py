"""Deciding what to tell whom, and saying it in few words: pure stages."""
