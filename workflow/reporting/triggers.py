"""The database's own guard: what was reported stays, and a closed round stays as it was closed, whoever writes."""

from __future__ import annotations

from projects.guards import Guards

FROZEN = "luodi: a closed round of reports is frozen"
APPEND_ONLY = "luodi: what was reported is append-only"
_ROUND, _RETURN, _FORM = "reporting_reportround", "reporting_reportreturn", "reporting_reportform"
_VERSION, _EVENT, _URGE = "reporting_returnversion", "reporting_returnevent", "reporting_urge"
_KEPT = {"form": _FORM, "version": _VERSION, "event": _EVENT, "urge": _URGE}
_OF_CLOSED = f"EXISTS (SELECT 1 FROM {_ROUND} r WHERE r.id = {{row}}.round_id AND r.state = 'closed')"  # noqa: S608
_SAID_IN_CLOSED = (
    f"EXISTS (SELECT 1 FROM {_RETURN} b JOIN {_ROUND} r ON r.id = b.round_id "  # noqa: S608
    "WHERE b.id = NEW.report_id AND r.state = 'closed')"
)
_MOVED = "OLD.id <> NEW.id OR OLD.round_id <> NEW.round_id OR OLD.unit_id <> NEW.unit_id"

_GUARDS: tuple[tuple[str, str, str, str, str], ...] = (
    ("report_round_frozen", "UPDATE", _ROUND, "OLD.state = 'closed'", FROZEN),
    ("report_round_kept", "DELETE", _ROUND, "1 = 1", APPEND_ONLY),
    ("report_return_closed", "INSERT", _RETURN, _OF_CLOSED.format(row="NEW"), FROZEN),
    ("report_return_frozen", "UPDATE", _RETURN, f"{_MOVED} OR {_OF_CLOSED.format(row='OLD')}", FROZEN),
    ("report_return_kept", "DELETE", _RETURN, "1 = 1", APPEND_ONLY),
    *((f"report_{name}_frozen", "UPDATE", table, "1 = 1", APPEND_ONLY) for name, table in _KEPT.items()),
    *((f"report_{name}_kept", "DELETE", table, "1 = 1", APPEND_ONLY) for name, table in _KEPT.items()),
    *((f"report_{name}_closed", "INSERT", _KEPT[name], _SAID_IN_CLOSED, FROZEN) for name in ("version", "event")),
)
"""Name, act, table, when it is refused, and with which words."""

_ALL = Guards(_GUARDS)
install, remove, installed = _ALL.install, _ALL.remove, _ALL.installed
