"""Watches Chinese industrial policy sources and tells a Telegram channel what matters, and why."""
