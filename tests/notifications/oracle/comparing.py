"""Sets against sets: what the product has on record, in the words of the oracle, and every difference counted."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from notifications.outbox.models import Occurrence
from tests.notifications.oracle.building import Built
from tests.notifications.oracle.expected import Expected, Key, Subject
from workflow.dispatch.models import Meeting
from workflow.reporting.models import ReportReturn, ReportRound

MARK, PREFIX = "@", 12


@dataclass(frozen=True)
class Row:
    """One occurrence of the product."""

    key: Key
    created_at: datetime
    is_late: bool
    is_void: bool


@dataclass
class Report:
    """What was found. ``missing``: to be told and was not; ``doubled``: more than one row; ``wrong_hour``: told, but
    for another instant or not by the first look after it; ``unmarked``: 补发 wrongly or not marked; ``surplus``: told
    to whom the oracle tells nothing; ``voids``: wrongly on record, or not, as void.
    """

    told: int = 0
    late: int = 0
    void: int = 0
    sources: int = 0
    scans: int = 0
    until: datetime | None = None
    missing: list[Key] = field(default_factory=list)
    doubled: list[Key] = field(default_factory=list)
    wrong_hour: list[Key] = field(default_factory=list)
    unmarked: list[Key] = field(default_factory=list)
    surplus: list[Key] = field(default_factory=list)
    voids: list[Key] = field(default_factory=list)

    @property
    def faults(self) -> dict[str, int]:
        """How many of each."""
        names = ("missing", "doubled", "wrong_hour", "unmarked", "surplus", "voids")
        return {name: len(getattr(self, name)) for name in names}

    @property
    def bound(self) -> str:
        """The rule of three."""
        return f"0 of {self.told}: the chance of a wrong one is below {3 / max(self.told, 1):.2%} (95 %)"

    def lines(self) -> list[str]:
        """For people."""
        faults = "  ".join(f"{name} {count}" for name, count in self.faults.items())
        return [
            f"{self.sources} sources, {self.told} reminders told ({self.late} of them 补发), {self.void} void, "
            f"{self.scans} scans",
            f"{faults}" + ("" if any(self.faults.values()) else f"; {self.bound}"),
        ]

    def examples(self, most: int = 8) -> list[str]:
        """Some of each fault."""
        return [f"  {name}: {key}" for name in self.faults for key in getattr(self, name)[:most]]


def rows(built: Built) -> list[Row]:
    """Everything on record."""
    subjects = _subjects(built)
    people = {one.pk: key for key, one in built.people.items()}
    by_prefix = {pk.hex[:PREFIX]: key for pk, key in people.items()}
    fields = ("pk", "rule", "subject_id", "slot", "recipient", "due_at", "created_at", "is_late", "state")
    found: dict[uuid.UUID, Row] = {}
    raised = []
    for pk, rule, subject, slot, recipient, due, *rest in Occurrence.objects.values_list(*fields):
        if rule == "unacknowledged":
            raised.append((pk, subject, people[recipient], due, rest))
            continue
        principal = by_prefix[slot.partition(MARK)[2]] if MARK in slot else ""
        found[pk] = _row(Key(rule, subjects[subject], people[recipient], due, principal), rest)
    for pk, subject, recipient, due, rest in raised:
        found[pk] = _row(Key("unacknowledged", ("reminder", found[subject].key), recipient, due), rest)
    return list(found.values())


def _row(key: Key, rest: list[object]) -> Row:
    created_at, is_late, state = rest
    assert isinstance(created_at, datetime)
    return Row(key, created_at, bool(is_late), state == "void")


def _subjects(built: Built) -> dict[uuid.UUID, Subject]:
    series, requests = built.keys("series"), built.keys("request")
    found: dict[uuid.UUID, Subject] = {built.city.pk: ("city",)}
    found |= {one.pk: ("officer", key) for key, one in built.people.items()}
    for kind in ("item", "claim", "letter", "handover"):
        found |= {pk: (kind, key) for pk, key in built.keys(kind).items()}
    for pk, owner, nominal in Meeting.objects.values_list("pk", "series", "nominal_on"):
        found[pk] = ("sitting", series[owner], nominal)
    for pk, owner, nominal in ReportRound.objects.values_list("pk", "request", "nominal_on"):
        found[pk] = ("round", requests[owner], nominal)
    units = {one.pk: key for key, one in built.units.items()}
    for pk, owner, nominal, unit in ReportReturn.objects.values_list(
        "pk", "round__request", "round__nominal_on", "unit"
    ):
        found[pk] = ("return", requests[owner], nominal, units[unit])
    return found


def compare(expected: Iterable[Expected], found: list[Row], *, until: datetime) -> Report:
    """Both sets, as far as the simulation went."""
    wanted: dict[Key, Expected] = {}
    for one in expected:
        if one.seen <= until and (one.key not in wanted or one.state == "told"):
            wanted[one.key] = one
    by_key: dict[Key, list[Row]] = defaultdict(list)
    for row in found:
        by_key[row.key].append(row)
    report = Report(sources=len({_source(key) for key, one in wanted.items() if one.state == "told"}))
    report.doubled = [key for key, same in by_key.items() if len(same) > 1]
    report.voids = [key for key, same in by_key.items() if same[0].is_void and key not in wanted]
    stray = [key for key, same in by_key.items() if not same[0].is_void and _is_astray(key, wanted)]
    astray = Counter(map(_loose, stray))
    for key, one in wanted.items():
        _judge(report, key, one, by_key.get(key, []), astray)
    report.surplus = [key for key in stray if astray[_loose(key)] > 0]
    return report


def _judge(report: Report, key: Key, one: Expected, same: list[Row], astray: Counter[tuple[object, ...]]) -> None:
    told = [row for row in same if not row.is_void]
    if one.state != "told":
        report.void += one.state == "void"
        if one.state == "void" and not same:
            report.voids.append(key)
        return
    report.told += 1
    report.late += one.is_late
    if not told:
        if astray[_loose(key)] > 0:  # told, but for another instant
            astray[_loose(key)] -= 1
            report.wrong_hour.append(key)
        else:
            report.missing.append(key)
    elif told[0].created_at != one.seen:
        report.wrong_hour.append(key)
    elif told[0].is_late != one.is_late:
        report.unmarked.append(key)


def _is_astray(key: Key, wanted: dict[Key, Expected]) -> bool:
    one = wanted.get(key)
    return one is None or one.state != "told"


def _loose(key: Key) -> tuple[object, ...]:
    """Without the instant."""
    return (key.rule, key.subject, key.recipient, key.principal)


def _source(key: Key) -> tuple[object, ...]:
    """One rule about one thing to one person, however often; of a sitting: the series, of a round: the request."""
    subject = key.subject
    if subject[0] == "reminder":
        assert isinstance(subject[1], Key)
        return (key.rule, *_source(subject[1]), key.recipient)
    return (key.rule, subject[:2], key.recipient, key.principal)
