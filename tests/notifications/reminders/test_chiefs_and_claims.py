"""Missing chiefs each working morning; claims when they change hands."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from notifications.outbox.models import Delivery, Occurrence
from notifications.outbox.sender import deliver_due
from notifications.reminders.families import all_rules
from notifications.reminders.rules.claims import Claims
from notifications.reminders.services import scan
from projects.ledger.models import Project
from projects.people.roles import Role
from projects.people.services import add_officer
from tests.factories import NOW, City, build_city, give_chief, new_project, submitted
from tests.notifications.reminders.samples import at, load_calendar, run, told
from tests.smtp import SmtpServer
from workflow.steps.models import Delegation, VerifyingUnit
from workflow.steps.services import (
    approve_claim,
    delegate_verification,
    end_delegation,
    return_claim,
    submit_claim,
    withdraw_claim,
)
from workflow.steps.thread import labels_of


@pytest.fixture
def city(db: None) -> City:
    load_calendar()
    return build_city()


@pytest.fixture
def orphan(city: City) -> Project:
    """15亿元, industrial, nobody answers for it. The scan has been running since before."""
    scan(NOW - timedelta(minutes=30))
    return new_project(city, total_investment_wan="150000", now=NOW - timedelta(days=1))


def test_each_working_morning_the_office_hears_of_missing_chiefs_in_one_letter(city: City, orphan: Project) -> None:
    new_project(city, name="第二个", investor="第二家", total_investment_wan="200000", now=NOW - timedelta(days=1))
    run(NOW, NOW + timedelta(days=6))  # Wednesday to Tuesday: four working mornings after the first
    rows = Occurrence.objects.filter(rule="chief_missing").order_by("due_at")
    assert [row.due_at for row in rows] == [at(11, 18), at(11, 19), at(11, 20), at(11, 23), at(11, 24)]
    assert {row.recipient for row in rows} == {city.dispatcher}
    assert "2 个项目" in rows[0].title
    assert orphan.name in rows[0].text and "第二个" in rows[0].text


def test_mornings_missed_while_off_are_told_once_as_the_last(city: City, orphan: Project) -> None:
    scan(at(11, 24, 9, 30))
    rows = Occurrence.objects.filter(rule="chief_missing").order_by("due_at")
    assert [row.state for row in rows] == ["void", "void", "void", "void", "open"]
    assert rows[4].is_late


def test_a_project_that_comes_up_during_the_day_waits_for_the_next_morning(city: City) -> None:
    scan(NOW)
    new_project(city, total_investment_wan="150000", now=NOW + timedelta(hours=1))
    scan(NOW + timedelta(hours=2))
    assert told(city.dispatcher) == []
    scan(at(11, 19))
    assert told(city.dispatcher) == ["chief_missing"]


def test_a_chief_named_before_the_letter_left_voids_it(city: City, orphan: Project, smtp_server: SmtpServer) -> None:
    scan(NOW)
    give_chief(city, orphan, now=NOW)
    assert deliver_due(clock=lambda: NOW + timedelta(minutes=1)) == 0
    assert Delivery.objects.get().state == "void"


def test_the_verifiers_of_the_unit_hear_of_a_claim_and_nobody_else(city: City) -> None:
    project = new_project(city, now=NOW - timedelta(days=1))
    scan(NOW - timedelta(minutes=5))
    claim = submitted(city, project, "sign", now=NOW)
    scan(NOW + timedelta(minutes=1))
    rows = Occurrence.objects.filter(rule="claim_waiting")
    assert [row.recipient for row in rows] == [city.verifier_of("sign")]
    assert project.name in rows[0].title
    assert str(claim.pk) in rows[0].url
    assert scan(NOW + timedelta(minutes=2)) == 0


def test_the_unit_and_its_delegate_hear_of_one_claim_once_each_and_the_letter_says_on_whose_behalf(
    city: City, smtp_server: SmtpServer
) -> None:
    project = new_project(city, now=NOW - timedelta(days=1))
    scan(NOW - timedelta(minutes=5))
    own, delegate = city.verifier_of("sign"), city.verifier_of("register")
    assert own.organisation is not None and delegate.organisation is not None
    delegate_verification(
        unit=own.organisation, to_unit=delegate.organisation, valid_from=NOW.date(), valid_to=NOW.date(),
        basis="委托书1号", by=own, now=NOW,
    )  # fmt: skip
    delegate_verification(
        unit=own.organisation, deputy=delegate, valid_from=NOW.date(), valid_to=NOW.date(),
        basis="请假单2号", by=own, now=NOW + timedelta(seconds=1),
    )  # fmt: skip
    submitted(city, project, "sign", now=NOW)
    assert scan(NOW + timedelta(minutes=1)) == 2 and scan(NOW + timedelta(minutes=2)) == 0
    letters = {row.recipient: row.text for row in Occurrence.objects.filter(rule="claim_waiting")}
    assert set(letters) == {own, delegate}
    assert "委托" not in letters[own] and f"受{own.organisation}委托（委托书1号" in letters[delegate]
    for one in Delegation.objects.all():
        end_delegation(one.pk, why="委托有误", by=own, now=NOW + timedelta(minutes=2))
    assert deliver_due(clock=lambda: NOW + timedelta(minutes=3)) == 1
    assert Occurrence.objects.get(recipient=delegate).void_reason == "收件人已不能认定这项申报"


def test_who_is_asked_in_both_rounds_reads_which_round_it_is(city: City) -> None:
    second = city.departments["GX"]
    VerifyingUnit.objects.create(city=city.city, step="sign", round=2, unit=second)
    own, both = city.verifier_of("sign"), city.verifier_of("start")
    project = new_project(city, now=NOW - timedelta(days=1))
    scan(NOW - timedelta(minutes=5))
    delegate_verification(
        unit=city.departments["TC"], to_unit=second, valid_from=NOW.date(), valid_to=NOW.date(), basis="委托书1号",
        by=own, now=NOW,
    )  # fmt: skip
    claim = submitted(city, project, "sign", now=NOW)
    scan(NOW + timedelta(minutes=1))
    approve_claim(claim.pk, by=own, now=NOW + timedelta(minutes=2))
    scan(NOW + timedelta(minutes=3))
    titles = [row.title for row in Occurrence.objects.filter(recipient=both).order_by("due_at")]
    assert len(titles) == 2 and "第二轮" not in titles[0] and "第二轮" in titles[1]


def test_a_claim_taken_back_before_the_letter_left_is_not_announced(city: City, smtp_server: SmtpServer) -> None:
    project = new_project(city, now=NOW - timedelta(days=1))
    scan(NOW - timedelta(minutes=5))
    claim = submitted(city, project, "sign", now=NOW)
    scan(NOW)
    withdraw_claim(claim.pk, by=city.clerk, now=NOW + timedelta(seconds=5))
    assert deliver_due(clock=lambda: NOW + timedelta(seconds=9)) == 0
    assert Occurrence.objects.get().void_reason == "申报已处理"


def test_a_returned_claim_comes_back_to_who_handed_it_in_with_the_reasons(city: City) -> None:
    project = new_project(city, now=NOW - timedelta(days=1))
    scan(NOW - timedelta(minutes=5))
    claim = submitted(city, project, "sign", now=NOW)
    scan(NOW)
    verifier = city.verifier_of("sign")
    reasons = [{"name": "investment_agreement", "detail": "协议缺少签章页"}]
    return_claim(claim.pk, by=verifier, now=NOW + timedelta(hours=1), note="请补充", reasons=reasons)
    scan(NOW + timedelta(hours=1))
    letter = Occurrence.objects.get(rule="claim_returned")
    assert letter.recipient == city.clerk
    assert f"{labels_of('sign')['investment_agreement']}：协议缺少签章页" in letter.text and "请补充" in letter.text
    assert "investment_agreement" not in letter.text + letter.html
    submit_claim(claim.pk, by=city.clerk, now=NOW + timedelta(hours=2))
    scan(NOW + timedelta(hours=2))
    assert told(verifier) == ["claim_waiting", "claim_waiting"]


def test_an_idle_scan_of_claims_asks_nobody_again_what_they_may_do(
    city: City, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    scan(NOW - timedelta(minutes=5))
    for number in range(7):
        add_officer(
            city.departments["TC"],
            username=f"ren{number}",
            name=f"{number}认",
            roles=(Role.VERIFIER,),
            by=None,
            now=NOW,
        )
    claims = [
        submitted(city, new_project(city, name=name, investor=name, now=NOW - timedelta(days=1)), "sign", now=NOW)
        for name in "甲乙丙丁"
    ]
    return_claim(claims[3].pk, by=city.verifier_of("sign"), now=NOW, note="请补充")
    assert scan(NOW + timedelta(minutes=1)) == 3 * 8 + 1
    later, family = NOW + timedelta(minutes=2), Claims()
    since = NOW - timedelta(days=1)
    with django_assert_max_num_queries(6):  # claims, returns, records; for each waiting claim who is new in its unit
        assert [list(family.notices(one, since, later)) for one in family.subjects(since, later)] == [[]] * 4
    newcomer = add_officer(
        city.departments["TC"], username="xinren", name="新认", roles=(Role.VERIFIER,), by=None, now=NOW
    )
    assert scan(later) == 3
    assert told(newcomer) == ["claim_waiting"] * 3


def test_every_rule_says_who_when_and_how_it_is_merged() -> None:
    rules = all_rules()
    assert len({rule.name for rule in rules}) == len(rules) == 66
    assert all(rule.label and rule.who and rule.when and rule.merged for rule in rules)
