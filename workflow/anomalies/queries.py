"""Every anomaly an officer may see, with what has been said about it. The same number of queries for any number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import chain

from projects.ledger.models import Project
from projects.people.models import Officer, Organisation
from workflow.anomalies.kinds import KINDS, Found
from workflow.anomalies.models import AnomalyRules, Clearance

OPEN, CLEARED, ALL = "open", "cleared", "all"


@dataclass(frozen=True)
class Line:
    """One anomaly. ``cleared``: what settles it for the reader. ``said``: what offices below think of these facts,
    and what was once said of other facts (``is_changed``).
    """

    found: Found
    cleared: Clearance | None = None
    said: list[Clearance] = field(default_factory=list)
    is_changed: bool = False


@dataclass(frozen=True)
class Wanted:
    """The filters of the page; ``first`` and ``last`` are days, both included."""

    kind: str = ""
    unit: Organisation | None = None
    first: date | None = None
    last: date | None = None
    state: str = OPEN


def lines_for(officer: Officer, *, on: date) -> list[Line]:
    """All of them, the latest first. Projects of the officer's own subtree only, not those seen by involvement."""
    root = officer.scope_root
    if root is None:
        return []
    projects = Project.objects.visible_to(officer).under(root)
    rules = AnomalyRules.of(root)
    found = list(chain.from_iterable(kind.find(projects, rules, on=on) for kind in KINDS))
    return _judged(sorted(found, key=lambda one: (one.on, one.key), reverse=True), officer, root)


def _judged(found: list[Found], officer: Officer, root: Organisation) -> list[Line]:
    told: dict[tuple[str, str], list[Clearance]] = {}
    for one in Clearance.objects.current().told_to(officer).select_related("by", "organisation"):
        told.setdefault((one.kind, one.key), []).append(one)
    return [_line(one, told.get((one.kind, one.key), []), root) for one in found]


def _line(found: Found, told: list[Clearance], root: Organisation) -> Line:
    binding = [one for one in told if one.organisation.contains(root)]
    cleared = next((one for one in binding if one.fingerprint == found.fingerprint), None)
    said = [one for one in told if one is not cleared]
    return Line(found, cleared, said, is_changed=cleared is None and bool(binding))


def narrowed(lines: Iterable[Line], wanted: Wanted) -> list[Line]:
    """Those that fit every filter but the kind."""
    return [line for line in lines if _fits(line, wanted)]


def _fits(line: Line, wanted: Wanted) -> bool:
    found = line.found
    in_state = wanted.state == ALL or (line.cleared is not None) == (wanted.state == CLEARED)
    in_unit = wanted.unit is None or any(path.startswith(wanted.unit.path) for path in found.paths)
    after = wanted.first is None or found.on >= wanted.first
    return in_state and in_unit and after and (wanted.last is None or found.on <= wanted.last)
