"""The database's own guard: a frozen figure stays as it was, whoever writes."""

from __future__ import annotations

from projects.guards import Guards

APPEND_ONLY = "luodi: frozen figures are append-only"
_TABLE = "statistics_frozenfigure"

_ALL = Guards(
    (
        ("statistics_frozen", "UPDATE", _TABLE, "1 = 1", APPEND_ONLY),
        ("statistics_kept", "DELETE", _TABLE, "1 = 1", APPEND_ONLY),
    )
)
install, remove, installed = _ALL.install, _ALL.remove, _ALL.installed
