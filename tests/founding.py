"""A city that the tests of one file share: founded once in a transaction around them, seen by each as it was founded.

Not for tests with real transactions: in a file that has one, each founds its own.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.factories import City

REAL = {"transactional_db", "live_server"}


def commits(request: pytest.FixtureRequest) -> bool:
    """Is there a test in this file that commits? Then a transaction around all of them would be in its way."""
    mine = [one for one in request.session.items if one.path == request.path]
    marks = (mark for one in mine for mark in one.iter_markers("django_db"))
    fixtures = (name for one in mine for name in getattr(one, "fixturenames", ()))
    return any(mark.kwargs.get("transaction") for mark in marks) or not REAL.isdisjoint(fixtures)


@contextmanager
def founded_once(
    request: pytest.FixtureRequest, blocker: DjangoDbBlocker, found: Callable[[], City]
) -> Iterator[Callable[[], City]]:
    """Within it: gives each test its city. For a fixture of a file, that one of ``db`` stands behind."""
    if commits(request):
        yield found
        return
    with blocker.unblock(), transaction.atomic():
        city = found()
        yield lambda: copy.deepcopy(city)
        transaction.set_rollback(True)
