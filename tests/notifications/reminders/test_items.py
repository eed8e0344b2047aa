"""Action items: who hears at once of what happened, and the mornings; nobody of what he may not see."""

from __future__ import annotations

from datetime import timedelta

import pytest

from notifications.outbox.models import Occurrence
from notifications.reminders.rules.items.happenings import ItemHappenings
from notifications.reminders.services import scan
from projects.people.models import Officer
from projects.people.roles import Role
from projects.people.services import add_officer
from tests.factories import NOW, PASSWORD, City, build_city
from tests.notifications.reminders.samples import at, load_calendar, told
from tests.workflow.items.samples import closed, issued, long_term, returned, signed, submitted
from workflow.items import services
from workflow.items.deadlines import Deadline

SOON = NOW + timedelta(minutes=5)


@pytest.fixture
def city(db: None) -> City:
    load_calendar()
    made = build_city()
    scan(NOW - timedelta(minutes=1))
    return made


def heard(rule: str) -> set[Officer]:
    return {row.recipient for row in Occurrence.objects.filter(rule=rule, state="open").select_related("recipient")}


def test_a_new_item_is_told_at_once_to_the_doers_of_lead_and_joint_units_and_once(city: City) -> None:
    issued(city, joint=[city.departments["GX"]], officer=city.chief)
    scan(SOON)
    scan(SOON + timedelta(minutes=1))
    assert heard("item_to_sign") == {city.clerk, city.verifiers["start"], city.chief}
    assert Occurrence.objects.filter(rule="item_to_sign").count() == 3
    row = Occurrence.objects.filter(recipient=city.clerk).get()
    assert "交办〔2026〕1号" in row.title and "牵头单位：繁昌区" in row.text


def test_a_letter_is_void_once_somebody_signed(city: City) -> None:
    item = issued(city)
    scan(SOON)
    row = Occurrence.objects.get(rule="item_to_sign")
    services.sign_item(item.pk, by=city.clerk, now=SOON)
    assert ItemHappenings.rules[0].why_void(row, SOON) == "事项已是“办理中”"


def test_waiting_for_the_check_is_told_to_the_issuers_own_dispatchers_who_had_no_hand_in_it(city: City) -> None:
    head = add_officer(
        city.district, username="zd", name="郑调", roles=[Role.DISPATCHER], password=PASSWORD, by=None, now=NOW
    )
    submitted(city)
    scan(SOON)
    assert heard("item_to_check") == {city.dispatcher}
    assert told(head) == []


def test_a_return_and_an_urge_reach_who_has_it_in_hand(city: City) -> None:
    item = returned(city)
    services.urge_item(item.pk, by=city.dispatcher, now=NOW, note="请抓紧。")
    scan(SOON)
    assert heard("item_returned") == heard("item_urged") == {city.clerk}


def test_an_extension_goes_to_the_office_and_its_answer_back(city: City) -> None:
    item = signed(city)
    services.ask_extension(item.pk, note="等批复。", wished_on=at(12, 31).date(), by=city.clerk, now=NOW)
    scan(SOON)
    assert heard("item_extension_asked") == {city.dispatcher}
    services.decide_extension(item.pk, grants=True, by=city.dispatcher, now=SOON)
    scan(SOON + timedelta(minutes=1))
    assert heard("item_extension_decided") == {city.clerk}


def colleague(city: City) -> Officer:
    return add_officer(
        city.district, username="xiaobo", name="肖博", roles=[Role.CLERK], password=PASSWORD, by=None, now=NOW
    )


def test_who_is_named_on_signing_hears_of_it_and_who_signs_for_himself_does_not(city: City) -> None:
    named, own = issued(city, matter="甲"), issued(city, matter="乙")
    services.sign_item(named.pk, by=city.clerk, now=NOW, officer=(other := colleague(city)))
    services.sign_item(own.pk, by=city.clerk, now=NOW, officer=city.clerk)
    scan(SOON)
    scan(SOON + timedelta(minutes=1))
    assert heard("item_named") == {other}
    row = Occurrence.objects.get(rule="item_named")
    assert row.title.startswith("【请您负责】") and "责任人：肖博" in row.text


def test_signing_alone_names_nobody(city: City) -> None:
    services.sign_item(issued(city, officer=colleague(city)).pk, by=city.clerk, now=NOW)
    scan(SOON)
    assert heard("item_named") == set()


def test_a_change_of_the_responsible_officer_is_told_to_the_new_one_and_void_after_the_next(city: City) -> None:
    item, other = signed(city), colleague(city)
    services.change_officer(item.pk, officer=other, by=city.clerk, now=NOW)
    scan(SOON)
    assert heard("item_named") == {other}
    row = Occurrence.objects.get(rule="item_named")
    rule = next(one for one in ItemHappenings.rules if one.name == "item_named")
    assert rule.why_void(row, SOON) == ""
    services.change_officer(item.pk, officer=city.clerk, by=city.clerk, now=SOON)
    assert rule.why_void(row, SOON) == "责任人已更换"


def test_a_unit_that_takes_an_item_over_may_name_who_answers_for_it(city: City) -> None:
    item, other = signed(city), city.sibling_clerk
    second = add_officer(
        city.sibling, username="jj2", name="蒋二", roles=[Role.CLERK], password=PASSWORD, by=None, now=NOW
    )
    services.hand_over(item.pk, to_unit=city.sibling, note="属鸠江区。", by=city.clerk, now=NOW)
    services.answer_handover(item.pk, accepts=True, officer=second, by=other, now=SOON)
    scan(SOON + timedelta(minutes=1))
    assert heard("item_named") == {second}


def test_a_handover_reaches_the_receiver(city: City) -> None:
    services.hand_over(signed(city).pk, to_unit=city.sibling, note="属鸠江区。", by=city.clerk, now=NOW)
    scan(SOON)
    assert heard("item_handover") == {city.sibling_clerk}


def test_mornings_two_working_days_before_and_on_the_day_and_late_each_working_day_merged(city: City) -> None:
    for matter in ("甲", "乙"):
        signed(city, matter=matter, deadline=Deadline(days=3))  # Monday 23 November
    for day in range(18, 27):
        scan(at(11, day, 9, 1))
    rows = Occurrence.objects.filter(recipient=city.clerk, rule__in=["item_due", "item_late"]).order_by("due_at")
    assert [(row.rule, row.slot) for row in rows] == [
        ("item_due", "2026-11-19"),
        ("item_due", "2026-11-23"),
        ("item_late", "2026-11-24"),
        ("item_late", "2026-11-25"),
        ("item_late", "2026-11-26"),
    ]
    assert "2 件" in rows[0].title and "甲" in rows[4].text and "逾期 3 个工作日" in rows[4].text


def test_a_morning_missed_is_told_late_although_the_latest_missed_one_has_nothing_of_its_own(city: City) -> None:
    """Two working days ahead is Thursday; the system is off from Wednesday to Friday, which has nothing to say."""
    signed(city, matter="甲", deadline=Deadline(days=3))  # Monday 23 November
    signed(city, matter="乙", deadline=Deadline(on=at(11, 19).date()))
    scan(at(11, 20, 10))
    rows = Occurrence.objects.filter(recipient=city.clerk, rule="item_due")
    assert [(row.slot, row.state, row.is_late) for row in rows] == [("2026-11-19", "open", True)]
    assert "甲" in rows[0].text and "乙" not in rows[0].text  # what is late by now is told by the other rule
    assert "乙" in Occurrence.objects.get(recipient=city.clerk, rule="item_late", state="open").text


def test_what_was_submitted_is_no_longer_late(city: City) -> None:
    submitted(city, deadline=Deadline(days=1))
    scan(at(11, 23, 9, 1))
    assert "item_late" not in told(city.clerk)


def test_reviews_and_result_checks_come_to_the_office_on_their_day(city: City) -> None:
    long_term(city)
    closed(city)
    scan(at(12, 17, 9, 1))
    assert "item_review" not in told(city.dispatcher)
    scan(at(12, 18, 9, 1))
    row = Occurrence.objects.get(rule="item_review", state="open")
    assert row.recipient == city.dispatcher and "2 件" in row.title


def test_nobody_hears_of_what_he_did_himself(city: City) -> None:
    own = services.sign_item(issued(city, lead=city.departments["TC"]).pk, by=city.dispatcher, now=NOW)
    services.submit_item(own.pk, note="办完。", by=city.dispatcher, now=NOW)
    scan(SOON)
    assert heard("item_to_check") == set()
