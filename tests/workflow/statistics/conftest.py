"""The story of the figures, told once for each file that asks for it and rolled back after it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.workflow.statistics.samples import Story, tell


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Story]:
    """Six projects of 2026."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield tell()
        transaction.set_rollback(True)


@pytest.fixture
def story(told: Story, db: None) -> Story:
    """The same, what a test writes rolled back after it."""
    return told
