"""Doors of the ledger, by noun."""
