"""Ordered and without gaps although transactions commit out of order; nothing twice, nothing missed."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from projects.audit.services import audited
from projects.feed import queries
from projects.feed.models import FeedChange
from projects.ledger.models import Project, Tag
from projects.ledger.services import add_phase, update_project
from projects.people.models import Officer
from projects.people.services import update_officer
from tests.factories import City, new_project

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 90


def together(*bodies: Callable[[], Any]) -> list[BaseException]:
    """Run in threads with connections of their own; what went wrong."""
    wrong: list[BaseException] = []

    def run(body: Callable[[], Any]) -> None:
        try:
            body()
        except BaseException as failure:
            wrong.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(body,)) for body in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads)
    return wrong


def edit(project: Project, by: Officer, text: str) -> None:
    update_project(project.pk, {"summary": text}, by=by, now=timezone.now())


def reader(city: City) -> Officer:
    officer = Officer.objects.get(pk=city.clerk.pk)
    assert officer.may("project:read")
    return officer


def read_on(by: Officer, cursor: int, limit: int = 2) -> queries.Batch:
    return queries.after(by, cursor, limit=limit, now=timezone.now())


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite lets one transaction write at a time")
def test_who_began_first_and_commits_last_stands_last_and_is_not_missed(city: City) -> None:
    slow, quick = new_project(city), new_project(city, name="另一个项目")
    by, begun, passed = reader(city), threading.Event(), threading.Event()
    start, seen = queries.last(), []

    def first() -> None:
        with audited():
            edit(slow, city.clerk, "先开始")
            begun.set()
            assert passed.wait(PATIENCE)

    def second() -> None:
        assert begun.wait(PATIENCE)
        edit(quick, city.clerk, "先提交")
        batch = read_on(by, start, limit=10)
        seen.append(batch)
        passed.set()

    assert together(first, second) == []
    (early,) = seen
    assert [one.object_id for one in early.changes] == [str(quick.pk)]
    late = read_on(by, early.cursor, limit=10)
    assert [one.object_id for one in late.changes] == [str(slow.pk)]


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite lets one transaction write at a time")
def test_a_table_numbered_by_a_sequence_and_read_by_its_greatest_number_loses_that_row(db: None) -> None:
    """The negative control: the same story without the feed."""
    begun, passed, seen = threading.Event(), threading.Event(), []

    def first() -> None:
        with transaction.atomic():
            Tag.objects.create(name="先开始")
            begun.set()
            assert passed.wait(PATIENCE)

    def second() -> None:
        assert begun.wait(PATIENCE)
        Tag.objects.create(name="先提交")
        seen.extend(Tag.objects.order_by("pk").values_list("pk", "name"))
        passed.set()

    assert together(first, second) == []
    assert [name for _, name in seen] == ["先提交"]
    cursor = seen[-1][0]
    assert list(Tag.objects.filter(pk__gt=cursor)) == []
    assert Tag.objects.count() == 2


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite lets one transaction write at a time")
def test_somebody_may_be_renamed_while_something_of_hers_is_committed(city: City) -> None:
    """PostgreSQL checks foreign keys at commit, when the head of the log is held that the other waits for."""
    project, renamed, entered = new_project(city), threading.Event(), threading.Event()

    def rename() -> None:
        with audited():
            update_officer(city.clerk, {"name": "王新名"}, by=None, now=timezone.now())
            renamed.set()
            entered.wait(3)  # with a full lock it never comes: it waits for this transaction

    def enter() -> None:
        assert renamed.wait(PATIENCE)
        add_phase(project.pk, {"number": 1, "name": "一期"}, by=city.clerk, now=timezone.now())
        entered.set()

    assert together(rename, enter) == []
    assert entered.is_set()


@pytest.mark.parametrize("limit", [1, 3])
def test_a_reader_in_tiny_steps_among_writers_misses_nothing_and_sees_nothing_twice(city: City, limit: int) -> None:
    projects = [new_project(city, name=f"项目{number}") for number in range(4)]
    by, start = reader(city), queries.last()
    writers, each, done = 4, 4, threading.Event()
    gate, seen, finished = threading.Barrier(writers + 1, timeout=PATIENCE), [], []

    def write(number: int) -> None:
        chance = random.Random(number)
        gate.wait()
        for turn in range(each):
            with audited():
                edit(projects[number], city.clerk, f"{number} {turn}")
                time.sleep(chance.random() / 100)
        finished.append(number)
        if len(finished) == writers:
            done.set()

    def read() -> None:
        gate.wait()
        cursor = start
        while True:
            last_look = done.is_set()
            batch = read_on(by, cursor, limit=limit)
            seen.extend(one.id for one in batch.changes)
            cursor = batch.cursor
            if last_look and not batch.more:
                return

    assert together(read, *(lambda n=n: write(n) for n in range(writers))) == []  # type: ignore[misc]
    written = list(FeedChange.objects.filter(position__gt=start).order_by("position").values_list("pk", flat=True))
    assert len(written) == writers * each
    assert seen == written


def test_what_was_rolled_back_is_not_told(city: City) -> None:
    project, start = new_project(city), queries.last()
    with pytest.raises(RuntimeError, match="no"), audited():
        edit(project, city.clerk, "不算")
        raise RuntimeError("no")
    with audited():
        try:
            with audited():
                edit(project, city.clerk, "也不算")
                raise RuntimeError("no")
        except RuntimeError:
            edit(project, city.clerk, "算")
    batch = read_on(reader(city), start, limit=10)
    assert [one.data["summary"] for one in batch.changes if one.data] == ["算"]
