"""What PostgreSQL says of a statement it broke off (SQLSTATE, appendix A of its manual)."""

from __future__ import annotations

CROSSED = frozenset({"40P01", "40001"})
"""A ring of locks, or a transaction that no order of the others explains: ask again."""
CANCELLED = "57014"
"""It took too long."""
