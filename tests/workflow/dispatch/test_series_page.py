"""List and editor of recurring meetings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from projects.people.models import Officer
from tests.factories import NOW, City, build_city
from workflow.dispatch.models import Meeting, Series

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    """The doors read the clock: it stands still."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def city() -> City:
    """芜湖."""
    return build_city()


def enter(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def typed(city: City, **over: Any) -> dict[str, Any]:
    return {
        "name": "芜湖市重大项目周调度",
        "organisation": str(city.city.pk),
        "kind": "weekly",
        "weekday": "1",
        "monthly_rule": "nth",
        "time": "09:00",
        "place": "301会议室",
        "holiday_policy": "next",
        "starts_on": "2026-11-18",
        "chair": str(city.leader.pk),
        "standing_attendees": [str(city.chief.pk)],
        "is_active": "on",
        **over,
    }


def made(city: City) -> Series:
    enter(city.dispatcher).post(reverse("dispatch:series_new"), typed(city))
    return Series.objects.get()


def test_a_dispatcher_makes_a_series_and_its_sittings_are_called(city: City) -> None:
    answer = enter(city.dispatcher).post(reverse("dispatch:series_new"), typed(city), follow=True)
    series = Series.objects.get()
    assert (series.weekday, series.monthly_rule, series.chair) == (1, "", city.leader)
    assert Meeting.objects.filter(series=series).exists()
    text = answer.content.decode()
    assert "每周一 9:00" in text
    assert "第1次" in text


def test_the_preview_gives_the_reason_of_every_shift(city: City) -> None:
    data = typed(city, kind="monthly", monthly_rule="day", day="28", holiday_policy="previous")
    text = enter(city.dispatcher).post(reverse("dispatch:series_preview"), data).content.decode()
    assert text.count("<li") == 10
    assert "11月28日（周六）周末休息，提前至11月27日（周五）" in text
    assert text.count("load_workdays") == 1  # said once for all days of 2027
    assert not Series.objects.exists()


def test_the_preview_asks_for_what_the_rule_lacks(city: City) -> None:
    data = typed(city, weekday="")
    text = enter(city.dispatcher).post(reverse("dispatch:series_preview"), data).content.decode()
    assert "请填写“星期”" in text


def test_what_is_missing_is_named_and_what_was_typed_stays(city: City) -> None:
    data = typed(city, name="", place="", weekday="", chair="")
    answer = enter(city.dispatcher).post(reverse("dispatch:series_new"), data)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "请填写“星期”" in text
    assert f'value="{city.chief.pk}" checked' in text
    assert not Series.objects.exists()


def test_a_changed_rule_is_saved(city: City) -> None:
    series = made(city)
    client = enter(city.dispatcher)
    page = client.get(reverse("dispatch:series_edit", args=[series.pk])).content.decode()
    assert 'value="芜湖市重大项目周调度"' in page
    data = typed(city, weekday="3", version=series.version)
    assert client.post(reverse("dispatch:series_edit", args=[series.pk]), data).status_code == 302
    series.refresh_from_db()
    assert series.weekday == 3
    assert list(series.standing_attendees.all()) == [city.chief]


def test_a_stale_editor_is_refused(city: City) -> None:
    series = made(city)
    data = typed(city, weekday="4", version=series.version - 1)
    answer = enter(city.dispatcher).post(reverse("dispatch:series_edit", args=[series.pk]), data)
    series.refresh_from_db()
    assert answer.status_code == 412
    assert series.weekday == 1


def test_an_end_before_the_start_is_refused_at_its_field(city: City) -> None:
    answer = enter(city.dispatcher).post(reverse("dispatch:series_new"), typed(city, ends_on="2026-01-01"))
    assert answer.status_code == 422
    assert "终止日期不能早于起始日期" in answer.content.decode()


def test_others_may_look_but_not_write(city: City) -> None:
    series = made(city)
    client = enter(city.clerk)
    text = client.get(reverse("dispatch:series")).content.decode()
    assert "芜湖市重大项目周调度" in text
    assert "新建系列" not in text
    assert client.get(reverse("dispatch:series_edit", args=[series.pk])).status_code == 403
    assert client.post(reverse("dispatch:series_new"), typed(city)).status_code == 403
    assert Series.objects.count() == 1


def test_an_unknown_series_is_not_found(city: City) -> None:
    address = reverse("dispatch:series_edit", args=["00000000-0000-0000-0000-000000000000"])
    assert enter(city.dispatcher).get(address).status_code == 404


def test_the_editor_of_a_monthly_series_shows_its_rule_in_words(city: City) -> None:
    data = typed(city, kind="monthly", monthly_rule="nth", nth="5", weekday="5", starts_on=str(date(2026, 11, 18)))
    answer = enter(city.dispatcher).post(reverse("dispatch:series_new"), data, follow=True)
    assert "每月最后一个周五 9:00" in answer.content.decode()
