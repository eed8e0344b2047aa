"""Doors: signing in and out, the own account, the accounts of others."""
