"""`monitor sources`: look at sources, try them, and bring them in and out."""
