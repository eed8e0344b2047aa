"""Clashes: when they are raised and when not, what they hold back, how they end."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from projects.audit.models import Entry
from projects.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound, Stale
from projects.ledger.kinds import ClashOutcome, ClashSide, ClashState
from projects.ledger.models import CityRules, Clash, Project
from projects.ledger.queries_clashes import held_back_by, most_pressing, nested_clashes, notices_of, waiting_for
from projects.ledger.services import (
    reopen_clash,
    rule_clash,
    state_position,
    update_enterprise,
    update_project,
    upsert_project,
)
from projects.ledger.stages import Standing, Step
from projects.people.models import Kind
from projects.people.services import add_organisation
from tests.factories import NOW, SHANGHAI, TODAY, City, _person, build_city, fresh, submitted, take
from tests.projects.ledger.clash_samples import BEFORE, FIRM, USCC, entered, firm, second_dispatcher, two
from workflow.steps.queries import missing_for
from workflow.steps.services import take_step

pytestmark = pytest.mark.django_db

WHY = "鸠江区有首次洽谈纪要"


@pytest.fixture
def city() -> City:
    return build_city()


def ruled(clash: Clash, city: City, outcome: str, **more: object) -> Clash:
    return rule_clash(clash.pk, outcome=outcome, reason=WHY, by=city.dispatcher, now=NOW, **more)  # type: ignore[arg-type]


# --- raised ---------------------------------------------------------------------------------------------------------


def test_the_same_firm_of_another_unit_raises_one_clash_with_the_first_reporter_first(city: City) -> None:
    clash = two(city)
    assert Clash.objects.count() == 1
    assert clash.first.source_organisation == city.sibling
    assert (clash.state, clash.strength) == ("open", "probable")
    assert clash.grounds[0]["sentence"].startswith("企业名称相同")
    assert Entry.objects.filter(action="clash.raise", object_id=str(clash.pk)).count() == 1


def test_a_change_of_the_name_the_firm_the_company_or_the_total_asks_again(city: City) -> None:
    entered(city.sibling_clerk, "光伏支架基地", firm(city.sibling_clerk, uscc=USCC), now=BEFORE)
    mine = entered(city.clerk, "半导体封装", total_investment_wan=Decimal(5_000))
    assert not Clash.objects.exists()
    update_project(mine.pk, {"name": "光伏支架基地"}, by=city.clerk, now=NOW)
    assert not Clash.objects.exists()  # the name alone, with another amount, is a hint
    update_project(mine.pk, {"total_investment_wan": Decimal(81_000)}, by=city.clerk, now=NOW)
    assert Clash.objects.get().strength == "probable"


def test_the_company_is_compared_with_investors(city: City) -> None:
    entered(city.sibling_clerk, "光伏支架基地", firm(city.sibling_clerk, uscc=USCC), now=BEFORE)
    mine = entered(city.clerk, "半导体封装")
    update_project(mine.pk, {"company_name": FIRM, "company_uscc": USCC}, by=city.clerk, now=NOW)
    assert Clash.objects.get().strength == "certain"


def test_an_upsert_asks_as_well(city: City) -> None:
    entered(city.sibling_clerk, "光伏支架基地", firm(city.sibling_clerk), now=BEFORE)
    values = {"name": "支架", "landing_organisation": city.district, "investors": [firm(city.clerk)]}
    upsert_project("ref-1", values, by=city.clerk, now=NOW)
    assert Clash.objects.count() == 1


def test_an_enterprise_that_gets_its_code_asks_for_its_projects(city: City) -> None:
    entered(city.sibling_clerk, "光伏支架基地", firm(city.sibling_clerk, uscc=USCC), now=BEFORE)
    typed = firm(city.clerk, "宏图光电")
    entered(city.clerk, "半导体封装", typed)
    assert not Clash.objects.exists()
    update_enterprise(typed.pk, {"name": "中信博新能源有限公司"}, by=city.clerk, now=NOW)
    assert Clash.objects.count() == 1


def test_a_change_of_anything_else_asks_nothing(city: City) -> None:
    clash = two(city)
    Clash.objects.filter(pk=clash.pk).update(state=ClashState.CLOSED)
    update_project(clash.later_id, {"summary": "补充"}, by=city.clerk, now=NOW)
    assert Clash.objects.open().count() == 0


# --- not raised -----------------------------------------------------------------------------------------------------


def test_an_anchor_firm_with_many_plants_of_one_unit_is_no_clash(city: City) -> None:
    anchor = firm(city.clerk, uscc=USCC)
    first = entered(city.clerk, "一号工厂", anchor, now=BEFORE)
    second = entered(city.clerk, "研发中心", anchor, total_investment_wan=Decimal(9_000))
    assert not Clash.objects.exists()
    assert notices_of(second, city.clerk).own == [first]


def test_a_township_and_its_district_are_one_unit_of_report(city: City) -> None:
    township = add_organisation(
        city.district, code="340212100", name="孙村镇", kind=Kind.TOWNSHIP, region_code="340212", by=None, now=NOW
    )
    clerk = _person(township, "zhenli", "郑填", "clerk")
    entered(clerk, "光伏支架基地", firm(clerk), now=BEFORE)
    entered(city.clerk, "支架制造总部", firm(city.clerk))
    assert not Clash.objects.exists()


def test_a_city_does_not_compete_with_its_own_districts(city: City) -> None:
    clerk = _person(city.city, "shitian", "史填", "clerk")
    entered(clerk, "光伏支架基地", firm(clerk), now=BEFORE)
    mine = entered(city.clerk, "支架制造总部", firm(city.clerk))
    assert not Clash.objects.exists()
    assert notices_of(mine, city.clerk).may_be_elsewhere


def test_a_project_that_has_left_is_no_first_claim(city: City) -> None:
    first = entered(city.sibling_clerk, "光伏支架基地", firm(city.sibling_clerk), now=BEFORE)
    take_step(
        first.pk, Step.WITHDRAW, by=city.sibling_clerk, effective_on=TODAY, reason="investor", note="不来了", now=NOW
    )
    entered(city.clerk, "支架制造总部", firm(city.clerk))
    assert not Clash.objects.exists()


def test_an_anchor_firm_of_another_unit_raises_one_clash_not_one_for_each_plant(city: City) -> None:
    anchor = firm(city.sibling_clerk, uscc=USCC)
    plants = ["一号工厂", "研发中心", "物流基地", "总部大楼", "电池车间"]
    for number, name in enumerate(plants):
        entered(city.sibling_clerk, name, anchor, now=BEFORE, total_investment_wan=Decimal(1_000 * 3**number))
    entered(city.clerk, "座椅车间", anchor, total_investment_wan=Decimal(999_999))
    assert Clash.objects.count() == 1


def test_a_likeness_is_only_a_hint(city: City) -> None:
    entered(city.sibling_clerk, "光伏支架基地", now=BEFORE)
    mine = entered(city.clerk, "光伏支架基地", total_investment_wan=Decimal(5_000))
    assert not Clash.objects.exists()
    assert notices_of(mine, city.clerk).may_be_elsewhere


def test_what_was_ruled_not_to_be_the_same_is_never_raised_again(city: City) -> None:
    clash = two(city)
    ruled(clash, city, ClashOutcome.NOT_SAME)
    update_project(clash.later_id, {"name": clash.first.name}, by=city.clerk, now=NOW)
    update_project(clash.first_id, {"total_investment_wan": Decimal(80_001)}, by=city.sibling_clerk, now=NOW)
    assert Clash.objects.count() == 1


def test_the_tolerance_is_the_citys(city: City) -> None:
    CityRules.objects.create(organisation=city.city, clash_tolerance_percent=30)
    entered(city.sibling_clerk, "光伏支架基地", now=BEFORE)
    entered(city.clerk, "光伏支架基地", total_investment_wan=Decimal(60_000))
    assert Clash.objects.count() == 1


# --- cost -----------------------------------------------------------------------------------------------------------


def test_the_cost_does_not_grow_with_the_ledger(
    city: City, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    seen = []
    for count in (2, 30):
        for number in range(count):
            entered(
                city.sibling_clerk,
                f"甲{count}乙{number}",
                firm(city.sibling_clerk, f"企{count}业{number}号"),
                now=BEFORE,
            )
        mine = entered(city.clerk, f"园区{count}")
        with django_assert_max_num_queries(40) as counted:
            update_project(mine.pk, {"name": f"园区乙{count}"}, by=city.clerk, now=NOW)
        seen.append(len(counted))
    assert seen[0] == seen[1]


# --- what it holds back ---------------------------------------------------------------------------------------------


def test_while_open_the_later_may_be_edited_and_not_signed_and_the_first_goes_on(city: City) -> None:
    clash = two(city)
    update_project(clash.later_id, {"summary": "补充"}, by=city.clerk, now=NOW)
    assert [one.name for one in missing_for(fresh(clash.later), Step.SIGN) if one.name == "clash"] == ["clash"]
    assert not [one for one in missing_for(fresh(clash.first), Step.SIGN) if one.name == "clash"]
    with pytest.raises(DomainError, match="首报争议"):
        submitted(city, fresh(clash.later), Step.SIGN)


@pytest.mark.parametrize(
    ("outcome", "first_held", "later_held"),
    [("first", False, True), ("later", True, False), ("joint", False, True), ("not_same", False, False)],
)
def test_each_ruling_lets_one_go_on(city: City, outcome: str, first_held: bool, later_held: bool) -> None:
    clash = two(city)
    done = ruled(clash, city, outcome, first_percent=Decimal(60))
    assert (done.state, done.outcome, done.ruled_by) == ("ruled", outcome, city.dispatcher)
    assert bool(held_back_by(clash.first)) is first_held
    assert bool(held_back_by(clash.later)) is later_held
    both = Project.objects.filter(pk__in=[clash.first_id, clash.later_id])
    assert set(both.values_list("standing", flat=True)) == {Standing.ACTIVE}  # stage and standing move by take_step


def test_after_not_the_same_the_later_can_be_signed(city: City) -> None:
    clash = two(city)
    ruled(clash, city, ClashOutcome.NOT_SAME)
    take(city, fresh(clash.later), Step.SIGN)
    assert fresh(clash.later).stage == "signed"


@pytest.mark.parametrize(("kept", "part"), [("first", "introducer"), ("later", "landing")])
def test_a_joint_ruling_shares_the_credit_of_the_file_that_goes_on(city: City, kept: str, part: str) -> None:
    clash = two(city)
    ruled(clash, city, ClashOutcome.JOINT, kept=kept, first_percent=Decimal(30))
    goes_on = clash.first if kept == "first" else clash.later
    shares = {one.organisation: (one.part, one.percent) for one in goes_on.credits.current()}
    assert shares == {city.sibling: ("first_contact", Decimal(30)), city.district: (part, Decimal(70))}
    assert fresh(goes_on).first_contact_organisation == city.sibling
    assert Project.objects.visible_to(city.sibling_clerk).filter(pk=goes_on.pk).exists()


# --- who rules, and how ---------------------------------------------------------------------------------------------


def test_neither_side_rules(city: City) -> None:
    clash = two(city)
    for officer in (city.clerk, city.sibling_clerk, city.leader):
        with pytest.raises(NotAllowed):
            rule_clash(clash.pk, outcome="first", reason=WHY, by=officer, now=NOW)


def test_who_is_not_concerned_finds_nothing(city: City) -> None:
    clash = two(city)
    stranger = _person(city.park, "sunpark", "孙填", "clerk")
    with pytest.raises(NotFound):
        rule_clash(clash.pk, outcome="first", reason=WHY, by=stranger, now=NOW)


def test_an_officer_does_not_rule_on_what_he_entered_himself(city: City) -> None:
    entered(city.sibling_clerk, "光伏支架基地", firm(city.sibling_clerk), now=BEFORE)
    entered(city.dispatcher, "支架制造总部", firm(city.clerk), landing_organisation=city.district)
    with pytest.raises(NotAllowed, match="录入"):
        ruled(Clash.objects.get(), city, "first")


@pytest.mark.parametrize(
    ("given", "field"),
    [({"reason": " "}, "reason"), ({"outcome": "x"}, "outcome"), ({"outcome": "joint"}, "first_percent"),
     ({"outcome": "joint", "first_percent": Decimal(100)}, "first_percent"),
     ({"outcome": "joint", "kept": "x"}, "kept")],
)  # fmt: skip
def test_a_ruling_needs_its_parts(city: City, given: dict[str, object], field: str) -> None:
    clash = two(city)
    values = {"outcome": "first", "reason": WHY, **given}
    with pytest.raises(Invalid) as refused:
        rule_clash(clash.pk, by=city.dispatcher, now=NOW, **values)  # type: ignore[arg-type]
    assert refused.value.field == field
    assert Clash.objects.get().state == "open"


def test_nothing_is_ruled_twice_and_not_on_an_old_look(city: City) -> None:
    clash = two(city)
    with pytest.raises(Stale):
        ruled(clash, city, "first", expected_version=clash.version + 1)
    ruled(clash, city, "first", expected_version=clash.version)
    with pytest.raises(Conflict):
        ruled(clash, city, "later")


def test_each_side_states_its_own_position_until_the_ruling(city: City) -> None:
    clash = two(city)
    state_position(clash.pk, ClashSide.LATER, text="9月到访", proof="纪要3号", by=city.clerk, now=NOW)
    with pytest.raises(NotAllowed):
        state_position(clash.pk, ClashSide.FIRST, text="冒充", by=city.clerk, now=NOW)
    ruled(clash, city, "first")
    with pytest.raises(Conflict):
        state_position(clash.pk, ClashSide.LATER, text="再说", by=city.clerk, now=NOW)


def test_it_is_reopened_once_by_another_and_ruled_by_another(city: City) -> None:
    clash, other = two(city), second_dispatcher(city)
    ruled(clash, city, "first")
    with pytest.raises(NotAllowed):
        reopen_clash(clash.pk, reason="新证据", by=city.dispatcher, now=NOW)
    reopen_clash(clash.pk, reason="新证据", by=other, now=NOW)
    with pytest.raises(NotAllowed):
        ruled(clash, city, "later")
    rule_clash(clash.pk, outcome="later", reason=WHY, by=other, now=NOW)
    with pytest.raises(Conflict):
        reopen_clash(clash.pk, reason="再来", by=city.dispatcher, now=NOW)
    assert [one.outcome for one in clash.events.filter(kind="ruled").order_by("id")] == ["first", "later"]


# --- ends by itself -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", [Step.WITHDRAW, Step.TERMINATE])
def test_it_closes_when_one_of_the_two_leaves(city: City, step: str) -> None:
    clash = two(city)
    take_step(
        clash.first_id, step, by=city.sibling_clerk, effective_on=TODAY, reason="investor", note="不来了", now=NOW
    )
    assert Clash.objects.get().state == ClashState.CLOSED
    assert not held_back_by(clash.later)


def test_behind_the_one_that_left_another_may_have_stood(city: City) -> None:
    anchor = firm(city.sibling_clerk, uscc=USCC)
    first = entered(city.sibling_clerk, "一号工厂", anchor, now=BEFORE)
    entered(city.sibling_clerk, "研发中心", anchor, now=BEFORE, total_investment_wan=Decimal(7))
    entered(city.clerk, "座椅车间", anchor)
    take_step(
        first.pk, Step.WITHDRAW, by=city.sibling_clerk, effective_on=TODAY, reason="investor", note="不来", now=NOW
    )
    assert Clash.objects.open().get().first.name == "研发中心"


def test_a_project_that_comes_back_claims_again(city: City) -> None:
    clash = two(city)
    take_step(clash.later_id, Step.WITHDRAW, by=city.clerk, effective_on=TODAY, reason="investor", note="停", now=NOW)
    assert not Clash.objects.open().exists()
    take(city, fresh(clash.later), Step.RESTORE)
    assert Clash.objects.open().get().later == clash.later


# --- deadline and to-do ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2026, 11, 18), date(2026, 11, 25)),
        (date(2026, 9, 30), date(2026, 10, 13)),  # 1–7 October off, Saturday the 10th worked
        (date(2026, 2, 13), date(2026, 2, 27)),
    ],
)
def test_the_deadline_counts_working_days_over_holidays(city: City, day: date, due: date) -> None:
    now = datetime(day.year, day.month, day.day, 10, tzinfo=SHANGHAI)
    entered(
        city.sibling_clerk, "光伏支架基地", firm(city.sibling_clerk), now=now - timedelta(hours=1), negotiating_on=day
    )
    entered(city.clerk, "支架", firm(city.clerk), now=now, negotiating_on=day)
    clash = Clash.objects.get()
    assert clash.due_on == due


def test_beyond_the_official_calendar_there_still_is_a_deadline(city: City) -> None:
    now = NOW + timedelta(days=800)
    entered(city.sibling_clerk, "光伏支架基地", firm(city.sibling_clerk), now=now)
    entered(city.clerk, "支架", firm(city.clerk), now=now)
    assert Clash.objects.get().due_on > timezone.localdate(now)


def test_the_office_finds_it_in_its_to_do_and_no_side_does(city: City) -> None:
    two(city)
    assert [one.verb for one in waiting_for(city.dispatcher, on=TODAY)] == ["裁定撞单"]
    assert waiting_for(city.dispatcher, on=TODAY + timedelta(days=30))[0].is_late
    assert waiting_for(city.clerk, on=TODAY) == []


def test_the_api_says_state_and_deadline_of_both(city: City) -> None:
    clash = two(city)
    shown = {"state": "open", "deadline_on": clash.due_on}
    rows = Project.objects.annotate(found=nested_clashes()).values_list("pk", "found")
    assert {key: most_pressing(found) for key, found in rows} == {clash.first_id: shown, clash.later_id: shown}


# --- the database ---------------------------------------------------------------------------------------------------


def test_the_database_holds_one_open_clash_a_pair(city: City) -> None:
    clash = two(city)
    with pytest.raises(IntegrityError), transaction.atomic():
        Clash.objects.create(
            first=clash.first, later=clash.later, strength="certain", due_on=TODAY, raised_at=NOW, updated_at=NOW
        )


def test_the_database_refuses_a_ruling_without_reason(city: City) -> None:
    clash = two(city)
    with pytest.raises(IntegrityError), transaction.atomic():
        Clash.objects.filter(pk=clash.pk).update(state="ruled", outcome="first")
