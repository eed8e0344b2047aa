"""Over every rule: the page 为什么 says what the scan does, for recipients and for everybody else."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

import pytest
from django.db import transaction

from notifications.outbox.models import Delivery, Occurrence
from notifications.reminders import subjects
from notifications.reminders.answers import ASKED, IN_ROOM, UNASKED
from notifications.reminders.explaining import Outcome, explain
from notifications.reminders.families import all_rules
from notifications.reminders.group_words import NOT_TO_GROUPS, SAYS
from notifications.reminders.rules.base import Rule
from notifications.reminders.services import scan
from projects.people.models import Officer
from projects.people.roles import Role
from projects.people.services import add_officer
from tests.factories import NOW, City, build_city
from tests.notifications.reminders.mails import check_reads_well
from tests.notifications.reminders.samples import load_calendar
from tests.notifications.reminders.scenes import SCENES, Scene
from tests.workflow.items.samples import issued

RULES = {rule.name: rule for rule in all_rules()}
BEGAN = NOW - timedelta(days=6)
Told = dict[tuple[str, uuid.UUID], set[uuid.UUID]]


@pytest.fixture
def city(db: None) -> City:
    load_calendar()
    made = build_city()
    scan(BEGAN)
    return made


def others(city: City) -> list[Officer]:
    """Of another unit, with a disabled account beside the clerk, without sight, and of the office."""
    roles = (Role.CLERK, Role.DISPATCHER, Role.LEADER, Role.VERIFIER)
    gone = add_officer(city.district, username="tingyong", name="停用", roles=roles, by=None, now=NOW)
    Officer.objects.filter(pk=gone.pk).update(is_active=False)
    blind = add_officer(city.sibling, username="anquan", name="安全", roles=(Role.SECURITY_ADMIN,), by=None, now=NOW)
    return [city.sibling_clerk, Officer.objects.get(pk=gone.pk), blind, city.dispatcher, city.verifiers["produce"]]


def on_record(names: tuple[str, ...], since: set[uuid.UUID]) -> Told:
    """(rule, subject) → who was told, of what came after ``since``."""
    found: Told = {}
    for row in (
        Occurrence.objects.filter(rule__in=names, state="open").exclude(pk__in=since).exclude(slot__contains="@")
    ):
        found.setdefault((row.rule, row.subject_id), set()).add(row.recipient_id)
    return found


def foreseen(names: tuple[str, ...], at: datetime) -> Told:
    """What a scan would tell, which is taken back."""
    before = set(Occurrence.objects.values_list("pk", flat=True))
    with transaction.atomic():
        scan(at)
        found = on_record(names, before)
        transaction.set_rollback(True)
    return found


def is_due(rule: Rule, key: uuid.UUID, person: Officer, at: datetime) -> bool:
    """Does the page say that the next scan tells the person, whatever becomes of it by preferences?"""
    waiting = (Outcome.DUE, Outcome.OFF, Outcome.MERGED)
    found = [one for one in explain(rule, key, person, at) if one.occurrence is None and one.outcome in waiting]
    return any(one.at is not None and one.at <= at and "不会发送" not in one.sentence for one in found)


def is_told(rule: Rule, key: uuid.UUID, person: Officer, at: datetime) -> bool:
    """Does it say that the person was told?"""
    found = [one.occurrence for one in explain(rule, key, person, at) if one.occurrence is not None]
    return any(one.state == "open" for one in found)


def check_not_told(rule: Rule, key: uuid.UUID, person: Officer, at: datetime) -> None:
    """Nothing is said to be told; who is no recipient gets a sentence of the rule; who is disabled, that one."""
    found = explain(rule, key, person, at)
    assert not any(one.occurrence for one in found), (rule.name, person.name, found)
    if found[0].outcome == Outcome.NO_RECIPIENT:
        assert any(test.why_not in found[0].sentence for test in rule.tests), found
    if not person.is_active:
        assert found[0].outcome == Outcome.NO_RECIPIENT, (rule.name, found)


def check_scan(names: tuple[str, ...], at: datetime, bystanders: list[Officer]) -> Told:
    """One scan: foretold before, and as on record afterwards; person by person."""
    said = foreseen(names, at)
    keys = {one.pk for one in bystanders}.union(*said.values())
    people = list(Officer.objects.filter(pk__in=keys))
    for (name, key), recipients in said.items():
        assert {one.pk for one in people if is_due(RULES[name], key, one, at)} == recipients, name
    scan(at)
    for (name, key), recipients in said.items():
        for person in people:
            if person.pk in recipients:
                assert is_told(RULES[name], key, person, at), (name, person.name)
            elif not Occurrence.objects.filter(rule=name, subject_id=key, recipient=person).exists():
                check_not_told(RULES[name], key, person, at)
    return said


def check_letters(names: tuple[str, ...]) -> None:
    """Nobody is told of what he may not see; the first mail of each rule reads well; nobody who left is told."""
    rows = Occurrence.objects.filter(rule__in=names, state="open").select_related("recipient")
    for row in rows:
        if row.subject_type not in ("meeting", "reminder"):  # of those the page asks, and the letter names no more
            assert subjects.sees(row.recipient, row.subject_type, row.subject_id), (row.rule, row.recipient.name)
    for name in names:
        told = Delivery.objects.filter(occurrence__rule=name, occurrence__state="open")
        delivery = told.select_related("occurrence__recipient").first()
        assert delivery is not None, name
        check_reads_well(delivery)
    assert not Occurrence.objects.filter(recipient__is_active=False).exists()


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_the_page_says_what_the_scan_does_and_the_letters_read_well(city: City, scene: Scene) -> None:
    bystanders = others(city)
    spoke = {name for at in scene(city) for name, _ in check_scan(SCENES[scene], at, bystanders)}
    assert spoke >= set(SCENES[scene]), set(SCENES[scene]) - spoke
    check_letters(SCENES[scene])


def test_every_rule_has_a_scene() -> None:
    assert {name for names in SCENES.values() for name in names} == set(RULES)


# --- what is known of every rule -------------------------------------------------------------------------------------
@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.name)
def test_what_a_rule_is_about_is_a_kind_with_a_page_a_label_and_sight(city: City, rule: Rule) -> None:
    kind = subjects.KINDS[rule.subject_type]
    key = uuid.uuid4()
    assert kind.label and str(key) in kind.url(key) and len(rule.subject_type) <= 20
    assert not kind.seen_by(city.clerk).filter(pk=key).exists()
    assert subjects.search(kind.name, "没有这样的东西", city.dispatcher) == []
    assert rule.tests and all(test.why_not for test in rule.tests)


def test_search_finds_what_was_made_by_its_words_and_for_nobody_who_does_not_see_it(city: City) -> None:
    item = issued(city, matter="协调储能项目用地")
    assert [key for key, _ in subjects.search("item", "储能 用地", city.clerk)] == [item.pk]
    assert subjects.search("item", "储能", city.sibling_clerk) == []
    assert subjects.named("item", item.pk, city.sibling_clerk) is None


def test_of_every_rule_one_table_says_whether_an_answer_is_asked() -> None:
    tables = [*ASKED, *IN_ROOM, *UNASKED]
    assert sorted(tables) == sorted(RULES)
    assert {name for name, rule in RULES.items() if rule.acknowledge is not None} == set(ASKED)


def test_every_rule_says_something_to_groups_or_stands_with_a_reason_why_not() -> None:
    assert sorted([*SAYS, *NOT_TO_GROUPS]) == sorted(RULES)
    assert all(NOT_TO_GROUPS.values())
