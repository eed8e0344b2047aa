"""Spreadsheets of units and people: what may be opened, what its cells mean, what importing it would do."""
