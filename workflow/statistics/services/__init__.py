"""Saving a question, freezing a figure."""
