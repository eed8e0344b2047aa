"""Ratios against floors, measured in one run, sides interleaved (docs: README). Absolute times mean nothing here."""
