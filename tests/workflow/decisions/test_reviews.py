"""Fair-competition reviews: recorded by name, date, conclusion and number; the project's own field follows."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from projects.errors import Conflict, DomainError, NotAllowed, NotFound, Stale
from projects.ledger.models import Project
from projects.ledger.services import update_project
from tests.factories import NOW, TODAY, City, fresh, new_project, upload
from workflow.decisions.models import Review
from workflow.decisions.services import record_review, withdraw_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(city: City) -> Project:
    return new_project(city)


def recorded(city: City, project: Project, **over: Any) -> Review:
    said = {"reviewer": "郑审", "reviewed_on": TODAY, "conclusion": "fit", "document_number": "公竞〔2026〕1号", **over}
    return record_review(project.pk, **{"by": city.clerk, "now": NOW, **said})


def test_a_good_review_fills_the_field_that_signing_asks_for_and_the_history_says_why(
    city: City, project: Project
) -> None:
    recorded(city, project)
    assert fresh(project).fair_competition_reviewed_by == "郑审"
    assert "公竞〔2026〕1号" in project.changes.get(field="fair_competition_reviewed_by", after="郑审").why


def test_the_latest_review_by_its_day_counts(city: City, project: Project) -> None:
    recorded(city, project, reviewer="新审")
    recorded(city, project, reviewer="旧审", reviewed_on=TODAY - timedelta(days=3))
    assert fresh(project).fair_competition_reviewed_by == "新审"


def test_a_void_record_gives_way_to_the_one_before(city: City, project: Project) -> None:
    recorded(city, project, reviewer="前审", reviewed_on=TODAY - timedelta(days=3))
    last = recorded(city, project, conclusion="unfit")
    assert fresh(project).fair_competition_reviewed_by == ""
    withdraw_review(last.pk, why="登记错误", by=city.clerk, now=NOW)
    assert fresh(project).fair_competition_reviewed_by == "前审"


def test_a_name_typed_by_hand_outlives_a_void_record(city: City, project: Project) -> None:
    made = recorded(city, project)
    update_project(project.pk, {"fair_competition_reviewed_by": "手填"}, by=city.clerk, now=NOW)
    withdraw_review(made.pk, why="登记错误", by=city.clerk, now=NOW)
    assert fresh(project).fair_competition_reviewed_by == "手填"


@pytest.mark.parametrize(("over", "field"), [
    ({"reviewer": " "}, "reviewer"),
    ({"reviewer": "长" * 41}, "reviewer"),
    ({"document_number": ""}, "document_number"),
    ({"conclusion": "fine"}, "conclusion"),
    ({"reviewed_on": TODAY + timedelta(days=1)}, "reviewed_on"),
    ({"reviewed_on": date(2015, 12, 31)}, "reviewed_on"),
])  # fmt: skip
def test_what_cannot_be_right_is_refused_at_its_field(
    city: City, project: Project, over: dict[str, Any], field: str
) -> None:
    with pytest.raises(DomainError) as refused:
        recorded(city, project, **over)
    assert refused.value.field == field and not Review.objects.exists()


def test_the_document_is_the_projects_own(city: City, project: Project) -> None:
    assert recorded(city, project, paper=upload(city, project, "other")).paper
    foreign = upload(city, new_project(city, investor="别家", name="别的"), "other")
    with pytest.raises(DomainError) as refused:
        recorded(city, project, paper=foreign)
    assert refused.value.code == "unknown_evidence"


def test_only_who_writes_the_project_records(city: City, project: Project) -> None:
    for who in (city.leader, city.chief):
        with pytest.raises(NotAllowed):
            recorded(city, project, by=who)
    with pytest.raises(NotFound):
        recorded(city, project, by=city.sibling_clerk)


def test_a_record_is_declared_void_once_with_a_reason_by_who_saw_it(city: City, project: Project) -> None:
    made = recorded(city, project)
    with pytest.raises(DomainError):
        withdraw_review(made.pk, why=" ", by=city.clerk, now=NOW)
    with pytest.raises(Stale):
        withdraw_review(made.pk, why="错", by=city.clerk, now=NOW, expected_version=9)
    withdraw_review(made.pk, why="错", by=city.clerk, now=NOW, expected_version=1)
    with pytest.raises(Conflict):
        withdraw_review(made.pk, why="错", by=city.clerk, now=NOW)


@pytest.mark.parametrize("change", [
    lambda one: Review.objects.filter(pk=one.pk).update(conclusion="unfit"),
    lambda one: Review.objects.filter(pk=one.pk).update(document_number="改"),
    lambda one: Review.objects.filter(pk=one.pk).delete(),
])  # fmt: skip
def test_the_database_keeps_a_record_as_it_was(city: City, project: Project, change: Any) -> None:
    made = recorded(city, project)
    with pytest.raises(DatabaseError, match="luodi"), transaction.atomic():
        change(made)
