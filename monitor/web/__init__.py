"""What the program shows to machines that watch it: whether it lives, is ready, and how much it does."""
