"""Reads of letters: what the rules find, the list, what waits."""
