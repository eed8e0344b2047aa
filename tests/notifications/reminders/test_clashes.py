"""Clashes and transfers: the office at once and each working day once overdue, either side of the fact and ruling."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from notifications.outbox.models import Occurrence
from notifications.reminders.rules.clashes import KNOWN, OVERDUE, RAISED
from notifications.reminders.services import scan
from projects.ledger.kinds import ClashState
from projects.ledger.models import Clash
from projects.ledger.services import reopen_clash, rule_clash, transfer_project, withdraw_transfer
from projects.ledger.services.transfers import split_between
from projects.people.models import Officer
from tests.factories import NOW, City, build_city
from tests.notifications.reminders.samples import at, load_calendar, run
from tests.projects.ledger.clash_samples import entered, firm, second_dispatcher, two

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def city(db: None) -> City:
    load_calendar()
    scan(NOW - timedelta(minutes=90))
    return build_city()


@pytest.fixture
def clash(city: City) -> Clash:
    return two(city)


def dues(officer: Officer, rule: str) -> list[datetime]:
    rows = Occurrence.objects.filter(recipient=officer, rule=rule, state="open").order_by("due_at")
    return list(rows.values_list("due_at", flat=True))


def test_the_office_hears_at_once_and_each_working_day_after_the_deadline(clash: Clash, city: City) -> None:
    run(LATER, at(11, 30, 12))  # due Wednesday 25: Thursday 26, Friday 27, Monday 30
    assert dues(city.dispatcher, "clash_raised") == [NOW]
    assert dues(city.dispatcher, "clash_overdue") == [at(11, 26), at(11, 27), at(11, 30)]


def test_mornings_missed_while_the_system_was_off_are_told_once(clash: Clash, city: City) -> None:
    scan(LATER)
    scan(at(11, 30, 12))
    assert dues(city.dispatcher, "clash_overdue") == [at(11, 30)]


def test_each_side_hears_once_of_the_fact(clash: Clash, city: City) -> None:
    run(LATER, at(11, 27, 12))
    for clerk, other in ((city.clerk, clash.first), (city.sibling_clerk, clash.later)):
        letter = Occurrence.objects.get(recipient=clerk)
        assert letter.rule == "clash_known"
        assert other.name not in letter.title + letter.text + letter.html


@pytest.mark.parametrize(("outcome", "loser"), [("first", "clerk"), ("later", "sibling_clerk")])
def test_both_hear_of_the_ruling_and_the_one_not_kept_what_to_do(
    clash: Clash, city: City, outcome: str, loser: str
) -> None:
    scan(LATER)
    rule_clash(clash.pk, outcome=outcome, reason="有首谈纪要", by=city.dispatcher, now=LATER)
    scan(LATER + timedelta(minutes=1))
    scan(LATER + timedelta(minutes=2))
    letters = {one.recipient: one.text for one in Occurrence.objects.filter(rule="clash_ruled")}
    assert set(letters) == {city.clerk, city.sibling_clerk}
    assert [officer for officer, text in letters.items() if "退库" in text] == [getattr(city, loser)]
    assert all("有首谈纪要" in text for text in letters.values())


def test_reopened_it_is_told_again(clash: Clash, city: City) -> None:
    scan(LATER)
    rule_clash(clash.pk, outcome="first", reason="有首谈纪要", by=city.dispatcher, now=LATER)
    again = LATER + timedelta(minutes=5)
    reopen_clash(clash.pk, reason="新证据", by=second_dispatcher(city), now=again)
    scan(again)
    assert dues(city.clerk, "clash_known") == [NOW, again]


def test_what_is_over_is_not_sent(clash: Clash, city: City) -> None:
    scan(LATER)
    told = {one.rule: one for one in Occurrence.objects.all()}
    assert RAISED.why_void(told["clash_raised"], LATER) == ""
    assert KNOWN.why_void(told["clash_known"], LATER) == ""
    Clash.objects.update(state=ClashState.CLOSED)
    for rule, name in ((RAISED, "clash_raised"), (OVERDUE, "clash_raised"), (KNOWN, "clash_known")):
        assert rule.why_void(told[name], LATER)


def test_the_receiving_unit_hears_of_a_transfer(city: City) -> None:
    project = entered(city.clerk, "光伏支架基地", firm(city.clerk))
    parts = split_between(city.district, city.sibling, Decimal(40))
    asked = transfer_project(project.pk, to=city.sibling, credits=parts, why="用地", by=city.clerk, now=NOW)
    scan(LATER)
    assert dues(city.sibling_clerk, "transfer_asked") == [NOW]
    assert dues(city.clerk, "transfer_asked") == []
    withdraw_transfer(asked.pk, by=city.clerk, now=LATER)
    scan(LATER + timedelta(minutes=1))
    assert Occurrence.objects.filter(rule="transfer_asked").count() == 1
