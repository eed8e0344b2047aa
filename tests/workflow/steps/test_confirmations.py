"""入统 and 入规 are facts of their own: after start and production, once each, withdrawn but never changed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from projects.audit.models import Entry
from projects.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from projects.ledger.models import Project
from tests.factories import NOW, TODAY, City, at_stage, build_city, fresh, new_project
from workflow.steps import triggers_confirmations
from workflow.steps.models import StatisticsConfirmation
from workflow.steps.services import confirm_statistics, withdraw_confirmation

pytestmark = pytest.mark.django_db
NEEDS = {"library": "started", "above_scale": "producing"}


@pytest.fixture
def city() -> City:
    return build_city()


def noted(city: City, project: Project, kind: str = "library", **over: Any) -> StatisticsConfirmation:
    said = {"confirmed_on": TODAY, "basis": "2026年11月批次", "by": city.verifier_of("start"), "now": NOW, **over}
    return confirm_statistics(project.pk, kind, **said)


@pytest.mark.parametrize("stage", ["negotiating", "signed", "registered", "started", "producing"])
@pytest.mark.parametrize("kind", NEEDS)
def test_it_is_possible_from_its_stage_on_and_never_before(city: City, stage: str, kind: str) -> None:
    project = at_stage(new_project(city), stage, city)
    allowed = stage == "producing" or stage == NEEDS[kind]
    if allowed:
        assert noted(city, project, kind).kind == kind
    elif stage in ("started", "producing"):
        with pytest.raises(Conflict, match="认定后才能登记") as refused:
            noted(city, project, kind)
        assert refused.value.code == "too_early"
    else:  # the verifier of starts does not see the project yet; the dispatch office does
        with pytest.raises(Conflict) as refused:
            noted(city, project, kind, by=city.dispatcher)
        assert refused.value.code == "too_early"


def test_it_changes_neither_stage_nor_standing_and_is_in_the_audit_log(city: City) -> None:
    project = at_stage(new_project(city), "started", city)
    noted(city, project)
    now = fresh(project)
    assert (now.stage, now.standing, now.version) == ("started", "active", project.version + 1)
    assert Entry.objects.filter(action="statistics.confirm", object_id=str(project.pk)).count() == 1


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"confirmed_on": TODAY + timedelta(days=1)}, "future_date"),
        ({"confirmed_on": TODAY - timedelta(days=1)}, "date_order"),
        ({"basis": " "}, "required"),
        ({"basis": "长" * 121}, "too_long"),
        ({"basis": "一\n二"}, "invalid"),
    ],
)
def test_a_wrong_day_or_basis_is_refused(city: City, over: dict[str, Any], code: str) -> None:
    project = at_stage(new_project(city), "started", city)
    with pytest.raises(Invalid) as refused:
        noted(city, project, **over)
    assert refused.value.code == code


def test_an_unknown_kind_is_refused(city: City) -> None:
    with pytest.raises(Invalid):
        noted(city, at_stage(new_project(city), "started", city), "other")


def test_a_second_one_of_the_kind_is_refused_until_the_first_is_withdrawn(city: City) -> None:
    project = at_stage(new_project(city), "started", city)
    first = noted(city, project)
    with pytest.raises(Conflict) as refused:
        noted(city, project)
    assert refused.value.code == "already_confirmed"
    withdraw_confirmation(first.pk, why="误登", by=city.dispatcher, now=NOW)
    assert noted(city, project).pk != first.pk
    assert StatisticsConfirmation.objects.current().count() == 1


def test_a_withdrawal_needs_a_reason_and_the_version_seen_and_happens_once(city: City) -> None:
    row = noted(city, at_stage(new_project(city), "started", city))
    with pytest.raises(Invalid):
        withdraw_confirmation(row.pk, why=" ", by=city.dispatcher, now=NOW)
    with pytest.raises(Stale):
        withdraw_confirmation(row.pk, why="误登", by=city.dispatcher, now=NOW, expected_version=7)
    withdraw_confirmation(row.pk, why="误登", by=city.dispatcher, now=NOW, expected_version=1)
    with pytest.raises(Conflict):
        withdraw_confirmation(row.pk, why="误登", by=city.dispatcher, now=NOW)


def test_neither_the_clerk_nor_a_verifier_of_other_steps_nor_a_stranger_notes_it(city: City) -> None:
    project = at_stage(new_project(city), "started", city)
    for by in (city.clerk, city.verifier_of("sign"), city.leader):
        with pytest.raises(NotAllowed):
            noted(city, project, by=by)
    with pytest.raises(NotFound):
        noted(city, project, by=city.sibling_clerk)
    row = noted(city, project)
    with pytest.raises(NotAllowed):
        withdraw_confirmation(row.pk, why="误登", by=city.clerk, now=NOW)


def test_as_of_tells_what_was_known_then(city: City) -> None:
    row = noted(city, at_stage(new_project(city), "started", city))
    later = NOW + timedelta(days=2)
    withdraw_confirmation(row.pk, why="误登", by=city.dispatcher, now=later)
    rows = StatisticsConfirmation.objects
    assert list(rows.as_of(TODAY, known_at=NOW)) == [row]
    assert not rows.as_of(TODAY - timedelta(days=1), known_at=NOW).exists()
    assert not rows.as_of(TODAY, known_at=NOW - timedelta(seconds=1)).exists()
    assert not rows.as_of(TODAY, known_at=later).exists()


@pytest.mark.parametrize("change", [{"basis": "改"}, {"kind": "above_scale"}, {"withdrawn_at": None}])
def test_the_database_refuses_a_change_and_a_deletion(city: City, change: dict[str, Any]) -> None:
    row = noted(city, at_stage(new_project(city), "started", city))
    same = StatisticsConfirmation.objects.filter(pk=row.pk)
    for write in (lambda: same.update(**change), same.delete):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            write()


def test_the_database_refuses_to_undo_a_withdrawal(city: City) -> None:
    row = noted(city, at_stage(new_project(city), "started", city))
    withdraw_confirmation(row.pk, why="误登", by=city.dispatcher, now=NOW)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        StatisticsConfirmation.objects.filter(pk=row.pk).update(withdrawn_at=None)


def test_the_guard_is_noticed_when_it_is_gone() -> None:
    assert triggers_confirmations.installed(connection)
    triggers_confirmations.remove(connection)
    assert not triggers_confirmations.installed(connection)
    triggers_confirmations.install(connection)
