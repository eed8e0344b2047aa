"""What ought to happen, written down by hand: nothing here asks the code under test."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.access.world import PLACES, UNITS

READ = frozenset({"project:read", "dispatch:read", "statistics:read"})
PERSONS: dict[str, frozenset[str]] = {
    "clerk": READ | {"project:write", "claim:write"},
    "verifier": READ | {"claim:verify"},
    "dispatcher": READ | {"project:write", "claim:write", "dispatch:write", "oversight:read"},
    "leader": READ | {"oversight:read"},
    "chief": READ | {"oversight:read"},
    "deputy": READ | {"oversight:read"},
    "office": READ | {"project:write", "claim:write", "dispatch:write", "oversight:read"},
    "nobody": frozenset(),
    "system_admin": frozenset({"people:write"}),
    "security_admin": frozenset({"access:write", "client:write"}),
    "audit_admin": frozenset({"audit:read"}),
}
SERVICES: dict[str, frozenset[str]] = {
    "service": READ | {"project:write", "claim:write", "claim:verify", "dispatch:write", "webhook:write"},
    "reader": frozenset({"project:read", "dispatch:read"}),
}
MAY: dict[str, frozenset[str]] = {**PERSONS, **SERVICES, "anonymous": frozenset()}
ROLES = tuple(MAY)

_OF_OWN = frozenset({"own", "child", "led", "contacted", "sourced"})
_EVERYTHING = frozenset(PLACES)
_SIGHT = {"project:read", "project:write", "claim:write", "claim:verify"}
_DISPATCH = {"dispatch:read", "dispatch:write"}


def _all_or_own(role: str, own: frozenset[str]) -> frozenset[str]:
    return _EVERYTHING if role == "office" else own


def _projects(role: str) -> frozenset[str]:
    """By subtree of the units and by having been asked; the chief by a responsibility that goes on, and the deputy."""
    if not MAY[role] & _SIGHT:
        return frozenset()
    return _all_or_own(role, _OF_OWN | {"asked"} | ({"answered"} if role in ("chief", "deputy") else set()))


def _views(role: str) -> frozenset[str]:
    """Saved views shared with the own unit or one above it; the office sits beside the districts."""
    return frozenset({"city"}) if role == "office" else frozenset({"own", "parent", "city"})


def _drafts(role: str) -> frozenset[str]:
    """Drafts are seen by the unit that writes them."""
    return _projects(role) & _all_or_own(role, frozenset({"own", "child"}))


def _meetings(role: str) -> frozenset[str]:
    """Those of the own subtree and of the units above."""
    if not MAY[role] & _DISPATCH:
        return frozenset()
    return _all_or_own(role, frozenset({"own", "child", "parent", "city"}))


def _items(role: str) -> frozenset[str]:
    """Action items that each unit gave itself: those of the own subtree."""
    if not MAY[role] & _DISPATCH:
        return frozenset()
    return frozenset(UNITS) if role == "office" else frozenset({"own", "child"})


def _letters(role: str) -> frozenset[str]:
    """One's own; dispatchers those of people below who see no more than they do."""
    if role == "chief":
        return frozenset({"answered"})
    if "dispatch:write" not in MAY[role]:
        return frozenset()
    return frozenset({*UNITS, "answered"}) if role == "office" else frozenset({"own", "child"})


def _readers(role: str) -> frozenset[str]:
    """A dispatcher asks about people below who see no more than he does."""
    return _all_or_own(role, frozenset({"own", "child"})) if "dispatch:write" in MAY[role] else frozenset()


def _units(role: str) -> frozenset[str]:
    """The own subtree and the units above."""
    if role in ("system_admin", "security_admin", "audit_admin"):
        return _EVERYTHING  # they sit at the city
    return _all_or_own(role, frozenset({"own", "child", "parent", "city"})) if role != "anonymous" else frozenset()


SIGHT = {
    "project": _projects,
    "draft": _drafts,
    "meeting": _meetings,
    "item": _items,
    "letter": _letters,
    "reader": lambda role: _readers(role) & _projects(role),  # about a claim that one sees, to a person one answers for
    "addressee": lambda role: frozenset({"answered"} if role == "chief" else ()),
    "unit": _units,
    "view": _views,
    "run": lambda role: frozenset(),  # only who began it, and that is nobody here
    "firm": lambda role: _EVERYTHING if MAY[role] & _SIGHT else frozenset(),
    "landing": lambda role: _all_or_own(role, frozenset({"own", "child"})),
    "secret": lambda role: _all_or_own(role, frozenset()),  # a spot check that nobody has recorded yet
    "hook": lambda role: frozenset({"own"} if role == "service" else ()),  # a webhook is its own system's
    "": lambda role: _EVERYTHING,
}


def sees(role: str, kind: str, place: str) -> bool:
    """Does ``role`` see things of this kind at this place?"""
    return place in SIGHT[kind](role)


def _of_project(role: str, place: str) -> bool:
    return role == "office" or place in _OF_OWN


def _verifies(role: str, place: str) -> bool:
    """``own`` answers where it was asked; a key of ``own`` with the scope speaks for its own projects too."""
    return place == "asked" or (role == "service" and place in ("own", "child"))


RULES = {
    "": lambda role, place: True,
    "unit": _of_project,
    "author": lambda role, place: role == "office" or place in ("own", "child"),
    "verifies": _verifies,
    "nobody": lambda role, place: False,  # whoever owns it is no role of the matrix
    "names": lambda role, place: role == "office",
    "confirms": lambda role, place: (
        role == "office" or place in ("own", "child") or (place == "asked" and role in ("verifier", "service"))
    ),
    "dispatches": lambda role, place: role == "office" or place in ("own", "child"),
    "keeps": lambda role, place: role == "office" or place in _OF_OWN,
    "handles": lambda role, place: (
        (role == "office" and place == "city") or (place == "own" and role not in ("office", "reader"))
    ),  # an item is worked at by its lead unit, not by the units above
    "reports": lambda role, place: (
        role == "office"
        or (place == "own" and role != "reader")
        or (place == "child" and role in ("dispatcher", "service"))
    ),
    "person": lambda role, place: role not in SERVICES,
    "calls": lambda role, place: role in ("clerk", "dispatcher", "office", "leader", "chief", "deputy"),
}


@dataclass(frozen=True)
class Door:
    """Who may pass, in the order in which a request is asked.

    ``needs``: one of these, before anything is looked up (403). ``of``: the kind of thing that must be seen (404).
    ``also``: one of these to act on it (403). ``rule``: and to whom it must belong (403).
    """

    needs: frozenset[str] = field(default_factory=frozenset)
    of: str = ""
    also: frozenset[str] = field(default_factory=frozenset)
    rule: str = ""


PASSES, REFUSED, HIDDEN, STRANGER = "passes", "refused", "hidden", "stranger"


def verdict(role: str, place: str, door: Door, *, is_api: bool) -> str:
    """What becomes of the request."""
    if role == "anonymous" or (role in SERVICES and not is_api):
        return STRANGER
    if door.needs and not MAY[role] & door.needs:
        return REFUSED
    if door.of and not sees(role, door.of, place):
        return HIDDEN
    if door.also and not MAY[role] & door.also:
        return REFUSED
    return PASSES if RULES[door.rule](role, place) else REFUSED


def hidden_words(role: str) -> dict[str, frozenset[str]]:
    """Kind → places whose canaries must not be in any answer to ``role``."""
    kinds = {"zq": "project", "qd": "draft", "ql": "letter", "qf": "firm", "qu": "unit", "qs": "secret",
             "qr": "landing"}  # fmt: skip
    return {what: frozenset(place for place in PLACES if not sees(role, kind, place)) for what, kind in kinds.items()}
