"""The database's own guard: a fixed round, its frame, its visits and their records stay as they are, whoever writes."""

from __future__ import annotations

from projects.guards import Guards

FROZEN = "luodi: a fixed round of spot checks is frozen"
APPEND_ONLY = "luodi: records of spot checks are append-only"
_ROUND, _FRAME, _VISIT, _SENT = (f"spotchecks_{name}" for name in ("round", "framerow", "visit", "assignment"))
_RECORDS = tuple(f"spotchecks_{name}" for name in ("record", "addition", "paper", "proposal"))

_IS_FIXED = f"EXISTS (SELECT 1 FROM {_ROUND} r WHERE r.id = NEW.round_id AND r.state <> 'planned')"  # noqa: S608
_IS_RECORDED = "EXISTS (SELECT 1 FROM spotchecks_record k WHERE k.visit_id = {row}.visit_id)"
_VISIT_MOVED = (
    "OLD.id <> NEW.id OR OLD.round_id <> NEW.round_id OR OLD.row_id <> NEW.row_id "
    "OR OLD.project_id <> NEW.project_id OR OLD.number <> NEW.number"
)
_SENT_MOVED = (
    "OLD.ended_at IS NOT NULL OR OLD.visit_id <> NEW.visit_id OR OLD.officer_id <> NEW.officer_id "
    "OR OLD.assigned_at <> NEW.assigned_at"
)

_GUARDS: tuple[tuple[str, str, str, str, str], ...] = (
    ("spot_round_frozen", "UPDATE", _ROUND, "OLD.state <> 'planned'", FROZEN),
    ("spot_round_kept", "DELETE", _ROUND, "OLD.state <> 'planned'", FROZEN),
    ("spot_frame_closed", "INSERT", _FRAME, _IS_FIXED, FROZEN),
    ("spot_frame_frozen", "UPDATE", _FRAME, "1 = 1", FROZEN),
    ("spot_frame_kept", "DELETE", _FRAME, "1 = 1", FROZEN),
    ("spot_visit_closed", "INSERT", _VISIT, _IS_FIXED, FROZEN),
    ("spot_visit_frozen", "UPDATE", _VISIT, _VISIT_MOVED, FROZEN),
    ("spot_visit_kept", "DELETE", _VISIT, "1 = 1", FROZEN),
    ("spot_sent_closed", "INSERT", _SENT, _IS_RECORDED.format(row="NEW"), APPEND_ONLY),
    ("spot_sent_frozen", "UPDATE", _SENT, f"{_SENT_MOVED} OR {_IS_RECORDED.format(row='OLD')}", APPEND_ONLY),
    ("spot_sent_kept", "DELETE", _SENT, "1 = 1", APPEND_ONLY),
    *((f"{table[5:]}_frozen", "UPDATE", table, "1 = 1", APPEND_ONLY) for table in _RECORDS),
    *((f"{table[5:]}_kept", "DELETE", table, "1 = 1", APPEND_ONLY) for table in _RECORDS),
)
"""Name, act, table, when it is refused, and with which words."""

_ALL = Guards(_GUARDS)
install, remove, installed = _ALL.install, _ALL.remove, _ALL.installed
