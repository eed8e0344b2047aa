"""The story of the figures, told once for each file that asks for it and rolled back after it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.workflow.statistics.samples import Story, tell
from tests.workflow.statistics.scene import Scene, build_scene


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


@pytest.fixture(scope="module")
def acted(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scene]:
    """芜湖 with projects that are counted by hand."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_scene()
        transaction.set_rollback(True)


@pytest.fixture
def scene(acted: Scene, db: None) -> Scene:
    """The same, what a test writes rolled back after it."""
    return acted
