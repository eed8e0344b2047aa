"""为什么没有收到: who switched it off, which digest took it up, until when it waits."""

from __future__ import annotations

from datetime import datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from notifications.outbox.models import Occurrence
from notifications.preferences.topics import Choice, Policy, Topic
from notifications.reminders.explaining import Answer, Outcome, explain
from notifications.reminders.queries import rule_called
from notifications.reminders.rules.base import Rule
from notifications.reminders.services import scan
from tests.factories import City, build_city, new_project
from tests.notifications.preferences.samples import SATURDAY, digests_of, lay_down, tell_of, wish
from tests.notifications.reminders.samples import at

pytestmark = pytest.mark.django_db
LATER = at(11, 19, 9, 2)


@pytest.fixture
def city(db: None) -> City:
    """A project of the district has no chief: the office hears of it every morning at nine."""
    city = build_city()
    new_project(city, assigned_by_city=True)
    scan(at(11, 19, 8, 50))
    return city


def missing() -> Rule:
    found = rule_called("chief_missing")
    assert found is not None
    return found


def of(outcome: Outcome, city: City, now: datetime) -> Answer:
    """The answer about the office that has this outcome."""
    return next(one for one in explain(missing(), city.city.pk, city.dispatcher, now) if one.outcome == outcome)


def test_who_switched_it_off_is_said_before_and_after(city: City) -> None:
    wish(city.dispatcher, choices={Topic.CHIEF: Choice.INBOX})
    ahead = of(Outcome.OFF, city, at(11, 19, 8, 55))
    assert "按本人设置只发站内信（首席责任人与交接）" in ahead.sentence
    scan(LATER)
    told = explain(missing(), city.city.pk, city.dispatcher, LATER)[0]
    assert told.outcome == Outcome.OFF and "按本人设置只发站内信（首席责任人与交接）" in told.sentence
    lay_down(city.city, city.dispatcher, **{Topic.CHIEF: Policy.OFF})
    assert any("按单位设置停用" in one.sentence for one in explain(missing(), city.city.pk, city.dispatcher, LATER))


def test_the_digest_that_took_it_up_is_named_and_linked(city: City) -> None:
    wish(city.dispatcher, choices={Topic.CHIEF: Choice.DIGEST}, digest_hour=9)
    ahead = of(Outcome.MERGED, city, at(11, 19, 8, 55))
    assert "最近一次汇总时间为 2026-11-19 09:00" in ahead.sentence
    scan(LATER)
    told = explain(missing(), city.city.pk, city.dispatcher, LATER)[0]
    assert (told.outcome, told.digest) == (Outcome.MERGED, digests_of(city.dispatcher)[0])
    assert "已并入 2026-11-19 09:00 的每日汇总" in told.sentence
    client = Client()
    client.force_login(city.dispatcher)
    with time_machine.travel(LATER, tick=False):
        query = f"rule=chief_missing&person={city.dispatcher.pk}&subject={city.city.pk}"
        page = client.get(f"{reverse('reminders:why')}?{query}").content.decode()
        assert told.digest is not None and reverse("outbox:occurrence", args=[told.digest.pk]) in page
        digest = client.get(reverse("outbox:occurrence", args=[told.digest.pk])).content.decode()
        merged = client.get(reverse("outbox:occurrence", args=[told.occurrence.pk])).content.decode()  # type: ignore[union-attr]
        listed = client.get(f"{reverse('outbox:ledger')}?state=digest").content.decode()
    assert "本次汇总的提醒" in digest and told.occurrence.title in digest  # type: ignore[union-attr]
    assert "已并入" in merged and "已汇总" in listed


def test_what_waits_for_the_digest_says_for_which(city: City) -> None:
    wish(city.dispatcher, choices={Topic.CHIEF: Choice.DIGEST}, digest_hour=17)
    scan(LATER)
    told = explain(missing(), city.city.pk, city.dispatcher, LATER)[0]
    assert told.outcome == Outcome.MERGED and "等待 2026-11-19 17:00 的汇总" in told.sentence


def test_what_waits_for_monday_says_so(city: City) -> None:
    made = tell_of(city.dispatcher, "chief_missing", now=SATURDAY, subject_id=city.city.pk)
    answer = explain(missing(), city.city.pk, city.dispatcher, SATURDAY)[0]
    assert (answer.outcome, answer.occurrence) == (Outcome.WAITING, made)
    assert "等到 2026-11-23 08:00 发送" in answer.sentence
    client = Client()
    client.force_login(city.dispatcher)
    page = client.get(reverse("outbox:occurrence", args=[made.pk])).content.decode()
    assert "等到 2026-11-23 08:00 发送" in page
    assert Occurrence.objects.get(pk=made.pk).quiet == ""
