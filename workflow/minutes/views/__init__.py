"""Doors of meeting mode, attendance and minutes."""
