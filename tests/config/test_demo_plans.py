"""What the demo is going to tell: facts kept, seeds obeyed, nothing before its time."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from config.demo.cohort import AS_OF, TAG, cohort_plans
from config.demo.loading import all_plans
from config.demo.places import CITIES, Places, plant, rows
from config.demo.plans import ClaimPlan, DirectPlan, ProjectPlan
from config.demo.population import population_plans
from config.demo.published import TAG as PUBLISHED
from config.demo.published import UNKNOWN_YI, published_plans
from config.demo.staff import seat
from projects.ledger.money import yi_to_wan
from projects.ledger.stages import STAGE_OF_STEP, Standing
from projects.people.models import Officer, Organisation
from tests.factories import NOW, TODAY
from workflow.steps.models import ClaimState

pytestmark = pytest.mark.django_db


@pytest.fixture
def places() -> Places:
    return plant(now=NOW)


def reached(plan: ProjectPlan) -> list[str]:
    """Stages verified by the day of the published figures."""
    return [STAGE_OF_STEP[move.step] for move in plan.moves if isinstance(move, ClaimPlan) and move.on <= AS_OF]


def test_the_cohort_of_ganzhou_has_the_published_counts(places: Places) -> None:
    plans = cohort_plans(places, seed=1, today=TODAY)
    stages = [stage for plan in plans for stage in reached(plan)]
    assert len(plans) == 121
    assert [stages.count(stage) for stage in ("signed", "registered", "started", "producing")] == [121, 119, 116, 85]
    assert all(plan.values["tags"] == [TAG] for plan in plans)


def test_the_cohort_of_ganzhou_has_the_published_tiers(places: Places) -> None:
    amounts = [plan.values["total_investment_wan"] for plan in cohort_plans(places, seed=1, today=TODAY)]
    nested = [sum(amount >= yi_to_wan(Decimal(yi)) for amount in amounts) for yi in (10, 20, 50, 100)]
    assert nested == [69, 33, 8, 4]


def test_every_published_row_becomes_a_plan_with_its_stage_amount_and_day(places: Places) -> None:
    plans = {plan.name: plan for plan in published_plans(places, today=TODAY)}
    for row in rows("real_projects.csv"):
        plan = plans[row["name"]]
        assert plan.stage == row["stage"]
        assert plan.values["tags"] == [PUBLISHED]
        if plan.moves and row["stage"] != "negotiating":
            last = plan.moves[-1]
            assert isinstance(last, ClaimPlan) and last.on.isoformat() == row["date_known"]
        if row["total_investment_yi"]:
            assert plan.values["total_investment_wan"] == yi_to_wan(Decimal(row["total_investment_yi"]))
    assert len(plans) == 30


def test_an_unpublished_amount_is_named_as_a_sample_and_decides_nothing(places: Places) -> None:
    plans = {plan.name: plan for plan in published_plans(places, today=TODAY)}
    unknown = [plans[row["name"]] for row in rows("real_projects.csv") if not row["total_investment_yi"]]
    assert len(unknown) > 10
    for plan in unknown:
        assert "总投资未公布" in plan.values["summary"]
        assert plan.values["total_investment_wan"] == yi_to_wan(UNKNOWN_YI) < Decimal(100_000)


def test_no_bad_news_is_invented_about_a_real_firm(places: Places) -> None:
    for plan in published_plans(places, today=TODAY):
        claims = [move for move in plan.moves if isinstance(move, ClaimPlan)]
        assert plan.standing == Standing.ACTIVE
        assert all(claim.outcome == ClaimState.APPROVED and not claim.mended for claim in claims)
        planned = [claim.fields.get("planned_producing_on") for claim in claims if plan.stage == "started"]
        assert all(day > TODAY for day in planned if day is not None)


def test_one_seed_gives_one_population_and_another_seed_another(places: Places) -> None:
    def outcome(seed: int) -> set[tuple[str, str]]:
        return {(plan.name, plan.stage) for plan in all_plans(places, seed=seed, projects=220, now=NOW)}

    assert outcome(7) == outcome(7)
    assert outcome(7) != outcome(8)
    assert len(outcome(7)) == 220


def check_order(plan: ProjectPlan, now: datetime) -> None:
    """No claim before its day, none before the last one was answered, nothing after ``now``."""
    free_at = plan.entered_at
    for move in plan.moves:
        assert plan.entered_at <= move.at <= now
        if isinstance(move, DirectPlan):
            assert free_at <= move.at
            free_at = move.at
        if isinstance(move, ClaimPlan):
            assert move.on <= move.at.date()
            assert free_at <= move.at, plan
            if move.outcome not in (ClaimState.DRAFT, ClaimState.SUBMITTED):
                assert move.at < move.answered_at <= now
                free_at = move.answered_at


@pytest.mark.parametrize("day", range(7))
def test_whatever_day_of_the_week_it_is_everything_happens_in_order(places: Places, day: int) -> None:
    now = NOW + timedelta(days=day, hours=day)
    for plan in all_plans(places, seed=day, projects=350, now=now):
        check_order(plan, now)


def test_a_larger_population_keeps_the_projects_of_a_smaller_one(places: Places) -> None:
    small = population_plans(places, seed=3, size=30, now=NOW)
    assert population_plans(places, seed=3, size=60, now=NOW)[:30] == small


def test_the_trees_hold_the_published_codes_and_no_retired_one(places: Places) -> None:
    codes = set(Organisation.objects.values_list("code", flat=True))
    assert {"340271", "340272", "321071", "340212", "360783", "430181", "340621", "430100-CSJKQ"} <= codes
    assert not codes & {"340203", "340208", "340221", "340222", "340225", "360727"}
    assert Organisation.objects.get(code="340600").contains(Organisation.objects.get(code="340621"))
    assert set(CITIES) <= codes


def test_everybody_has_an_address_of_the_sample_domain_and_most_no_password(places: Places) -> None:
    seat(places, now=NOW)
    people = Officer.objects.people()
    assert 60 <= people.count() <= 110
    assert all(person.email == f"{person.username}@luodi.example" for person in people)
    assert not any(person.has_usable_password() for person in people)


def test_the_chair_of_fanchang_has_changed_hands(places: Places) -> None:
    post = seat(places, now=NOW).principals["340212"]
    assert post.tenures.count() == 2
    assert post.holder_on(TODAY) != post.holder_on(TODAY - timedelta(days=300))
