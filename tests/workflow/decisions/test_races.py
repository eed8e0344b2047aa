"""Two who decide at the same moment: one answer is kept and the other told, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.db.models import QuerySet

from projects.errors import Conflict, Stale
from tests.factories import NOW, City, build_city, new_project
from tests.workflow.decisions.samples import judge, procedure_of, started
from tests.workflow.steps.test_races import at_once, winners
from workflow.decisions.models import Decision, Turn
from workflow.decisions.services import answering, pass_step, reject_decision, start_decision

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city() -> City:
    return build_city()


def answers(city: City, decision: Decision, yes: Callable[..., Any], no: Callable[..., Any]) -> list[Any]:
    """One passes the step and one refuses the project; both saw the same version."""
    first, second = judge(city), judge(city, name="钱判")
    return at_once(
        lambda: yes(decision.pk, by=first, now=NOW, expected_version=1),
        lambda: no(decision.pk, by=second, now=NOW, note="能耗过高", expected_version=1),
    )


def test_of_two_deciders_one_is_kept_and_the_other_told(city: City) -> None:
    for number in range(4):
        decision = started(city, new_project(city, investor=f"企业{number}", name=f"项目{number}"))
        given = answers(city, decision, pass_step, reject_decision)
        assert len(winners(given)) == 1, given
        assert all(isinstance(one, Stale) for one in given if isinstance(one, Exception)), given
        assert decision.turns.exclude(outcome="").count() == 1


def test_two_who_start_at_once_leave_one_decision(city: City) -> None:
    procedure_of(city)
    project = new_project(city)
    given = at_once(*[lambda: start_decision(project.pk, by=city.clerk, now=NOW)] * 3)
    assert len(winners(given)) == 1
    assert all(isinstance(one, Conflict) for one in given if isinstance(one, Exception)), given
    assert Decision.objects.count() == 1


@pytest.fixture
def no_locks(monkeypatch: pytest.MonkeyPatch) -> Iterator[Barrier]:
    """Rows are not locked, transactions are off, the audit log is not asked; the barrier stands behind the reading."""
    together, real = Barrier(2, timeout=60), answering.open_turn
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, *given, **rest: self)
    monkeypatch.setattr(answering, "record_turn", lambda *given, **rest: None)

    def met(decision: Decision) -> Turn:
        found = real(decision)
        together.wait()
        return found

    monkeypatch.setattr(answering, "open_turn", met)
    yield together


def test_negative_control_without_the_lock_the_loser_runs_into_the_database(city: City, no_locks: Barrier) -> None:
    """The same race with the guard removed: the second answer is stopped by trigger or constraint, not told."""
    decision = started(city, new_project(city))
    bare: list[Any] = [pass_step.__wrapped__, reject_decision.__wrapped__]  # type: ignore[attr-defined]
    given = answers(city, decision, *bare)
    broken = [one for one in given if isinstance(one, Exception)]
    assert broken and not any(isinstance(one, Stale | Conflict) for one in broken), given
    assert any(isinstance(one, IntegrityError) or "luodi" in str(one) for one in broken), (connection.vendor, broken)
