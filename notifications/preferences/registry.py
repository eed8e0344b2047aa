"""What the rooms above say, so that this room need not know them: their rules, and the channels of a person."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from notifications.preferences.topics import Topic
from projects.people.models import Officer


@dataclass(frozen=True)
class Terms:
    """What a rule is for preferences. Nobody need say anything: then it is sent as it comes.

    ``mandatory``: it cannot be switched off nor put off into a digest. ``urgent``: neither the hour nor a rest day
    holds it back.
    """

    topic: Topic = Topic.SYSTEM
    mandatory: bool = True
    urgent: bool = False


@dataclass(frozen=True)
class KnownRule:
    """A rule with its Chinese name."""

    name: str
    label: str
    terms: Terms


@dataclass(frozen=True)
class Reach:
    """A way on which a person is reached now, and where, as the person may read it."""

    name: str
    label: str
    where: str = ""


_RULES: dict[str, KnownRule] = {}
_REACHES: list[Callable[[Officer], Iterable[Reach]]] = []


def register(name: str, label: str, terms: Terms) -> None:
    """Make a rule known. The same name again replaces it."""
    _RULES[name] = KnownRule(name, label, terms)


def terms_of(name: str) -> Terms | None:
    """What it is; None where nobody said: then there are no preferences about it."""
    found = _RULES.get(name)
    return found.terms if found else None


def topic_of(name: str) -> Topic:
    """Its group."""
    terms = terms_of(name)
    return terms.topic if terms else Topic.SYSTEM


def rules_of(topic: str) -> list[KnownRule]:
    """Its rules, in the order of registration."""
    return [rule for rule in _RULES.values() if rule.terms.topic == topic]


def topics() -> list[Topic]:
    """Groups that have a rule."""
    used = {rule.terms.topic for rule in _RULES.values()}
    return [topic for topic in Topic if topic in used]


def is_wholly_mandatory(topic: str) -> bool:
    """Is there nothing in it to choose?"""
    return all(rule.terms.mandatory for rule in rules_of(topic))


def register_reaches(reaches: Callable[[Officer], Iterable[Reach]]) -> None:
    """How to find out on which channels a person is reached."""
    _REACHES[:] = [reaches]


def reaches_of(officer: Officer) -> list[Reach]:
    """Channels on which the officer is reached now."""
    return [one for reaches in _REACHES for one in reaches(officer)]
