"""A city chooses rules: rows that supersede one another, the same light in Python and in the database, a preview."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from projects.errors import Invalid, NotAllowed
from projects.ledger.models import Project
from projects.ledger.services import add_year_plan, update_project
from projects.people.models import Kind, Officer
from projects.people.services import add_organisation
from projects.progress.periods import period_on
from projects.progress.services import send_report
from tests.factories import NOW, TODAY, City, at_stage, build_city, give_chief, new_project
from workflow.lights.models import LightRules
from workflow.lights.presets import PRESETS
from workflow.lights.queries.books import book_on
from workflow.lights.queries.now import light_of, proposed_for_withdrawal, with_light
from workflow.lights.queries.previews import preview
from workflow.lights.queries.units import lit_units, units_of
from workflow.lights.ruleset import Numbers, RuleSet
from workflow.lights.services import choose_rules

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
EVERYTHING: Numbers = {
    "node_late": {"yellow_days": 3, "red_days": 9, "red_months": 2},
    "stage_clock": {"sign_days": 60, "register_days": 20, "start_days": 40, "produce_days": 80, "late_days": 15},
    "stale_talks": {"yellow_months": 1, "red_months": 2, "out_months": 3},
    "report_missing": {"due_day": 8, "yellow_months": 1, "red_months": 3},
    "not_in_statistics": {"yellow_months": 1, "red_months": 2},
    "behind_schedule": {"yellow_percent": 5, "red_percent": 20},
}
SETS = {one.code: one.numbers for one in PRESETS} | {"everything": EVERYTHING}


@pytest.fixture
def city() -> City:
    return build_city()


def choose(city: City, numbers: Numbers, *, by: Officer | None = None, **over: Any) -> LightRules:
    told = {"preset": "default", "effective_from": TODAY, "reason": "市级文件", **over}
    return choose_rules(city.city, numbers=numbers, by=by or city.dispatcher, now=NOW, **told)


def seeded(city: City, count: int = 10) -> None:
    """Projects of every stage with plans, reports and figures drawn from a fixed seed."""
    dice = random.Random(20261118)
    for number in range(count):
        total = Decimal(dice.choice([5_000, 80_000, 150_000]))
        stage = ("negotiating", "signed", "registered", "started", "started")[number % 5]
        planned = {
            f"planned_{one}_on": TODAY + dice.randint(-20, 60) * DAY
            for one in ("signed", "registered", "started", "producing")
        }
        project = new_project(city, name=f"样本{number}", investor=f"样本{number}", total_investment_wan=total)
        if number == 0 and total >= 100_000:
            give_chief(city, project)
        at_stage(project, stage, city)
        update_project(project.pk, planned, by=city.clerk, now=NOW)
        if number % 5 >= 3:
            plan = {"year": 2026 + number % 2, "amount_wan": Decimal(dice.randint(1_000, 9_000))}
            add_year_plan(project.pk, plan, by=city.clerk, now=NOW)
            told = {"news": "施工", "completed_wan": Decimal(dice.randint(0, 4_000)) + Decimal("0.3333")}
            send_report(project.pk, period_on("month", TODAY), told, by=city.clerk, now=NOW)


@pytest.mark.parametrize("name", sorted(SETS))
def test_the_sentence_and_the_database_say_the_same_under_every_set_of_rules(city: City, name: str) -> None:
    seeded(city)
    choose(city, SETS[name])
    colours = set()
    for ahead in (0, 1, 3, 9, 15, 21, 31, 36, 44, 45, 62, 75, 95, 130, 200, 400):
        on = TODAY + ahead * DAY
        book = book_on(on)
        for project in with_light(Project.objects.all(), on=on, book=book):
            assert light_of(project, on=on, book=book).colour == project.light_colour, (project.name, on)
            colours.add(project.light_colour)
    assert colours == {"green", "yellow", "red"}


def test_talks_proposed_for_withdrawal_are_those_the_rule_names(city: City) -> None:
    project = new_project(city)
    choose(city, {"stale_talks": {"yellow_months": 1, "red_months": 2, "out_months": 3}})
    for on, proposed in ((date(2027, 2, 18), False), (date(2027, 2, 19), True)):
        assert proposed_for_withdrawal(Project.objects.all(), on=on).exists() is proposed
        assert ("拟退库" in light_of(project, on=on).reasons[0]) is proposed


def test_a_choice_holds_from_its_day_and_is_superseded_never_overwritten(city: City) -> None:
    project = new_project(city, planned_signed_on=TODAY - 5 * DAY)
    choose(city, {"node_late": {"yellow_days": 10, "red_days": 20}})
    choose(city, {"node_late": {"yellow_days": 2, "red_days": 4}}, effective_from=TODAY + 3 * DAY)
    assert [light_of(project, on=TODAY + ahead * DAY).colour for ahead in (0, 2, 3)] == ["green", "green", "red"]
    choose(city, {"node_late": {"yellow_days": 2, "red_days": 90}}, effective_from=TODAY + 3 * DAY)
    assert light_of(project, on=TODAY + 3 * DAY).colour == "yellow"
    assert LightRules.objects.count() == 3


def test_one_citys_choice_is_no_other_citys(city: City) -> None:
    other = add_organisation(city.province, code="340600", name="淮北市", kind=Kind.CITY, by=None, now=NOW)
    project = new_project(city, planned_signed_on=TODAY - 5 * DAY)
    LightRules.objects.create(
        city=other, preset="default", numbers={"node_late": {"yellow_days": 90, "red_days": 91}},
        effective_from=TODAY, reason="淮北", by=city.dispatcher, at=NOW,
    )  # fmt: skip
    assert light_of(project, on=TODAY).colour == "yellow"
    assert with_light(Project.objects.all(), on=TODAY).get().light_colour == "yellow"


@pytest.mark.parametrize("who", ["clerk", "leader", "chief", "sibling_clerk"])
def test_only_the_dispatch_office_chooses(city: City, who: str) -> None:
    with pytest.raises(NotAllowed):
        choose(city, {}, by=getattr(city, who))
    assert not LightRules.objects.exists()


def test_an_office_chooses_for_a_city_of_its_scope_and_for_nothing_else(city: City) -> None:
    other = add_organisation(city.province, code="340600", name="淮北市", kind=Kind.CITY, by=None, now=NOW)
    for unit in (other, city.district):
        told = {"preset": "default", "numbers": {}, "effective_from": TODAY, "reason": "x", "now": NOW}
        with pytest.raises(NotAllowed):
            choose_rules(unit, by=city.dispatcher, **told)


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"preset": "beijing"}, "preset"),
        ({"effective_from": TODAY - DAY}, "effective_from"),
        ({"reason": "　"}, "reason"),
        ({"reason": "长" * 201}, "reason"),
        ({"numbers": {"node_late": {"yellow_days": 50, "red_days": 9}}}, "node_late.red_days"),
    ],
)
def test_a_choice_that_makes_no_sense_is_refused(city: City, over: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        choose(city, **({"numbers": {}} | over))
    assert refused.value.field == field


def test_a_preview_names_who_would_turn_and_writes_nothing(city: City) -> None:
    late = new_project(city, name="迟项目", planned_signed_on=TODAY - 5 * DAY)
    new_project(city, name="绿项目", investor="绿企业")
    rules = RuleSet.of({"node_late": {"yellow_days": 2, "red_days": 4}})
    shown = preview(city.city, rules, by=city.dispatcher, on=TODAY)
    assert (shown.count, shown.moves) == (2, [("黄灯→红灯", 1)])
    assert [(one.project, one.before.colour, one.after.colour) for one in shown.turned] == [(late.pk, "yellow", "red")]
    assert not LightRules.objects.exists()
    choose(city, {"node_late": {"yellow_days": 2, "red_days": 4}})
    assert light_of(late, on=TODAY).colour == "red"
    assert preview(city.city, rules, by=city.dispatcher, on=TODAY).turned == []


def test_districts_and_parks_take_their_light_from_their_projects(city: City) -> None:
    for number in range(4):
        new_project(city, name=f"项目{number}", investor=f"企业{number}")
    new_project(city, name="红项目", investor="红企业", planned_signed_on=TODAY - 90 * DAY)
    found = {one.organisation.code: (one.colour, one.said) for one in units_of(city.leader, on=TODAY)}
    assert found == {
        "340212": ("red", "共5个：红1、绿4"),
        "340207": ("grey", "没有在手项目"),
        "340271": ("grey", "没有在手项目"),
    }
    assert lit_units(city.clerk, on=TODAY) == []
    choose(city, {"unit": {"red_percent": 21}})
    assert units_of(city.leader, on=TODAY)[0].colour == "yellow"
