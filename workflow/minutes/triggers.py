"""The database's own guard: confirmed minutes, their decisions, attendance and bytes stay, whoever writes."""

from __future__ import annotations

from projects.guards import Guards

LOCKED = "luodi: confirmed minutes are locked"
APPEND_ONLY = "luodi: corrections and editions of minutes are append-only"
SENT_ONCE = "luodi: a receipt of minutes is acknowledged once and never removed"
_MINUTES, _DECISION, _JOINT = "minutes_minutes", "minutes_decision", "minutes_decision_joint"
_PRESENCE, _RECEIPT = "minutes_presence", "minutes_receipt"
_IS_LOCKED = "EXISTS (SELECT 1 FROM minutes_minutes m WHERE m.meeting_id = {row}.meeting_id AND m.state = 'confirmed')"
_JOINT_LOCKED = (
    "EXISTS (SELECT 1 FROM minutes_minutes m JOIN minutes_decision d ON d.meeting_id = m.meeting_id "
    "WHERE d.id = {row}.decision_id AND m.state = 'confirmed')"
)
_UNSENT = "NOT EXISTS (SELECT 1 FROM minutes_minutes m WHERE m.id = NEW.minutes_id AND m.state = 'confirmed')"
_RECEIPT_MOVED = (
    "OLD.id <> NEW.id OR OLD.minutes_id <> NEW.minutes_id OR OLD.officer_id <> NEW.officer_id "
    "OR OLD.sent_at <> NEW.sent_at OR OLD.sent_by_id <> NEW.sent_by_id OR OLD.acknowledged_at IS NOT NULL"
)
_new, _old = {"row": "NEW"}, {"row": "OLD"}

_GUARDS: tuple[tuple[str, str, str, str, str], ...] = (
    ("minutes_frozen", "UPDATE", _MINUTES, "OLD.state = 'confirmed'", LOCKED),
    ("minutes_kept", "DELETE", _MINUTES, "OLD.state = 'confirmed'", LOCKED),
    ("minutes_decision_closed", "INSERT", _DECISION, _IS_LOCKED.format(**_new), LOCKED),
    ("minutes_decision_frozen", "UPDATE", _DECISION, _IS_LOCKED.format(**_old), LOCKED),
    ("minutes_decision_kept", "DELETE", _DECISION, "1 = 1", LOCKED),
    ("minutes_joint_closed", "INSERT", _JOINT, _JOINT_LOCKED.format(**_new), LOCKED),
    ("minutes_joint_kept", "DELETE", _JOINT, _JOINT_LOCKED.format(**_old), LOCKED),
    ("minutes_presence_closed", "INSERT", _PRESENCE, _IS_LOCKED.format(**_new), LOCKED),
    ("minutes_presence_frozen", "UPDATE", _PRESENCE, _IS_LOCKED.format(**_old), LOCKED),
    ("minutes_presence_kept", "DELETE", _PRESENCE, _IS_LOCKED.format(**_old), LOCKED),
    ("minutes_correction_early", "INSERT", "minutes_correction", _UNSENT, LOCKED),
    ("minutes_receipt_early", "INSERT", _RECEIPT, _UNSENT, LOCKED),
    ("minutes_receipt_frozen", "UPDATE", _RECEIPT, _RECEIPT_MOVED, SENT_ONCE),
    ("minutes_receipt_kept", "DELETE", _RECEIPT, "1 = 1", SENT_ONCE),
    *(
        (f"{table}_{word}", act, table, "1 = 1", APPEND_ONLY)
        for table in ("minutes_correction", "minutes_edition")
        for act, word in (("UPDATE", "fixed"), ("DELETE", "kept"))
    ),
)
"""Name, act, table, when it is refused, and with which words."""

_ALL = Guards(_GUARDS)
install, remove, installed = _ALL.install, _ALL.remove, _ALL.installed
