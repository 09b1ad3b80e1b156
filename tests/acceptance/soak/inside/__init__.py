"""What is put before the program's own modules when it is started by the soak."""
