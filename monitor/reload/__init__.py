"""Saved edits made live: files watched, read beside what runs, swapped in whole, or refused and told."""
