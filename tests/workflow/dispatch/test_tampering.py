"""Forms of dispatch as nobody fills them in, and what a sitting shows of projects out of sight."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from projects.errors import Invalid
from projects.people.models import Officer
from tests.factories import NOW, City, build_city, new_project
from tests.workflow.dispatch.sittings import at, sittings, values, weekly
from workflow.dispatch.models import Meeting, MeetingState
from workflow.dispatch.services import add_entry, create_series, move_meeting, refresh_agenda, remove_entry

pytestmark = pytest.mark.django_db
MOVE = {"do": "move", "on": "2026-11-24", "time": "14:30", "place": "报告厅", "reason": "出差"}


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def city() -> City:
    return build_city()


@pytest.fixture
def sitting(city: City) -> Meeting:
    return sittings(weekly(city))[0]


def enter(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def address(sitting: Meeting) -> str:
    return reverse("dispatch:meeting", args=[sitting.pk])


@pytest.mark.parametrize("version", ["", "²", "9" * 5000, "-1", "1.0"])
@pytest.mark.parametrize("deed", [MOVE, {"do": "cancel", "reason": "x"}, {"do": "hold"}])
def test_a_garbled_version_changes_nothing(city: City, sitting: Meeting, deed: dict[str, str], version: str) -> None:
    answer = enter(city.dispatcher).post(address(sitting), {**deed, "version": version})
    before = (sitting.state, sitting.starts_at)
    sitting.refresh_from_db()
    assert answer.status_code == 412
    assert "请刷新后核对再提交" in answer.content.decode()
    assert (sitting.state, sitting.starts_at) == before


@pytest.mark.parametrize("number", ["²", "9" * 5000, "-1", ""])
def test_a_garbled_entry_is_not_found(city: City, sitting: Meeting, number: str) -> None:
    data = {"do": "remove", "entry": number, "reason": "x"}
    assert enter(city.dispatcher).post(address(sitting), data).status_code == 404


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2101-01-01"])
def test_an_absurd_day_is_refused_everywhere(city: City, sitting: Meeting, day: str) -> None:
    client = enter(city.dispatcher)
    moved = client.post(address(sitting), {**MOVE, "on": day, "version": sitting.version})
    rule = {"kind": "weekly", "weekday": "1", "holiday_policy": "next", "starts_on": day}
    shown = client.post(reverse("dispatch:series_preview"), rule)
    made = client.post(reverse("dispatch:series_new"), rule)
    listed = client.get(reverse("outbox:ledger"), {"from_on": day, "to_on": day})
    assert (moved.status_code, shown.status_code, made.status_code, listed.status_code) == (422, 200, 422, 200)
    for answer in (moved, shown, made):
        assert "日期应在1990年至2100年之间" in answer.content.decode()


def test_the_services_refuse_absurd_days_and_names_too(city: City, sitting: Meeting) -> None:
    with pytest.raises(Invalid):
        move_meeting(sitting.pk, starts_at=at(1, 1, year=9999), reason="x", by=city.dispatcher, now=NOW)
    with pytest.raises(Invalid):
        move_meeting(sitting.pk, starts_at=at(11, 25), place="a\nb", reason="x", by=city.dispatcher, now=NOW)
    for over in ({"starts_on": at(1, 1, year=9999).date()}, {"name": "周\u202e调度"}, {"place": "楼\n上"}):
        with pytest.raises(Invalid):
            create_series(values(city, **over), by=city.dispatcher, now=NOW)


def test_a_series_that_never_sits_is_refused(city: City) -> None:
    over = {"starts_on": at(11, 17).date(), "ends_on": at(11, 20).date()}
    with pytest.raises(Invalid, match="一次会也排不出") as refused:
        create_series(values(city, **over), by=city.dispatcher, now=NOW)
    assert refused.value.field == "ends_on"


@pytest.mark.parametrize("deed", [{"do": "add", "project": "x"}, MOVE, {"do": "cancel"}])
def test_a_stale_tab_on_a_cancelled_sitting_is_told_why(city: City, sitting: Meeting, deed: dict[str, str]) -> None:
    Meeting.objects.filter(pk=sitting.pk).update(state=MeetingState.CANCELLED, cancel_reason="停", cancelled_at=NOW)
    answer = enter(city.dispatcher).post(address(sitting), {**deed, "version": sitting.version})
    assert answer.status_code == 409
    assert "不能再变更" in answer.content.decode()


def test_a_clerk_is_not_shown_projects_of_another_district(city: City, sitting: Meeting) -> None:
    secret = new_project(city, name="别区的项目", total_investment_wan=Decimal("773100"))
    taken_off = new_project(city, name="别区移出的项目", investor="乙")
    refresh_agenda(sitting.pk, by=city.dispatcher, now=NOW)
    own = new_project(city, name="本区的项目", investor="丙", landing_organisation=city.sibling, by=city.sibling_clerk)
    add_entry(sitting.pk, own.pk, detail="协调用地", by=city.dispatcher, now=NOW)
    entry = add_entry(sitting.pk, taken_off.pk, detail="秘密事由", by=city.dispatcher, now=NOW)
    remove_entry(entry.pk, reason="秘密移出", by=city.dispatcher, now=NOW)
    text = enter(city.sibling_clerk).get(address(sitting)).content.decode()
    assert "本区的项目" in text and "协调用地" in text
    assert "这里只列出您可查看的项目的议题" in text
    for hidden in (secret.name, "77.31", taken_off.name, "秘密"):
        assert hidden not in text
    everything = enter(city.dispatcher).get(address(sitting)).content.decode()
    assert secret.name in everything and "秘密事由" in everything and "这里只列出" not in everything
