"""Why did, or did not, X get this: the answers agree with what the scan does, person by person and rule by rule."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from notifications.outbox.models import Occurrence
from notifications.reminders import explaining
from notifications.reminders.explaining import Outcome, explain
from notifications.reminders.families import all_rules
from notifications.reminders.queries import answers
from notifications.reminders.rules.base import Rule
from notifications.reminders.rules.chiefs import CHIEF_MISSING
from notifications.reminders.rules.claims import RETURNED, WAITING
from notifications.reminders.rules.meetings import CALLED, LEADS
from notifications.reminders.services import scan
from notifications.reminders.subjects import KINDS
from projects.errors import NotFound
from projects.people.models import Officer
from tests.factories import NOW, City, build_city, new_project, submitted
from tests.notifications.reminders.samples import at, call, load_calendar, meeting_at, weekly_series
from tests.workflow.handover.samples import job_change
from workflow.dispatch.models import Meeting
from workflow.handover.models import Handover
from workflow.handover.services import propose_handovers
from workflow.steps.models import Claim
from workflow.steps.services import return_claim

LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def city(db: None) -> City:
    load_calendar()
    return build_city()


@pytest.fixture
def busy(city: City) -> City:
    """A claim, a meeting, a handover and a project without a chief; the scan has been running since before."""
    scan(NOW - timedelta(minutes=30))
    new_project(
        city, total_investment_wan="150000", name="缺首席的项目", investor="另一家", now=NOW - timedelta(days=1)
    )
    submitted(city, new_project(city, now=NOW - timedelta(days=1)), "sign", now=NOW)
    meeting = meeting_at(weekly_series(city), at(11, 27), called_at=NOW)
    for officer in (city.chief, city.clerk):
        call(meeting, officer, when=NOW)
    job_change(city)
    propose_handovers(NOW)
    return city


def questions(city: City) -> Iterator[tuple[Rule, uuid.UUID]]:
    """Each rule with the thing that it is about."""
    keys = {
        "claim": Claim.objects.get().pk,
        "meeting": Meeting.objects.get().pk,
        "handover": Handover.objects.get().pk,
        "organisation": city.city.pk,
    }
    for rule in all_rules():
        if rule.subject_type in keys:
            yield rule, keys[rule.subject_type]


def will_be_told(rule: Rule, key: uuid.UUID, person: Officer) -> bool:
    """Does the answer promise a letter at the next scan?"""
    found = explain(rule, key, person, LATER)
    return any(one.outcome == Outcome.DUE and "不会发送" not in one.sentence for one in found)


def first(rule: Rule, key: uuid.UUID, person: Officer, now: object = LATER) -> Outcome:
    return explain(rule, key, person, now)[0].outcome  # type: ignore[arg-type]


def test_who_is_said_to_be_told_at_the_next_scan_is_told_by_it_and_nobody_else(busy: City) -> None:
    people = list(Officer.objects.people())
    assert len(people) >= 10
    said = {
        (rule.name, person.pk)
        for rule, key in questions(busy)
        for person in people
        if any(
            one.outcome == Outcome.DUE and "不会发送" not in one.sentence for one in explain(rule, key, person, LATER)
        )
    }
    scan(LATER)
    told = set(Occurrence.objects.filter(state="open").values_list("rule", "recipient"))
    assert said == {(rule, person) for rule, person in told if (rule, person) in said or "@" not in rule}
    assert {rule for rule, _ in told} >= {"claim_waiting", "chief_missing", "meeting_called", "handover_proposed"}


def test_after_the_scan_exactly_those_on_record_are_said_to_be_told(busy: City) -> None:
    scan(LATER)
    for rule, key in questions(busy):
        on_record = set(Occurrence.objects.filter(rule=rule.name, state="open").values_list("recipient", flat=True))
        for person in Officer.objects.people():
            found = explain(rule, key, person, LATER)
            assert any(one.outcome in (Outcome.TOLD, Outcome.INBOX) for one in found) == (person.pk in on_record), (
                rule.name,
                person.name,
            )


def test_everybody_who_is_not_told_gets_a_reason_from_the_rule(busy: City) -> None:
    scan(LATER)
    for rule, key in questions(busy):
        sentences = {test.why_not for test in rule.tests}
        assert sentences, rule.name
        for person in Officer.objects.people():
            found = explain(rule, key, person, LATER)[0]
            if found.outcome == Outcome.NO_RECIPIENT:
                assert any(sentence in found.sentence for sentence in sentences), found.sentence


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"is_active": False}, "账号已停用"),
        ({"roles": None}, "没有“认定节点”的权限"),
    ],
)
def test_why_a_verifier_is_no_recipient(busy: City, change: dict[str, object], words: str) -> None:
    verifier = busy.verifier_of("sign")
    if "roles" in change:
        verifier.roles.all().delete()
    else:
        Officer.objects.filter(pk=verifier.pk).update(**change)
    found = explain(WAITING, Claim.objects.get().pk, Officer.objects.get(pk=verifier.pk), LATER)
    assert found[0].outcome == Outcome.NO_RECIPIENT and words in found[0].sentence


def test_another_units_verifier_and_who_handed_it_in_get_their_own_reasons(busy: City) -> None:
    key = Claim.objects.get().pk
    assert "不属于这项申报的认定单位" in explain(WAITING, key, busy.verifier_of("start"), LATER)[0].sentence
    assert "没有“认定节点”的权限" in explain(WAITING, key, busy.clerk, LATER)[0].sentence
    assert "不是这项申报的提交人" in explain(RETURNED, key, busy.dispatcher, LATER)[0].sentence


def test_what_is_over_is_said_in_the_rules_own_words(busy: City) -> None:
    claim = Claim.objects.get()
    verifier = busy.verifier_of("sign")
    return_claim(claim.pk, by=verifier, note="补材料", now=NOW)
    found = explain(WAITING, claim.pk, verifier, LATER)[0]
    assert found.outcome == Outcome.NOTHING and "申报已处理" in found.sentence


def test_what_lies_ahead_is_said_with_its_instant(busy: City) -> None:
    scan(LATER)
    meeting = Meeting.objects.get()
    found = {one.outcome: one for one in explain(LEADS[0], meeting.pk, busy.chief, LATER)}
    assert found[Outcome.AHEAD].at == at(11, 24) and "2026-11-24 09:00" in found[Outcome.AHEAD].sentence
    assert explain(LEADS[0], meeting.pk, busy.leader, LATER)[0].outcome == Outcome.NO_RECIPIENT


def test_what_will_be_overtaken_is_said_beforehand(busy: City) -> None:
    """Called on Wednesday to a meeting tomorrow: the lead of three working days is over before anybody knew."""
    series = Meeting.objects.get().series
    tomorrow = meeting_at(series, at(11, 19, 14), called_at=NOW, number=35)
    call(tomorrow, busy.chief, when=NOW)
    found = explain(LEADS[1], tomorrow.pk, busy.chief, LATER)[0]
    assert found.outcome == Outcome.DUE and "不会发送" in found.sentence
    scan(LATER)
    assert explain(LEADS[1], tomorrow.pk, busy.chief, LATER)[0].outcome in (Outcome.VOID, Outcome.MERGED)


def test_who_became_a_recipient_too_late_is_told_so(busy: City) -> None:
    scan(LATER)
    scan(LATER + timedelta(days=3))
    verifier = busy.verifier_of("start")
    verifier.organisation = busy.verifier_of("sign").organisation
    verifier.save()
    found = explain(WAITING, Claim.objects.get().pk, verifier, LATER + timedelta(days=3))[0]
    assert found.outcome == Outcome.MISSED and "当时没有产生" in found.sentence


def test_somebody_without_an_address_has_the_inbox_alone(busy: City) -> None:
    Officer.objects.filter(pk=busy.chief.pk).update(email="")
    scan(LATER)
    assert first(CALLED, Meeting.objects.get().pk, busy.chief) == Outcome.INBOX


def test_a_room_that_holds_letters_back_says_why(busy: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explaining, "_BARS", {})
    explaining.register_bar("own wish", Outcome.OFF, lambda rule, officer, now: "本人关闭了这类提醒")
    found = explain(CHIEF_MISSING, busy.city.pk, busy.dispatcher, LATER)[0]
    assert (found.outcome, found.sentence) == (Outcome.OFF, "本人关闭了这类提醒")


def test_a_dispatcher_asks_about_people_below_and_everybody_about_himself(busy: City) -> None:
    key = Claim.objects.get().pk
    assert answers(busy.dispatcher, rule="claim_waiting", person=busy.clerk.pk, subject=key, now=LATER)
    assert answers(busy.clerk, rule="claim_waiting", person=busy.clerk.pk, subject=key, now=LATER)
    for by, person, subject in (
        (busy.clerk, busy.dispatcher, key),  # another person
        (busy.sibling_clerk, busy.sibling_clerk, key),  # a claim he does not see
        (busy.clerk, busy.clerk, uuid.uuid4()),
    ):
        with pytest.raises(NotFound):
            answers(by, rule="claim_waiting", person=person.pk, subject=subject, now=LATER)


def test_the_page_finds_the_person_and_the_thing_by_words_and_lets_the_rule_answer(busy: City) -> None:
    client = Client()
    client.force_login(busy.dispatcher)
    address = reverse("reminders:why")
    with time_machine.travel(LATER, tick=False):
        page = client.get(address, {"rule": "claim_waiting", "who": "钱认", "what": "中信博"}).content.decode()
        assert "已到时点，等待扫描" in page and "钱认 · 申报待认定" in page
        page = client.get(address, {"rule": "claim_waiting", "who": "认", "what": "中信博"}).content.decode()
        assert "哪一位" in page and "孙认" in page
        page = client.get(address, {"rule": "claim_waiting", "who": "李填", "what": "没有的"}).content.decode()
        assert "没有找到您可查看的申报" in page
        assert client.get(address, {"rule": "garbage", "person": "x"}).status_code == 200


def test_every_rule_is_about_a_kind_of_thing_that_can_be_found() -> None:
    assert {rule.subject_type for rule in all_rules()} <= set(KINDS)


def test_every_rule_has_tests_of_its_recipients() -> None:
    assert all(rule.tests for rule in all_rules())
