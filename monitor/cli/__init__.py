"""The commands: argv to exit code."""
