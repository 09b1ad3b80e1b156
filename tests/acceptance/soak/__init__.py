"""Kill the whole program over and over, take its world away, and count what readers got.

    python -m tests.acceptance.soak --kills 500 --seed 1

The real program runs as a process against feeds that go on publishing and a stand-in for the Bot API.
"""
