"""What the rooms above say about their rules, so that this room need not know them: a label, and a last check.

A room registers its rules in its module ``registration``, which is loaded when the applications are ready.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from notifications.outbox.models import Occurrence
from projects.people.models import Organisation

Recheck = Callable[[Occurrence, datetime], str]
Until = Callable[[Occurrence], datetime | None]


@dataclass(frozen=True)
class GroupWords:
    """What the group of an organisation may be told of it, once for each ``key`` (of rule and subject): short, without
    names of people or projects and without amounts (ADR 0027).
    """

    key: str
    text: str


ToGroup = Callable[[Occurrence, Organisation], GroupWords | None]


def _not_for_groups(occurrence: Occurrence, organisation: Organisation) -> GroupWords | None:
    return None


def _still_true(occurrence: Occurrence, now: datetime) -> str:
    return ""


def _always(occurrence: Occurrence) -> datetime | None:
    return None


@dataclass(frozen=True)
class RegisteredRule:
    """``recheck`` answers, just before sending, why the occurrence is no longer true; empty: it still is.

    ``to_group`` says what a group bound to an organisation is told of it; None, which is the rule: nothing.
    ``until``: from when on it says nothing any more, such as the beginning of a meeting; None: no such moment.
    """

    name: str
    label: str
    recheck: Recheck = _still_true
    to_group: ToGroup = _not_for_groups
    until: Until = _always


_RULES: dict[str, RegisteredRule] = {}


def register(
    name: str,
    label: str,
    recheck: Recheck = _still_true,
    to_group: ToGroup = _not_for_groups,
    until: Until = _always,
) -> None:
    """Make a rule known. The same name again replaces it."""
    _RULES[name] = RegisteredRule(name, label, recheck, to_group, until)


def label_of(name: str) -> str:
    """The Chinese name of a rule; its code name where nobody registered it."""
    rule = _RULES.get(name)
    return rule.label if rule else name


def choices() -> list[tuple[str, str]]:
    """(name, label) of every rule, in the order of registration."""
    return [(rule.name, rule.label) for rule in _RULES.values()]


def why_void(occurrence: Occurrence, now: datetime) -> str:
    """Why the occurrence must not be sent any more; empty when it still holds."""
    rule = _RULES.get(occurrence.rule)
    return rule.recheck(occurrence, now) if rule else ""


def until(occurrence: Occurrence) -> datetime | None:
    """From when on it says nothing any more."""
    rule = _RULES.get(occurrence.rule)
    return rule.until(occurrence) if rule else None


def group_words(occurrence: Occurrence, organisation: Organisation) -> GroupWords | None:
    """What the group of ``organisation`` is told of it; None: nothing."""
    rule = _RULES.get(occurrence.rule)
    return rule.to_group(occurrence, organisation) if rule else None
