"""Two officers at one plan at the same moment: nobody overwrites what he has not seen, nothing is promised twice.

Each race has its negative control: with the lock off the same story goes wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet

from projects.errors import Conflict, Stale
from projects.ledger.models import Project
from projects.plans.models import Node, Plan, Replan
from projects.plans.presets import OPENING
from projects.plans.services import Move, apply_template, confirm_plan, plans, replan, replanning
from tests.factories import NOW, TODAY, City, build_city, new_project

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 60
DAY = timedelta(days=1)


@pytest.fixture
def story() -> tuple[City, Project]:
    """A promised plan of twelve nodes."""
    city = build_city()
    project = new_project(city)
    apply_template(project.pk, OPENING.nodes, name="开业", starts_on=TODAY, by=city.clerk, now=NOW)
    confirm_plan(project.pk, by=city.clerk, now=NOW)
    return city, project


def both(*acts: Callable[[], Any]) -> list[BaseException | None]:
    """Run all at once, each in its own thread and connection; what each raised."""
    start = Barrier(len(acts), timeout=PATIENCE)
    raised: list[BaseException | None] = [None] * len(acts)

    def run(place: int) -> None:
        try:
            start.wait()
            acts[place]()
        except BaseException as failure:
            raised[place] = failure
        finally:
            connection.close()

    threads = [Thread(target=run, args=(place,), daemon=True) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=PATIENCE)
        assert not thread.is_alive()
    return raised


def moves(one: Node, service: Callable[..., Any], city: City) -> list[Callable[[], Any]]:
    """Two officers who saw the same version and want different days."""
    wanted = [Move(one.pk, one.planned_start_on, one.planned_on + days * DAY, one.version) for days in (10, 20)]
    by = (city.clerk, city.dispatcher)
    return [
        lambda move=move, who=who: service(one.plan_id, [move], reason="改期", by=who, now=NOW)
        for move, who in zip(wanted, by, strict=True)
    ]


def test_of_two_adjustments_one_is_kept_and_the_other_told(story: tuple[City, Project]) -> None:
    city, project = story
    for code in ("K02", "K03", "K05", "K07", "K08", "K09"):
        one = Node.objects.get(plan=project.pk, code=code)
        raised = both(*moves(one, replan, city))
        assert sorted(type(each).__name__ for each in raised) == ["NoneType", "Stale"], raised
        now = Node.objects.get(pk=one.pk)
        (kept,) = now.replans.all()
        assert (kept.new_on, now.version, now.committed_on) == (now.planned_on, one.version + 1, one.committed_on)


@pytest.fixture
def no_locks(monkeypatch: pytest.MonkeyPatch) -> Iterator[Barrier]:
    """Rows are not locked, transactions are off, the audit log is not asked; the barrier stands behind the reading."""
    together = Barrier(2, timeout=PATIENCE)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, *given, **rest: self)
    for room in (replanning, plans):
        monkeypatch.setattr(room, "record", lambda *given, **rest: None)
    return together


def test_without_the_lock_both_adjustments_are_kept(
    story: tuple[City, Project], no_locks: Barrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    city, project = story
    real = replanning._adjusted

    def together(*given: Any, **rest: Any) -> Replan:
        no_locks.wait()
        return real(*given, **rest)

    monkeypatch.setattr(replanning, "_adjusted", together)
    one = Node.objects.get(plan=project.pk, code="K02")
    bare: Any = replan.__wrapped__  # type: ignore[attr-defined]  # no transaction around it
    assert both(*moves(one, bare, city)) == [None, None]
    assert one.replans.count() == 2  # what the test above must never see


def test_a_template_is_applied_once_and_a_plan_promised_once() -> None:
    city = build_city()
    project = new_project(city)

    def apply() -> Plan:
        return apply_template(project.pk, OPENING.nodes, name="开业", starts_on=TODAY, by=city.clerk, now=NOW)

    raised = both(apply, apply)
    assert sorted(type(each).__name__ for each in raised) == ["Conflict", "NoneType"], raised
    assert Node.objects.filter(plan=project.pk).count() == 12

    def promise() -> Plan:
        return confirm_plan(project.pk, by=city.clerk, now=NOW)

    raised = both(promise, promise)
    assert [type(each) for each in raised if each] == [Conflict]


def test_a_promise_of_a_plan_that_was_adjusted_meanwhile_is_stale() -> None:
    city = build_city()
    project = new_project(city)
    plan = apply_template(project.pk, OPENING.nodes, name="开业", starts_on=TODAY, by=city.clerk, now=NOW)
    one = Node.objects.get(plan=plan, code="K02")
    raised = both(
        lambda: confirm_plan(project.pk, by=city.clerk, now=NOW, expected_version=plan.version),
        lambda: replan(project.pk, [Move(one.pk, TODAY, one.planned_on + DAY, one.version)], by=city.clerk, now=NOW),
    )
    assert len([each for each in raised if isinstance(each, Stale)]) <= 1
    assert all(each is None or isinstance(each, (Stale, Conflict)) or "理由" in str(each) for each in raised), raised
    now = Node.objects.get(pk=one.pk)
    if raised[0] is None:  # promised first: what was seen is what is promised
        assert now.committed_on == one.planned_on
    else:
        assert now.committed_on is None and now.planned_on == one.planned_on + DAY


def test_without_the_lock_a_template_collides(no_locks: Barrier, monkeypatch: pytest.MonkeyPatch) -> None:
    city = build_city()
    project = new_project(city)
    real = plans._draft_plan

    def together(*given: Any, **rest: Any) -> Plan:
        no_locks.wait()
        return real(*given, **rest)

    monkeypatch.setattr(plans, "_draft_plan", together)
    bare: Any = apply_template.__wrapped__  # type: ignore[attr-defined]
    raised = both(*[
        lambda: bare(project.pk, OPENING.nodes, name="开业", starts_on=TODAY, by=city.clerk, now=NOW) for _ in range(2)
    ])  # fmt: skip
    assert sorted(type(each).__name__ for each in raised) != ["Conflict", "NoneType"], raised
