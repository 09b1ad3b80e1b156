"""Where messages go: each channel turns a rendered text into an Outcome, never an exception."""
