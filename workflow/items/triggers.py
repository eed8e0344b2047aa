"""The database's own guard: only legal changes of state, what was issued stays, threads and answers are append-only."""

from __future__ import annotations

from projects.guards import Guards
from workflow.items.moves import PAIRS

STATES = "luodi: no such move of an action item"
FROZEN = "luodi: what an action item was issued with stays"
APPEND_ONLY = "luodi: the thread of an action item is append-only"

_LEGAL = " OR ".join(f"(OLD.state = '{before}' AND NEW.state = '{after}')" for before, after in sorted(PAIRS))
_KEPT = ("id", "issuer_id", "year", "sequence", "matter", "requirement", "first_unit_id", "source_kind",
         "source_label", "source_key", "issued_by_id", "issued_at", "issued_on", "original_due_on")  # fmt: skip
_MOVED = " OR ".join(f"OLD.{column} <> NEW.{column}" for column in _KEPT)
_PROJECT = (
    "(OLD.project_id IS NULL AND NEW.project_id IS NOT NULL) OR (OLD.project_id IS NOT NULL AND "
    "(NEW.project_id IS NULL OR OLD.project_id <> NEW.project_id))"
)
_ANSWERED = {"items_extension": "answer <> ''", "items_handover": "answer <> ''",
             "items_referral": "replied_at IS NOT NULL"}  # fmt: skip
_APPENDED = ("items_event", "items_itemfile", "items_urge")

_GUARDS: tuple[tuple[str, str, str, str, str], ...] = (
    ("items_legal_move", "UPDATE", "items_item", f"OLD.state <> NEW.state AND NOT ({_LEGAL})", STATES),
    ("items_item_frozen", "UPDATE", "items_item", f"{_MOVED} OR {_PROJECT}", FROZEN),
    ("items_item_kept", "DELETE", "items_item", "1 = 1", FROZEN),
    ("items_joint_kept", "DELETE", "items_jointunit", "1 = 1", FROZEN),
    *((f"{table}_answered", "UPDATE", table, f"OLD.{when}", APPEND_ONLY) for table, when in _ANSWERED.items()),
    *((f"{table}_kept", "DELETE", table, "1 = 1", APPEND_ONLY) for table in _ANSWERED),
    *((f"{table}_frozen", "UPDATE", table, "1 = 1", APPEND_ONLY) for table in _APPENDED),
    *((f"{table}_kept", "DELETE", table, "1 = 1", APPEND_ONLY) for table in _APPENDED),
)
"""Name, act, table, when it is refused, and with which words."""

_ALL = Guards(_GUARDS)
install, remove, installed = _ALL.install, _ALL.remove, _ALL.installed
