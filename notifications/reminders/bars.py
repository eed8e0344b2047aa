"""What the preferences keep back, as 为什么 says it of what lies ahead."""

from __future__ import annotations

from datetime import datetime

from notifications.preferences.queries import calendar_about, standing_of
from notifications.preferences.registry import topic_of
from notifications.preferences.topics import DIGESTED, Quiet
from notifications.reminders.explaining import Outcome, register_bar
from notifications.reminders.moments import local_text
from notifications.reminders.rules.base import Rule
from notifications.reminders.terms import terms_of
from projects.people.models import Officer


def off(rule: Rule, officer: Officer, now: datetime) -> str:
    """Only the message inside: by whom that was set."""
    quiet = standing_of(officer).quiet(terms_of(rule))
    if not quiet or quiet in DIGESTED:
        return ""
    return f"到时点只产生站内信：{Quiet(quiet).label}（{topic_of(rule.name).label}）。"


def merged(rule: Rule, officer: Officer, now: datetime) -> str:
    """It goes into a digest: which."""
    standing = standing_of(officer)
    quiet = standing.quiet(terms_of(rule))
    if quiet not in DIGESTED:
        return ""
    at = local_text(standing.next_digest(now, calendar_about(now)))
    return f"到时点产生站内信，{Quiet(quiet).label}（{topic_of(rule.name).label}）；最近一次汇总时间为 {at}。"


def register() -> None:
    """Make both known."""
    register_bar("preferences: off", Outcome.OFF, off)
    register_bar("preferences: merged", Outcome.MERGED, merged)
