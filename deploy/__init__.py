"""What builds the image, and what watches a running program from outside."""
