"""What is wrong with rules that read well: each alone, and compared with each other and with stored documents."""
