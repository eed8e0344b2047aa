"""API doors of statistics: every number bears the address of its rows."""
