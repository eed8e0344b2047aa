"""Many write at once: no fork, no gap, no ring. With the lock of the head off, the same runs break (row 33)."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection

from projects.audit import services, verification
from projects.audit.models import Entry, Head
from projects.audit.services import Unrecorded, audited, record
from projects.people.models import Kind, Organisation, OrganisationName
from projects.people.services import add_organisation
from tests.factories import NOW
from tests.projects.audit.samples import Act, as_owner, head, write

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS = 8
EACH = 25


def at_once(acts: list[Callable[[], Any]]) -> list[Exception]:
    """Run all acts in threads that start together; what went wrong."""
    connection.close()  # the pool holds as many connections as there are writers
    gate = threading.Barrier(len(acts), timeout=60)
    wrong: list[Exception] = []

    def run(act: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            gate.wait()
            act()
        except Exception as failure:
            wrong.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert not any(thread.is_alive() for thread in threads)
    return wrong


def forks() -> int:
    """Entries that share their predecessor with another."""
    shared = Counter(Entry.objects.values_list("previous", flat=True))
    return sum(number - 1 for number in shared.values())


def test_eight_writers_at_once_leave_one_chain_without_fork_or_gap() -> None:
    before = head().seq
    wrong = at_once([lambda: write(EACH)] * WRITERS)
    assert wrong == []
    numbers = list(Entry.objects.order_by("seq").values_list("seq", flat=True))
    assert numbers == list(range(1, before + WRITERS * EACH + 1))
    assert forks() == 0
    assert verification.verify().findings == []
    print(f"\n{WRITERS} writers × {EACH}: forks 0, gaps 0")  # noqa: T201


def test_negative_control_without_the_lock_two_writers_take_the_same_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both read the head before either writes: one collides with the number that the other has taken."""
    write(1)
    met = threading.Barrier(2, timeout=60)

    def plainly() -> Head:
        if connection.vendor == "sqlite":
            connection.transaction_mode = "DEFERRED"  # the database's own guard off as well
        found = Head.objects.get()
        met.wait()
        return found

    def act() -> None:
        if connection.vendor == "sqlite":
            connection.transaction_mode = "DEFERRED"
        write(1)

    monkeypatch.setattr(services, "lock_head", plainly)
    wrong = at_once([act, act])
    assert len(wrong) == 1
    assert isinstance(wrong[0], Unrecorded)


def test_negative_control_without_lock_and_numbers_the_chain_forks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The naive way, read the last row and insert, with nothing that keeps numbers apart: it forks, and is found."""
    write(1)
    met = threading.Barrier(2, timeout=60)
    numbers = iter([2, 3])

    def last_row() -> Head:
        last = Entry.objects.order_by("-seq").values_list("hash", flat=True)[0]
        met.wait()
        return Head(pk=1, seq=next(numbers) - 1, hash=last)

    def act() -> None:
        if connection.vendor == "sqlite":
            connection.isolation_level = None
            connection.transaction_mode = "DEFERRED"
        write(1)

    monkeypatch.setattr(services, "lock_head", last_row)
    with as_owner():
        wrong = at_once([act, act])
    if connection.vendor == "sqlite":  # a second snapshot may not write at all
        assert all(isinstance(one, Unrecorded | OperationalError) for one in wrong)
        assert wrong
        return
    assert wrong == []
    assert forks() == 1
    assert {one.code for one in verification.verify().findings} & {"unlinked", "head", "extra"}


def _units() -> tuple[Organisation, Organisation]:
    made = [
        add_organisation(None, code=code, name=code, kind=Kind.CITY, by=None, now=NOW) for code in ("340200", "340300")
    ]
    return made[0], made[1]


def _holds(code: str) -> Organisation:
    return Organisation.objects.select_for_update().get(code=code)


def _crossed() -> list[Exception]:
    """One act records and then wants what the other holds; the other records while it holds it."""
    _units()
    inside = threading.Barrier(2, timeout=60)
    recorded = threading.Event()
    has_rows = connection.features.has_select_for_update

    def first() -> None:
        with audited():
            _holds("340200")
            if has_rows:
                inside.wait()
            record(Act.TRY, by=None, now=NOW)
            recorded.set()
            _holds("340300")
            record(Act.TRY, by=None, now=NOW)

    def second() -> None:
        with audited():
            _holds("340300")
            if has_rows:  # where a database is locked as a whole there is nothing to cross
                inside.wait()
                recorded.wait(60)
            record(Act.TRY, by=None, now=NOW)

    return at_once([first, second])


def test_acts_that_wait_for_each_others_rows_do_not_also_wait_for_the_head() -> None:
    assert _crossed() == []
    assert verification.verify().findings == []


def test_negative_control_a_head_that_is_locked_at_once_makes_a_ring(monkeypatch: pytest.MonkeyPatch) -> None:
    if not connection.features.has_select_for_update:
        assert connection.vendor == "sqlite"  # no rows are locked there, so there is no ring to show
        return
    note = services.note

    def locking(*args: Any, **kwargs: Any) -> None:
        services.lock_head()
        note(*args, **kwargs)

    monkeypatch.setattr(services, "note", locking)
    wrong = _crossed()
    assert len(wrong) == 1
    assert "deadlock" in str(wrong[0])


def test_a_walk_is_not_alarmed_by_what_is_added_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    write(5)
    rows = verification._rows

    def busy(end: int) -> Any:
        write(3)  # committed after the head was read
        yield from rows(end)

    monkeypatch.setattr(verification, "_rows", busy)
    verdict = verification.verify()
    assert (verdict.findings, verdict.seq) == ([], 5)


def test_negative_control_a_walk_without_the_bound_would_be_alarmed(monkeypatch: pytest.MonkeyPatch) -> None:
    write(5)
    rows = verification._rows

    def unbound(end: int) -> Any:
        write(3)
        yield from rows(end + 3)

    monkeypatch.setattr(verification, "_rows", unbound)
    assert [one.code for one in verification.verify().findings] == ["head"]


def _referring(monkeypatch: pytest.MonkeyPatch) -> list[Exception]:
    """One holds a unit and then records; the other records what refers to it, and is first at the head if it can."""
    unit, _ = _units()
    held, first_at_head = threading.Event(), threading.Event()
    lock_head = services.lock_head

    def told() -> Any:
        end = lock_head()
        first_at_head.set()
        return end

    monkeypatch.setattr(services, "lock_head", told)

    def holding() -> None:
        with audited():
            _holds(unit.code)
            held.set()
            first_at_head.wait(3)
            record(Act.TRY, by=None, now=NOW)

    def referring() -> None:
        assert held.wait(60)
        with audited():
            OrganisationName.objects.create(organisation_id=unit.pk, name="旧名", valid_to=NOW.date())
            record(Act.TRY, by=None, now=NOW)

    return at_once([holding, referring])


@pytest.mark.skipif(not connection.features.has_select_for_update, reason="no rows are locked there")
def test_who_refers_to_a_row_somebody_holds_waits_without_the_head(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _referring(monkeypatch) == []
    assert verification.verify().findings == []


@pytest.mark.skipif(not connection.features.has_select_for_update, reason="no rows are locked there")
def test_negative_control_references_looked_at_by_the_commit_make_a_ring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "settle_references", lambda: None)
    wrong = _referring(monkeypatch)
    assert len(wrong) == 1
    assert "deadlock" in f"{wrong[0]} {wrong[0].__cause__}"
