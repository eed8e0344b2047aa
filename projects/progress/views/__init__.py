"""Doors of the room's pages."""
