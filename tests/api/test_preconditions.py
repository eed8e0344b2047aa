"""No lost update: If-Match on every unsafe route, also when two write at the same instant.

``LUODI_FULL=1`` takes the size of row 12: 1,000 stale edits in races of five, then 200 calls from one version.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from projects.gateway.models import Client
from projects.gateway.preconditions import check_nothing_seen, unchanged
from tests.api.callers import Answer, Caller, body_of
from tests.factories import USCC, City
from tests.projects.gateway.calling import rounds
from workflow.desk.api import projects as project_doors


@pytest.fixture
def project(city: City, fanchang: Caller) -> dict[str, Any]:
    """A project in 在谈."""
    return fanchang.post("/projects/", body_of(city)).made()


@pytest.fixture
def claim(fanchang: Caller, project: dict[str, Any]) -> dict[str, Any]:
    """A draft."""
    body = {"project": project["id"], "step": "sign", "effective_on": "2026-11-18"}
    return fanchang.post("/claims/", body).made()


def unsafe_routes(project: dict[str, Any], claim: dict[str, Any]) -> list[tuple[str, str]]:
    posts = [f"/claims/{claim['id']}/{word}/" for word in ("submit", "withdraw", "approve", "return", "reject")]
    investor = project["investors"][0]["id"]
    patches = [f"/projects/{project['id']}/", f"/claims/{claim['id']}/", f"/enterprises/{investor}/"]
    return [
        *(("POST", path) for path in [*posts, f"/projects/{project['id']}/steps/"]),
        *(("PATCH", path) for path in patches),
    ]


STEP = {"step": "suspend", "effective_on": "2026-11-18", "reason": "land"}


@pytest.mark.parametrize(("header", "status", "code"), [
    (None, 428, "precondition_required"),
    ("*", 428, "precondition_required"),
    ('"99"', 412, "stale"),
    ("1", 412, "stale"),
    ('W/"1"', 412, "stale"),
    ("é", 412, "stale"),
])  # fmt: skip
def test_every_unsafe_route_asks_for_the_version_seen(
    fanchang: Caller, verifiers: Any, project: Any, claim: Any, header: str | None, status: int, code: str
) -> None:
    fanchang.row.scopes = [*fanchang.row.scopes, "claim:verify"]
    fanchang.row.save()
    Client.objects.filter(account=fanchang.row.account).update(scopes=fanchang.row.scopes)
    for method, path in unsafe_routes(project, claim):
        headers = {"Idempotency_Key": "k" + path} | ({"If_Match": header} if header else {})
        body = STEP if path.endswith("steps/") else {}
        refusal = fanchang.send(method, path, body, **headers).refused(status, code)
        if status == 412:
            assert refusal["current"]["version"] == 1
            assert refusal["current"]["url"].startswith("http://testserver/api/v1/")
    assert fanchang.get(f"/projects/{project['id']}/").body == project


def test_the_current_representation_comes_with_its_tag(fanchang: Caller, project: Any) -> None:
    path = f"/projects/{project['id']}/"
    changed = fanchang.patch(path, {"name": "甲"}, version=1)
    assert (changed.status, changed.etag, changed.body["version"]) == (200, '"2"', 2)
    stale = fanchang.patch(path, {"name": "乙"}, version=1)
    assert stale.refused(412, "stale")["current"] == changed.body
    assert stale.etag == '"2"'
    assert fanchang.get(path).etag == '"2"'


def test_going_back_to_an_old_value_does_not_make_an_old_version_good(fanchang: Caller, project: Any) -> None:
    path = f"/projects/{project['id']}/"
    fanchang.patch(path, {"name": "甲"}, version=1)
    fanchang.patch(path, {"name": project["name"]}, version=2)
    fanchang.patch(path, {"name": "乙"}, version=1).refused(412, "stale")


def test_one_of_several_tags_may_match(fanchang: Caller, project: Any) -> None:
    path = f"/projects/{project['id']}/"
    assert fanchang.send("PATCH", path, {"name": "甲"}, If_Match='"7", "1"').status == 200


def together(callers: int, act: Callable[[int], Answer], *, hands: int = 0) -> list[Answer]:
    def run(number: int) -> Answer:
        try:
            return act(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(hands or callers) as pool:
        return list(pool.map(run, range(callers)))


def at_once(barrier: Barrier, *, guarded: bool = True) -> Any:
    """``unchanged``, where all callers pass the first check before any of them writes."""

    @contextmanager
    def patched(request: Any, version: int, *, show: Any) -> Iterator[int | None]:
        with unchanged(request, version, show=show) as seen:
            barrier.wait(20)
            yield seen if guarded else None

    return patched


def race_of_edits(system: Caller, project: Any, callers: int = 4, version: int = 1, hands: int = 0) -> list[Answer]:
    path = f"/projects/{project['id']}/"

    def edit(number: int) -> Answer:
        name = {"name": f"名称{version}之{number}"}
        return Caller(system.key, system.row).patch(path, name, version=version)

    return together(callers, edit, hands=hands)


def only_winner(answers: list[Answer]) -> Answer:
    """One was written; every other was refused and told what now stands."""
    (winner,) = [answer for answer in answers if answer.status == 200]
    for loser in answers:
        if loser is not winner:
            assert loser.refused(412, "stale")["current"] == winner.body
    return winner


@pytest.mark.django_db(transaction=True)
def test_of_four_simultaneous_edits_exactly_one_wins(
    fanchang: Caller, project: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(project_doors, "unchanged", at_once(Barrier(4)))
    answers = race_of_edits(fanchang, project)
    assert sorted(answer.status for answer in answers) == [200, 412, 412, 412]
    (winner,) = [answer for answer in answers if answer.status == 200]
    assert fanchang.get(f"/projects/{project['id']}/").body == winner.body
    for loser in answers:
        if loser is not winner:
            assert loser.refused(412, "stale")["current"]["version"] == 2


@pytest.mark.django_db(transaction=True)
def test_race_after_race_no_stale_edit_is_accepted(
    fanchang: Caller, project: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(project_doors, "unchanged", at_once(Barrier(5)))
    refused, races = 0, rounds(full=250, slice_=3)
    for version in range(1, races + 1):
        answers = race_of_edits(fanchang, project, 5, version)
        assert only_winner(answers).etag == f'"{version + 1}"'
        refused += len(answers) - 1
    assert refused == 4 * races
    assert fanchang.get(f"/projects/{project['id']}/").etag == f'"{races + 1}"'
    sys.stdout.write(f"row 12: stale edits accepted 0/{refused}, {races} races of 5\n")


@pytest.mark.django_db(transaction=True)
def test_of_a_crowd_of_calls_from_one_version_one_is_written(fanchang: Caller, project: Any) -> None:
    calls = rounds(full=200, slice_=20)
    winner = only_winner(race_of_edits(fanchang, project, calls, hands=16))
    assert fanchang.get(f"/projects/{project['id']}/").body == winner.body
    sys.stdout.write(f"row 12: {calls} calls from one version, 16 at a time: 1 written, {calls - 1} refused\n")


@pytest.mark.django_db(transaction=True)
def test_without_the_check_under_lock_the_same_race_loses_updates(
    fanchang: Caller, project: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: if this fails, the test above proves nothing."""
    monkeypatch.setattr(project_doors, "unchanged", at_once(Barrier(4), guarded=False))
    answers = race_of_edits(fanchang, project)
    assert [answer.status for answer in answers] == [200] * 4


@pytest.mark.django_db(transaction=True)
def test_a_claim_withdrawn_four_times_at_once_is_withdrawn_once(fanchang: Caller, claim: Any) -> None:
    path = f"/claims/{claim['id']}/withdraw/"
    start = Barrier(4)

    def withdraw(number: int) -> Answer:
        start.wait(20)
        return Caller(fanchang.key, fanchang.row).post(path, {"note": str(number)}, version=1)

    answers = together(4, withdraw)
    assert sorted(answer.status for answer in answers) == [200, 412, 412, 412]
    thread = fanchang.get(f"/claims/{claim['id']}/").body["thread"]
    assert [event["kind"] for event in thread] == ["created", "withdrawn"]


@pytest.mark.django_db(transaction=True)
def test_of_two_first_puts_at_once_one_creates_and_the_other_is_told(
    city: City, fanchang: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = Barrier(2)

    def nothing_seen_by_both(request: Any) -> None:
        check_nothing_seen(request)
        start.wait(20)

    monkeypatch.setattr(project_doors, "check_nothing_seen", nothing_seen_by_both)
    investors = [{"name": "芜湖中信博", "uscc": USCC}]

    def put(number: int) -> Answer:
        body = body_of(city, name=f"名称{number}", investors=investors)
        return Caller(fanchang.key, fanchang.row).send("PUT", "/projects/by-ref/A1/", body)

    answers = together(2, put)
    assert sorted(answer.status for answer in answers) == [201, 409]
    (loser,) = [answer for answer in answers if answer.status == 409]
    loser.refused(409, "conflict")
    (winner,) = [answer for answer in answers if answer.status == 201]
    (entered,) = fanchang.get("/projects/").body["results"]
    assert entered == {name: winner.body[name] for name in entered}
