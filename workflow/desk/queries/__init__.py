"""Reads that compose the rooms below: the list, the archive of one project, the home page."""
