"""Signing waits for a decision where the office says so, and for a fair-competition review that is not against it."""

from __future__ import annotations

from typing import Any

import pytest

from projects.errors import Incomplete
from projects.ledger.models import Project
from tests.factories import NOW, TODAY, City, fresh, new_project, submitted, take
from tests.workflow.decisions.samples import judge, started, walked
from workflow.decisions.services import (
    record_review,
    reject_decision,
    return_decision,
    set_gate,
    withdraw_decision,
)
from workflow.steps.queries import missing_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(city: City) -> Project:
    return new_project(city, fair_competition_reviewed_by="郑审")


def lacking(project: Project) -> dict[str, str]:
    return {one.name: one.how for one in missing_for(fresh(project), "sign")}


def gate(city: City, *, on: bool = True, unit: Any = None) -> None:
    set_gate(unit or city.city, is_required=on, by=city.dispatcher, now=NOW)


def test_by_default_signing_waits_for_no_decision(city: City, project: Project) -> None:
    assert "decision" not in lacking(project)
    assert take(city, project, "sign")


def test_where_the_office_says_so_the_claim_is_refused_with_the_way_out(city: City, project: Project) -> None:
    gate(city)
    assert "发起决策" in lacking(project)["decision"]
    with pytest.raises(Incomplete, match="招商决策"):
        submitted(city, project, "sign")


def test_after_yes_it_may_be_signed(city: City, project: Project) -> None:
    gate(city)
    walked(city, started(city, project), 0, 0, 0)
    assert "decision" not in lacking(project)
    assert take(city, project, "sign")


@pytest.mark.parametrize(("act", "word"), [
    (lambda city, one: None, "正在办理"),
    (lambda city, one: return_decision(one.pk, by=judge(city), now=NOW, note="缺"), "退回补充"),
    (lambda city, one: reject_decision(one.pk, by=judge(city), now=NOW, note="否"), "不同意"),
    (lambda city, one: withdraw_decision(one.pk, by=city.clerk, now=NOW), "重新发起"),
])  # fmt: skip
def test_the_sentence_follows_where_the_decision_stands(city: City, project: Project, act: Any, word: str) -> None:
    gate(city)
    act(city, started(city, project))
    assert word in lacking(project)["decision"]


def test_the_nearest_unit_decides_whether_it_is_asked(city: City, project: Project) -> None:
    gate(city)
    gate(city, on=False, unit=city.district)
    assert "decision" not in lacking(project)


def test_other_steps_do_not_ask(city: City, project: Project) -> None:
    gate(city)
    assert "decision" not in {one.name for one in missing_for(project, "register")}


def test_an_unfit_review_stops_the_signing_whatever_name_is_typed(city: City, project: Project) -> None:
    said = {"reviewer": "郑审", "reviewed_on": TODAY, "conclusion": "unfit", "document_number": "公竞1号"}
    record_review(project.pk, **said, by=city.clerk, now=NOW)
    assert {"fair_competition_reviewed_by", "fair_competition_review"} <= set(lacking(project))
    with pytest.raises(Incomplete, match="公平竞争审查结论"):
        submitted(city, project, "sign")
