"""Which documents are about one event."""
