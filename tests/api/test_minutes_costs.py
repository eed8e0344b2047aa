"""What a write of minutes takes in statements where it is due: the world of the access matrix has no draft yet.

Each bound is what was counted, on SQLite and on PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api.callers import Answer, Caller, caller
from tests.factories import City
from tests.workflow.minutes.samples import AFTER, Sitting, confirmed, decided, drafted, sent, sitting
from workflow.minutes.models import Minutes

ORGANISE = ("project:read", "dispatch:read", "dispatch:write")


class Office:
    """Two systems of the city's office and a sitting with one decision."""

    def __init__(self, city: City) -> None:
        self.city, self.sat = city, sitting(city)
        self.path = f"/meetings/{self.sat.meeting.pk}/minutes/"
        self.first, self.second = (caller(city.city, *ORGANISE) for _ in range(2))
        self.made = decided(city, self.sat)

    def after(self, state: Callable[[City, Sitting], Minutes]) -> int:
        """Minutes in this state; their version."""
        return state(self.city, self.sat).version

    def handed(self) -> int:
        """A draft with the chair; its version."""
        version = self.after(drafted)
        return int(self.first.post(f"{self.path}submit/", version=version).made(200)["version"])

    def put(self, path: str, said: Any, version: int) -> Answer:
        """By the first."""
        return self.first.send("PUT", path, said, If_Match=f'"{version}"')


@pytest.fixture
def office(city: City) -> Iterator[Office]:
    """The afternoon after the sitting; each key has noted its first use."""
    with mock.patch("django.utils.timezone.now", return_value=AFTER):
        found = Office(city)
        for one in vars(found).values():
            if isinstance(one, Caller):
                one.get("/organisations/")
        yield found


def decision(office: Office) -> Callable[[], Answer]:
    said = {"text": "加快供地", "lead": office.city.district.code, "days": 5}
    return lambda: office.first.post(f"/meetings/{office.sat.meeting.pk}/decisions/", said)


def drop(office: Office) -> Callable[[], Answer]:
    path = f"/meetings/{office.sat.meeting.pk}/decisions/{office.made.pk}/drop/"
    return lambda: office.first.post(path, {"reason": "另议"})


def edit(office: Office) -> Callable[[], Answer]:
    version = office.after(drafted)
    said = {"opening": "会议指出。", "decisions": [{"id": str(office.made.pk), "text": "月底前报批"}]}
    return lambda: office.first.patch(office.path, said, version=version)


def attendance(office: Office) -> Callable[[], Answer]:
    version = office.after(drafted)
    said = {"presences": [{"officer": str(office.city.leader.pk), "state": "attended"}]}
    return lambda: office.put(f"{office.path}attendance/", said, version)


def submit(office: Office) -> Callable[[], Answer]:
    version = office.after(drafted)
    return lambda: office.first.post(f"{office.path}submit/", version=version)


def send_back(office: Office) -> Callable[[], Answer]:
    version = office.handed()
    return lambda: office.second.post(f"{office.path}return/", {"note": "补时限"}, version=version)


def confirm(office: Office) -> Callable[[], Answer]:
    version = office.handed()
    return lambda: office.second.post(f"{office.path}confirm/", version=version)


def correct(office: Office) -> Callable[[], Answer]:
    office.after(confirmed)
    return lambda: office.first.post(f"{office.path}corrections/", {"text": "时限应为月底", "reason": "笔误"})


def send(office: Office) -> Callable[[], Answer]:
    office.after(confirmed)
    return lambda: office.first.post(f"{office.path}send/")


def remind(office: Office) -> Callable[[], Answer]:
    office.after(sent)
    return lambda: office.first.post(f"{office.path}remind/")


MINUTES: dict[str, tuple[int, Callable[[Office], Callable[[], Answer]]]] = {
    "POST api:meeting-decisions": (39, decision),
    "POST api:meeting-decision-drop": (40, drop),
    "PATCH api:meeting-minutes": (30, edit),
    "PUT api:meeting-minutes-attendance": (33, attendance),
    "POST api:meeting-minutes-submit": (34, submit),
    "POST api:meeting-minutes-return": (33, send_back),
    "POST api:meeting-minutes-confirm": (48, confirm),
    "POST api:meeting-minutes-corrections": (38, correct),
    "POST api:meeting-minutes-send": (36, send),
    "POST api:meeting-minutes-remind": (31, remind),
}
"""Operation → the most it may take, and what prepares it."""


@pytest.mark.parametrize("operation", MINUTES)
def test_a_write_of_minutes_stays_within_its_bound(office: Office, operation: str) -> None:
    most, prepared = MINUTES[operation]
    act = prepared(office)
    with CaptureQueriesContext(connection) as taken:
        answer = act()
    assert answer.status in (200, 201), answer.response.content.decode()
    assert len(taken) <= most, f"{len(taken)} statements"
