"""Doors of packs."""
