"""Doors of arrived funds."""
