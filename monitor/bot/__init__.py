"""Chat commands and buttons: what people write to the bot, and what it answers."""
