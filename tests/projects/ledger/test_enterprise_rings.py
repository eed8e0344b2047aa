"""Two who put two firms under each other at the same moment close no ring; without the lock they do."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from threading import Barrier, BrokenBarrierError, Thread
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet

from projects.errors import Invalid
from projects.ledger.enterprises import ancestors
from projects.ledger.models import Enterprise
from projects.ledger.services import create_enterprise, enterprises, update_enterprise
from tests.factories import NOW, City, build_city

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE = 60
Firms = tuple[Enterprise, Enterprise]


@pytest.fixture
def city() -> City:
    return build_city()


@pytest.fixture
def firms(city: City) -> Firms:
    first, second = (create_enterprise(name=name, by=city.clerk, now=NOW) for name in ("甲集团", "乙集团"))
    return first, second


def under_each_other(city: City, firms: Firms, write: Callable[..., Any]) -> list[BaseException]:
    """Both at once: 甲 under 乙, 乙 under 甲. What went wrong."""
    failures: list[BaseException] = []

    def run(child: Enterprise, parent: Enterprise) -> None:
        try:
            write(child.pk, {"parent": parent.pk}, by=city.clerk, now=NOW)
        except BaseException as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in (firms, firms[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=PATIENCE)
    return failures


def is_ring(firms: Firms) -> bool:
    return any(one.pk in ancestors(Enterprise.objects.get(pk=one.pk)) for one in firms)


def wait_before_saving(monkeypatch: pytest.MonkeyPatch, patience: float) -> None:
    """Whoever has checked waits for the other to have checked too, as long as that can be."""
    both, real = Barrier(2, timeout=patience), enterprises.save_enterprise

    def together(*given: Any, **rest: Any) -> None:
        try:
            both.wait()
        except BrokenBarrierError:
            assert patience < PATIENCE  # with the lock on, the other one never comes: it waits for us
        real(*given, **rest)

    monkeypatch.setattr(enterprises, "save_enterprise", together)


def test_of_two_who_close_a_ring_one_is_refused(city: City, firms: Firms, monkeypatch: pytest.MonkeyPatch) -> None:
    wait_before_saving(monkeypatch, 1)
    failures = under_each_other(city, firms, update_enterprise)
    assert [type(one) for one in failures] == [Invalid]
    assert not is_ring(firms)


def test_without_lock_the_same_two_close_the_ring(city: City, firms: Firms, monkeypatch: pytest.MonkeyPatch) -> None:
    """If this one passes quietly, the test above proves nothing."""
    wait_before_saving(monkeypatch, PATIENCE)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, *given, **rest: self)
    monkeypatch.setattr(enterprises, "lock_families", nullcontext)
    for name in ("record", "look_again"):
        monkeypatch.setattr(enterprises, name, lambda *given, **rest: None)
    bare: Any = update_enterprise.__wrapped__  # type: ignore[attr-defined]  # no transaction around it
    assert under_each_other(city, firms, bare) == []
    assert is_ring(firms)
