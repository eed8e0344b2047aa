"""Parts of files that nobody came back for; with real commits, after which files go."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from django.utils import timezone

from projects.ledger.arriving import part_file
from projects.ledger.models import Arrival, Project
from projects.ledger.services import sweep_arrivals, sweep_files
from tests.api.callers import BASE, Caller
from tests.api.test_uploads import announced, part
from tests.factories import PDF, City, new_project

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def project(city: City) -> Project:
    return new_project(city)


def test_what_nobody_came_back_for_is_forgotten_after_a_day(city: City, fanchang: Caller, project: Project) -> None:
    old, kept, untouched = (announced(fanchang, project).made()["id"] for _ in range(3))
    for key in (old, kept):
        part(fanchang, f"{BASE}/uploads/{key}/".replace(BASE, "http://testserver" + BASE), PDF[:5], 0).made(200)
    path = part_file(Arrival.objects.get(pk=old).pk)
    now = timezone.now() + timedelta(hours=25)
    day_ago, lately = (now - timedelta(hours=hours) for hours in (24.5, 1))
    os.utime(path, (day_ago.timestamp(),) * 2)
    os.utime(part_file(Arrival.objects.get(pk=kept).pk), (lately.timestamp(),) * 2)
    assert sweep_arrivals(now - timedelta(hours=2)) == 0
    assert sweep_arrivals(now) == 2
    assert [str(one.pk) for one in Arrival.objects.all()] == [kept]
    assert not path.exists()
    sweep_files(now + timedelta(days=3))
    assert part_file(Arrival.objects.get(pk=kept).pk).exists()
    assert untouched
