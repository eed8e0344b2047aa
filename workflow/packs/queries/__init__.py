"""Reads of packs: what the record said at the cut-off, and what of a frozen pack somebody may see."""
