"""The REST API against its contract."""
