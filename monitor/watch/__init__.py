"""What tells others, unasked, that the program works: a heartbeat, a line a day to the operators, one an hour to the log."""
