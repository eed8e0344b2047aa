"""Groups: told once whoever carries it, only what their unit may know, in words that name nobody and nothing."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection

from notifications.outbox import registry, services
from notifications.outbox.models import ChannelSetup, Delivery, Occurrence
from notifications.outbox.registry import GroupWords
from notifications.outbox.sender import deliver_due
from notifications.reminders.group_words import in_scope, to_group
from projects.people.models import Kind, Officer, Organisation
from projects.people.services import add_officer, add_organisation
from tests.chat import ChatServer
from tests.factories import NOW, City, build_city, new_project
from tests.notifications.outbox.channels.setups import WORDS, set_up, speaking
from tests.notifications.outbox.samples import SUBJECT, MovableClock, person, told, unit
from tests.notifications.reminders.samples import at, call, load_calendar, meeting_at, run, weekly_series


def department(name: str = "发改委", code: str = "FG") -> Organisation:
    return add_organisation(unit(), code=code, name=name, kind=Kind.DEPARTMENT, by=None, now=NOW)


def somebody(where: Organisation, username: str) -> Officer:
    return add_officer(where, username=username, name=username, roles=["clerk"], by=None, now=NOW)


@pytest.mark.django_db
def test_a_group_is_told_once_however_many_people_are(
    chat: ChatServer, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    speaking(monkeypatch)
    set_up(chat, "wecom_robot")
    for number in range(5):
        told(person(f"p{number}", f"人{number}", email=""))
    assert deliver_due(clock=clock) == 1
    assert [taken.words.splitlines()[0] for taken in chat.taken] == [WORDS]


@pytest.mark.django_db
def test_the_nearest_units_groups_are_told_all_of_them_and_no_other(
    chat: ChatServer, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    speaking(monkeypatch)
    below, beside = department(), department("工信局", "GX")
    of_city = set_up(chat, "wecom_robot")
    first, second = (set_up(chat, "wecom_robot", organisation=below) for _ in range(2))
    set_up(chat, "wecom_robot", organisation=beside)
    set_up(chat, "wecom_robot", organisation=below, is_active=False)
    told(somebody(below, "below"))
    assert set(Delivery.objects.filter(setup__isnull=False).values_list("setup", flat=True)) == {first.pk, second.pk}
    told(person(email=""), slot="2")
    assert Delivery.objects.filter(setup=of_city).count() == 1


@pytest.mark.django_db
def test_rules_say_nothing_to_groups_unless_they_say_so(chat: ChatServer) -> None:
    set_up(chat, "wecom_robot")
    assert not told(person(email="")).deliveries.exists()


@pytest.mark.django_db
def test_what_is_void_for_one_is_told_to_the_group_for_another(
    chat: ChatServer, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    speaking(monkeypatch)
    set_up(chat, "wecom_robot")
    first, second = told(person("a", "甲", email="")), told(person("b", "乙", email=""))
    services.void(first.pk, reason="不再参会", now=NOW)
    assert Delivery.objects.get().occurrence == second
    assert deliver_due(clock=clock) == 1


@pytest.mark.django_db
def test_when_the_last_carrier_is_void_the_group_is_told_nothing(
    chat: ChatServer, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    void = {"a", "b"}
    rule = registry.RegisteredRule(
        "sample",
        "示例",
        lambda one, now: "已办结" if one.recipient.username in void else "",
        lambda one, where: GroupWords("k", WORDS),
    )
    monkeypatch.setitem(registry._RULES, "sample", rule)
    set_up(chat, "wecom_robot")
    for username in sorted(void):
        told(person(username, username, email=""))
    assert deliver_due(clock=clock) == 0  # found out by the last check of each
    assert (Delivery.objects.get().state, chat.taken) == ("void", [])
    void -= {"b"}
    told(person("c", "丙", email=""), slot="2", subject_id=Organisation.objects.get().pk)
    assert deliver_due(clock=clock) == 1


@pytest.mark.django_db
def test_what_the_unit_may_no_longer_see_is_not_told(
    chat: ChatServer, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = [GroupWords("k", WORDS)]
    rule = registry.RegisteredRule("sample", "示例", to_group=lambda one, where: seen[0] if seen else None)
    monkeypatch.setitem(registry._RULES, "sample", rule)
    set_up(chat, "wecom_robot")
    told(person(email=""))
    seen.clear()  # the project moved elsewhere between telling and sending
    assert deliver_due(clock=clock) == 0
    assert (Delivery.objects.get().state, chat.taken) == ("void", [])


@pytest.mark.django_db(transaction=True)
def test_eight_tellers_at_once_tell_the_group_once(chat: ChatServer, monkeypatch: pytest.MonkeyPatch) -> None:
    speaking(monkeypatch)
    set_up(chat, "dingtalk_robot")
    people = [person(f"p{number}", f"人{number}", email="") for number in range(8)]
    barrier, errors = threading.Barrier(8), []

    def one(index: int) -> None:
        try:
            barrier.wait(20)
            told(people[index])
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=[index]) for index in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert (Occurrence.objects.count(), Delivery.objects.count()) == (8, 1)


@pytest.fixture
def city(db: None) -> City:
    load_calendar()
    return build_city()


def group_of(organisation: Organisation) -> ChannelSetup:
    return ChannelSetup.objects.create(channel="wecom_robot", name="群", organisation=organisation, secret="k")


def said(setup: ChannelSetup) -> list[str]:
    rows = Delivery.objects.filter(setup=setup, state="queued").order_by("not_before")
    return list(rows.values_list("words", flat=True))


def test_a_meeting_is_told_to_the_groups_once_each_time_without_its_typed_name(city: City) -> None:
    series = weekly_series(city, name="某某集团百亿项目专题")
    group = group_of(city.city)
    starts = at(11, 27)
    meeting = meeting_at(series, starts, called_at=NOW)
    for officer in (city.chief, city.clerk, city.dispatcher):
        call(meeting, officer, when=NOW + timedelta(minutes=len(officer.username)))
    run(NOW, starts)
    when = "周调度第34次会议，2026年11月27日（周五）09:00"
    assert said(group) == [f"【{head}】{when}" for head in ("会议通知", "会前提醒", "会前提醒", "今日会议")]
    assert "某某集团" not in "".join(said(group))


def test_a_claim_is_told_only_to_groups_of_units_whose_scope_it_lies_in(city: City) -> None:
    project = new_project(city, name="安徽某集团30亿元项目")
    inside, outside = project.landing_organisation, city.sibling
    assert in_scope(inside).filter(pk=project.pk).exists()
    assert in_scope(city.city).filter(pk=project.pk).exists()
    assert not in_scope(outside).filter(pk=project.pk).exists()
    nothing = Occurrence(rule="claim_waiting", subject_id=SUBJECT, slot="x", recipient=city.clerk)
    assert to_group("claim_waiting")(nothing, inside) is None


QUIET = ["claim_returned", "clash_raised", "clash_known", "handover_proposed", "meeting_removed", "audit_chain"]


@pytest.mark.parametrize("rule", QUIET)
def test_what_names_people_or_secrets_is_never_told_to_groups(city: City, rule: str) -> None:
    occurrence = told(city.clerk, rule=rule)
    assert to_group(rule)(occurrence, city.city) is None
