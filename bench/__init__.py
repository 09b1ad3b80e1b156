"""Benchmarks: each figure beside what a user would otherwise pick, both sides in one run."""
