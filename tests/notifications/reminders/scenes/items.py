"""Action items and letters, walked through what can happen to them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from projects.people.roles import Role
from projects.people.services import add_officer
from tests.factories import NOW, PASSWORD, City
from tests.notifications.reminders.samples import at
from tests.workflow.items import samples
from tests.workflow.letters import samples as letters
from workflow.items import services
from workflow.items.deadlines import Deadline
from workflow.items.models import Referral
from workflow.letters.services import answer_letter, receive_letter, return_answer, sign_letter

MINUTE = timedelta(minutes=1)


def walked(city: City) -> Iterator[datetime]:
    """Issued, urged, an extension asked and granted, submitted and returned; due and late."""
    item = samples.issued(city, deadline=Deadline(days=3), joint=[city.departments["GX"]])
    yield NOW + MINUTE
    services.sign_item(item.pk, by=city.clerk, now=NOW + 2 * MINUTE)
    services.urge_item(item.pk, note="请抓紧。", by=city.dispatcher, now=NOW + 2 * MINUTE)
    yield NOW + 3 * MINUTE
    wished = at(11, 26).date()
    services.ask_extension(item.pk, note="等批复。", wished_on=wished, by=city.clerk, now=NOW + 4 * MINUTE)
    yield NOW + 5 * MINUTE
    services.decide_extension(item.pk, grants=True, by=city.dispatcher, now=NOW + 6 * MINUTE)
    yield NOW + 7 * MINUTE
    services.submit_item(item.pk, note="已挂牌。", by=city.clerk, now=NOW + 8 * MINUTE)
    yield NOW + 9 * MINUTE
    services.return_item(item.pk, note="缺公告。", by=city.dispatcher, now=NOW + 10 * MINUTE)
    yield NOW + 11 * MINUTE
    yield from (at(11, 24), at(11, 26), at(11, 27))


def passed_on(city: City) -> Iterator[datetime]:
    """鸠江区 is asked to take one over; the city is asked about one of the district's own, which has somebody now."""
    services.hand_over(samples.signed(city).pk, to_unit=city.sibling, note="属鸠江区。", by=city.clerk, now=NOW)
    head = add_officer(
        city.district, username="zd", name="郑调", email="zd@luodi.example", roles=[Role.DISPATCHER], password=PASSWORD,
        by=None, now=NOW,
    )  # fmt: skip
    own = samples.issued(city, issuer=city.district, by=head, matter="协调能耗指标")
    services.sign_item(own.pk, by=city.clerk, now=NOW, officer=head)
    services.pass_up(own.pk, level="city", note="请市里协调。", to_unit=city.departments["GX"], by=head, now=NOW)
    yield NOW + MINUTE
    answered: dict[str, Any] = {"note": "同意调剂。", "by": city.verifiers["start"], "now": NOW + 2 * MINUTE}
    services.answer_up(Referral.objects.get().pk, **answered)
    yield NOW + 3 * MINUTE


def looked_after(city: City) -> Iterator[datetime]:
    """A long-term item and a closed one come to their days."""
    samples.long_term(city)
    samples.closed(city)
    yield at(12, 17)
    yield at(12, 18)


def letter(city: City) -> Iterator[datetime]:
    """To be signed, sent, due, late, answered, sent back."""
    add_officer(
        city.departments["TC"], username="hedu", name="何督", roles=[Role.DISPATCHER], password=PASSWORD,
        scope=city.city, by=None, now=NOW,
    )  # fmt: skip
    made = letters.submitted(city)
    yield NOW + MINUTE
    sign_letter(made.pk, by=city.leader, now=NOW + 2 * MINUTE)
    yield NOW + 3 * MINUTE
    receive_letter(made.pk, by=city.clerk, now=NOW + 4 * MINUTE)
    yield from (at(11, 24), at(11, 26))
    answer_letter(made.pk, text="已倒排工期。", files=(), by=city.clerk, now=at(11, 26, 10))
    yield at(11, 26, 10, 1)
    return_answer(made.pk, note="缺时间表", by=city.dispatcher, now=at(11, 26, 11))
    yield at(11, 26, 11, 1)


def letter_unsigned(city: City) -> Iterator[datetime]:
    """Nobody signs for it."""
    letters.signed(city)
    yield NOW + MINUTE
    yield at(11, 19, 17)


def proposals(city: City) -> Iterator[datetime]:
    """The rules propose two."""
    letters.lit(city, "red", name="甲项目")
    letters.lit(city, "yellow", name="乙项目")
    letters.ladder(city)
    letters.proposals(city)
    yield NOW + MINUTE
