"""What 为什么 finds: whom and what the reader may ask about, and the answers."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from notifications.outbox.matters import Named
from notifications.outbox.sight import people_read_by
from notifications.reminders import subjects
from notifications.reminders.explaining import Answer, explain
from notifications.reminders.families import all_rules
from notifications.reminders.rules.base import Rule
from projects.errors import NotFound
from projects.people.models import Officer
from projects.rows import one_or_none

MOST = 20
Found = tuple[uuid.UUID, Named]


@dataclass(frozen=True)
class Asked:
    """How far the question is. ``people`` and ``things``: what the words fit, to choose from."""

    rule: Rule | None
    person: Officer | None = None
    subject: Found | None = None
    people: Sequence[Officer] = ()
    things: Sequence[Found] = ()
    kind: str = ""

    @property
    def is_complete(self) -> bool:
        """Can it be answered?"""
        return bool(self.rule and self.person and self.subject)


def rule_called(name: str) -> Rule | None:
    """The rule of that name."""
    return next((rule for rule in all_rules() if rule.name == name), None)


def asked(by: Officer, said: Mapping[str, Any]) -> Asked:
    """The question as far as it was put, within what the officer may know. One that fits alone is chosen."""
    rule = rule_called(said.get("rule") or "")
    person, people = _person(by, said.get("person"), said.get("who") or "")
    kind = subjects.KINDS[rule.subject_type].label if rule and rule.subject_type in subjects.KINDS else ""
    subject, things = _thing(by, rule, said.get("subject"), said.get("what") or "")
    return Asked(rule, person, subject, people, things, kind)


def _person(by: Officer, key: uuid.UUID | None, words: str) -> tuple[Officer | None, list[Officer]]:
    seen = people_read_by(by).select_related("organisation")
    if key and not words:
        return one_or_none(seen.filter(pk=key)), []
    if not words:
        return None, []
    fits = list(seen.filter(name__icontains=words.strip()).order_by("name", "pk")[:MOST])
    chosen = next((one for one in fits if one.pk == key), fits[0] if len(fits) == 1 else None)
    return chosen, [] if chosen else fits


def _thing(by: Officer, rule: Rule | None, key: uuid.UUID | None, words: str) -> tuple[Found | None, list[Found]]:
    if rule is None:
        return None, []
    named = subjects.named(rule.subject_type, key, by) if key else None
    if key and named:
        return (key, named), []
    fits = subjects.search(rule.subject_type, words, by, most=MOST)
    return (fits[0], []) if len(fits) == 1 else (None, fits)


def answers(by: Officer, *, rule: str, person: uuid.UUID, subject: uuid.UUID, now: datetime) -> list[Answer]:
    """The answers to a whole question; ``NotFound`` for what the officer may not ask about."""
    found = rule_called(rule)
    who = one_or_none(people_read_by(by).filter(pk=person))
    if found is None or who is None or not subjects.sees(by, found.subject_type, subject):
        raise NotFound("没有这条规则，或这个人、这个对象不在您的查看范围内。")
    return explain(found, subject, who, now)
