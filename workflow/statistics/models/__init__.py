"""Saved questions and frozen figures."""
