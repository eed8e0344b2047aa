"""Doors of spot checks."""
