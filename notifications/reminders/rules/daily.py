"""每日汇总: one mail a day with all that the recipient wants to hear of once a day, as far as it is still true."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from notifications.outbox import registry
from notifications.outbox.merging import DIGEST_RULE, pending, take_up
from notifications.outbox.models import Held, Occurrence, OccurrenceState
from notifications.preferences.queries import calendar_about, standings_of
from notifications.preferences.registry import topic_of
from notifications.preferences.topics import Topic
from notifications.reminders.moments import local_day, local_text
from notifications.reminders.rules.base import Family, Letter, Notice, Rule, Test
from notifications.reminders.rules.recipients import IS_ACTIVE
from projects.people.models import Officer

NOTHING = "待汇总的提醒均已失效"
LONGEST = 100


class DailyDigest(Rule):
    """What was held for one person since the last one."""

    name = DIGEST_RULE
    label = "每日汇总"
    subject_type = "officer"
    who = "有提醒按本人或单位设置并入每日汇总的人员"
    when = "工作日，本人选定的汇总时间"
    merged = "每人每天一封，分类列出仍然有效的提醒；没有要说的不发"
    tests = (
        Test(lambda matter, officer, now: matter.pk == officer.pk, "每日汇总只发给本人"),
        IS_ACTIVE,
    )

    def why_void(self, occurrence: Occurrence, now: datetime) -> str:
        """True as long as one of its list is."""
        held = Held.objects.filter(digest_id=occurrence.pk, is_listed=True).select_related("occurrence__recipient")
        return "" if any(not why_over(one.occurrence, now) for one in held) else NOTHING


DIGEST = DailyDigest()


def why_over(occurrence: Occurrence, now: datetime) -> str:
    """Why it need not be listed any more; empty: it still holds."""
    if occurrence.state == OccurrenceState.VOID:
        return occurrence.void_reason or NOTHING
    return registry.why_void(occurrence, now)


@dataclass(frozen=True)
class Ready:
    """One person whose hour has come, and what was held up to it."""

    officer: Officer
    at: datetime
    held: Sequence[Occurrence]


class Digests(Family[Ready]):
    """People for whom something is held. By the state of the moment: what an outage left behind is taken up later."""

    name = "reminders.digests"
    rules = (DIGEST,)
    margin = timedelta(0)
    foretells = False

    def subjects(self, since: datetime, now: datetime) -> Iterator[Ready]:
        return _ready(pending(), now)

    def about(self, key: uuid.UUID, since: datetime, now: datetime) -> Iterator[Ready]:
        return _ready([one for one in pending() if one.occurrence.recipient_id == key], now)

    def notices(self, subject: Ready, since: datetime, now: datetime) -> Iterator[Notice]:
        """One, or a record that there was nothing to say any more."""
        if not DIGEST.admits(subject.officer, subject.officer, now):
            return
        looked = [(one, why_over(one, now)) for one in subject.held]
        listed = [one for one, over in looked if not over]
        yield Notice(
            rule=DIGEST,
            subject_id=subject.officer.pk,
            slot=_slot(subject.at),
            recipient=subject.officer,
            due_at=subject.at,
            letter=partial(daily_letter, subject, listed),
            void_reason="" if listed else NOTHING,
            afterwards=partial(take_up, listed=listed, over=[pair for pair in looked if pair[1]], now=now),
        )


def _ready(held: Iterable[Held], now: datetime) -> Iterator[Ready]:
    """Five queries, however many people. One digest a day: what comes after it waits for the next."""
    by_person: dict[uuid.UUID, list[Occurrence]] = {}
    for one in held:
        by_person.setdefault(one.occurrence.recipient_id, []).append(one.occurrence)
    if not by_person:
        return
    officers = [rows[0].recipient for rows in by_person.values()]
    standings, calendar = standings_of(officers), calendar_about(now)
    hours = {officer.pk: standings[officer.pk].last_digest(now, calendar) for officer in officers}
    slots = {_slot(at) for at in hours.values()}
    of_today = Occurrence.objects.filter(rule=DIGEST.name, slot__in=slots, recipient__in=officers)
    told = set(of_today.values_list("recipient", "slot"))
    for officer in officers:
        at, since = hours[officer.pk], standings[officer.pk].since
        rows = [one for one in by_person[officer.pk] if one.due_at <= at]
        is_changed = since is not None and at < since
        if rows and not is_changed and (officer.pk, _slot(at)) not in told:
            yield Ready(officer, at, rows)


def _slot(at: datetime) -> str:
    return local_day(at).isoformat()


@dataclass(frozen=True)
class Line:
    """One reminder in the list."""

    title: str
    at: str
    url: str


def daily_letter(ready: Ready, listed: Sequence[Occurrence]) -> Letter:
    """By topic, each with its link; beyond the hundredth they are counted."""
    order = {topic: number for number, topic in enumerate(Topic)}
    rows = sorted(listed[:LONGEST], key=lambda one: (order[topic_of(one.rule)], one.due_at))
    groups = [
        (topic.label, [_line(one) for one in found])
        for topic, found in groupby(rows, key=lambda one: topic_of(one.rule))
    ]
    context = {
        "recipient": ready.officer,
        "count": len(listed),
        "groups": groups,
        "more": max(len(listed) - LONGEST, 0),
    }
    on = local_day(ready.at)
    return Letter(
        title=f"【每日汇总】{on.month}月{on.day}日 {len(listed)} 条提醒",
        text=render_to_string("reminders/daily.txt", context).strip(),
        html=render_to_string("reminders/daily.html", context),
        url=f"{reverse('outbox:ledger')}?mine=on",
    )


def _line(one: Occurrence) -> Line:
    path = one.url or reverse("outbox:occurrence", args=[one.pk])
    return Line(one.title, local_text(one.due_at), f"{settings.PUBLIC_URL.rstrip('/')}{path}")
