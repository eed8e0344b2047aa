"""Of what is due about one meeting to one person at one time, which one is told, and why the others are not. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from notifications.reminders.rules.meetings import CALLED, CHANGED, MeetingRule

OVER = "会议已开始"


@dataclass(frozen=True)
class Moment:
    """A rule that is due to one person."""

    rule: MeetingRule
    slot: str
    due_at: datetime
    note: str = ""


@dataclass(frozen=True)
class Decision:
    """``why_not`` is empty for the one that is told."""

    moment: Moment
    why_not: str = ""


def decide(moments: list[Moment], *, known_since: datetime) -> list[Decision]:
    """One of ``moments`` is told: the most recent that matters. ``known_since``: when the call or change went out.

    A lead that was over before anybody knew of the meeting, or of its new time, says nothing new. A change is told
    whatever else is due, for it takes back what was said before; but to somebody who has not even been told of the
    meeting yet, the invitation with the present time and place is enough.
    """
    stale = [moment for moment in moments if _is_stale(moment, known_since)]
    fresh = sorted((moment for moment in moments if moment not in stale), key=lambda moment: moment.due_at)
    told = _most_recent(fresh)
    why = f"已由较近的“{told.rule.label}”一并告知" if told else ""
    return [
        *(Decision(moment, "通知或变更发出时已过这一提醒时点") for moment in stale),
        *(Decision(moment, "" if moment is told else why) for moment in fresh),
    ]


def _is_stale(moment: Moment, known_since: datetime) -> bool:
    return moment.rule.lead is not None and moment.due_at <= known_since


def _most_recent(fresh: list[Moment]) -> Moment | None:
    by_rule = {moment.rule: moment for moment in fresh}
    if CHANGED in by_rule and CALLED not in by_rule:
        return by_rule[CHANGED]
    others = [moment for moment in fresh if moment.rule is not CHANGED]
    return others[-1] if others else None
