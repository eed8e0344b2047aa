"""A city that the tests of one file share: founded once in a transaction around them, seen by each as it was founded.

Not for tests with real transactions: those of such a file (``pytestmark`` says so) each found their own.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.factories import City


def is_transactional(module: ModuleType) -> bool:
    """Do the tests of this file commit?"""
    marks = getattr(module, "pytestmark", [])
    return any(mark.kwargs.get("transaction") for mark in (marks if isinstance(marks, list) else [marks]))


@contextmanager
def founded_once(
    request: pytest.FixtureRequest, blocker: DjangoDbBlocker, found: Callable[[], City]
) -> Iterator[Callable[[], City]]:
    """Within it: gives each test its city. For a fixture of a file, that one of ``db`` stands behind."""
    if is_transactional(request.module):
        yield found
        return
    with blocker.unblock(), transaction.atomic():
        city = found()
        yield lambda: copy.deepcopy(city)
        transaction.set_rollback(True)
