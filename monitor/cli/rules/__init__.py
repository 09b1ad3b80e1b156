"""`monitor rules ...`: what an analyst asks while tuning."""
