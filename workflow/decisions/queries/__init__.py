"""Reads of decisions: their days, their figures, what signing waits for."""
