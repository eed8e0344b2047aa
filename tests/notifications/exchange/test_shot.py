"""A process that carries a package and is shot."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from notifications.exchange.models import Answer, Incoming
from projects.ledger.models import Project
from tests.api.callers import body_of
from tests.api.web import database_url
from tests.factories import build_city
from tests.notifications.exchange.conftest import cut_off

pytestmark = pytest.mark.django_db(transaction=True)
CARRY = """
import sys, django
from django.conf import settings
django.setup()
from django.core.management import call_command
call_command("exchange_in", sys.argv[1], "--client", sys.argv[2], "--to", sys.argv[3])
"""


def carrier(*words: object) -> subprocess.Popen[bytes]:
    """A process of its own on the database of this test."""
    own = {"DJANGO_SETTINGS_MODULE": "config.settings", "LUODI_DEMO": "1", "DATABASE_URL": database_url()}
    script = [sys.executable, "-c", CARRY, *map(str, words)]
    return subprocess.Popen(script, env=os.environ | own, cwd=settings.BASE_DIR, stderr=subprocess.DEVNULL)


def test_a_process_that_is_shot_leaves_whole_lines_and_the_next_one_ends_the_package(tmp_path: Path) -> None:
    city = build_city()
    there = cut_off(city.district, tmp_path)
    lines = [
        {"method": "POST", "path": "/api/v1/projects/", "body": body_of(city, name=f"项目{number}")}
        for number in range(24)
    ]
    disc, answers = tmp_path / "calls.zip", tmp_path / "answers.zip"
    disc.write_bytes(there.pack(1, *lines))
    shot = carrier(disc, there.client.pk, answers)
    until = time.monotonic() + 90
    while Answer.objects.count() < 3 and time.monotonic() < until and shot.poll() is None:
        time.sleep(0.02)
    shot.send_signal(signal.SIGKILL)
    shot.wait(10)
    half = Answer.objects.count()
    assert 3 <= half < 24
    assert set(Answer.objects.values_list("status", flat=True)) == {201}, Answer.objects.exclude(status=201).values()
    assert Project.objects.count() == half == Incoming.objects.get().done
    call_command("exchange_in", disc, client=str(there.client.pk), to=answers, stdout=StringIO())
    assert [one["status"] for one in there.read(answers.read_bytes())] == [201] * 24
    assert Project.objects.count() == 24
