"""Two units enter the same firm at the same moment: exactly one clash, never none, never two."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from projects.ledger.models import Clash, Project
from projects.ledger.services import clashes, update_project
from projects.people.models import Officer
from tests.factories import NOW, City, build_city
from tests.projects.ledger.clash_samples import entered, firm

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 12
PATIENCE = 60


@pytest.fixture
def city() -> City:
    return build_city()


def together(*acts: Callable[[], object]) -> list[BaseException]:
    start, failures = Barrier(len(acts), timeout=PATIENCE), []

    def run(act: Callable[[], object]) -> None:
        try:
            start.wait()
            act()
        except BaseException as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=PATIENCE)
    return failures


def enter(by: Officer, name: str, uscc: str) -> Callable[[], object]:
    return lambda: entered(by, name, firm(by, uscc))


def rename(project: Project, name: str, by: Officer) -> Callable[[], object]:
    return lambda: update_project(project.pk, {"name": name}, by=by, now=NOW)


def test_two_that_enter_one_firm_at_the_same_moment_raise_exactly_one(city: City) -> None:
    for turn in range(ROUNDS):
        name = f"天工智能装备{turn}厂"
        failures = together(
            enter(city.clerk, f"甲线{turn}", name), enter(city.sibling_clerk, f"乙线{turn}", f"{name}有限公司")
        )
        assert failures == []
        assert Clash.objects.count() == turn + 1


def test_two_that_rename_to_one_project_at_the_same_moment_raise_exactly_one(city: City) -> None:
    for turn in range(ROUNDS):
        mine, theirs = entered(city.clerk, f"甲线{turn}"), entered(city.sibling_clerk, f"乙线{turn}园")
        name = f"{'一二三四五六七八九十百千'[turn]}号智能装备产业园"
        failures = together(rename(mine, name, city.clerk), rename(theirs, name, city.sibling_clerk))
        assert failures == []
        assert Clash.objects.filter(first__in=[mine, theirs], later__in=[mine, theirs]).count() == 1


def test_with_the_guard_off_and_no_transaction_lock_none_is_raised(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    """If this one passes quietly, the two above prove nothing: both look before either has written its keys."""
    real, looked = clashes.matches_of_each, Barrier(2, timeout=PATIENCE)

    def look(*asked: Any, **how: bool) -> Any:
        found = real(*asked, **how)
        looked.wait()
        return found

    mine, theirs = entered(city.clerk, "甲线"), entered(city.sibling_clerk, "乙线园")
    for project in (mine, theirs):
        project.name = "智能装备产业园"
    monkeypatch.setattr(clashes, "_one_at_a_time", lambda: None)
    monkeypatch.setattr(
        clashes, "_note_keys", lambda sketches, now: None
    )  # not committed yet, so not there for the other
    monkeypatch.setattr(clashes, "matches_of_each", look)
    bare = clashes.look_for_clashes
    failures = together(
        lambda: bare(mine, by=city.clerk, now=NOW), lambda: bare(theirs, by=city.sibling_clerk, now=NOW)
    )
    assert failures == []
    assert Clash.objects.count() == 0


def test_with_only_the_lock_out_postgresql_misses_it_and_sqlite_lets_one_in_at_a_time(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole service with its transactions. On SQLite the database's single writer is the guard."""
    real, looked, is_sqlite = clashes.matches_of_each, Barrier(2, timeout=PATIENCE), connection.vendor == "sqlite"

    def look(*asked: Any, **how: bool) -> Any:
        found = real(*asked, **how)
        if not is_sqlite:
            looked.wait()
        return found

    mine, theirs = entered(city.clerk, "甲线"), entered(city.sibling_clerk, "乙线园")
    monkeypatch.setattr(clashes, "_one_at_a_time", lambda: None)
    monkeypatch.setattr(clashes, "matches_of_each", look)
    name = "智能装备产业园"
    assert together(rename(mine, name, city.clerk), rename(theirs, name, city.sibling_clerk)) == []
    assert Clash.objects.count() == (1 if is_sqlite else 0)
