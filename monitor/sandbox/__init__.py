"""The child process that parses hostile bytes, and the pool that keeps it to its limits."""
