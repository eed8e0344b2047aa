"""The month of sittings."""

from __future__ import annotations

from datetime import date, datetime, time

from django.test import Client
from django.urls import reverse

from projects.people.models import Officer
from tests.factories import NOW, SHANGHAI, City
from tests.workflow.pages import PAGE_TEST
from workflow.dispatch.models import Meeting, Series
from workflow.dispatch.services import cancel_meeting, create_series, plan_meetings

pytestmark = PAGE_TEST
SEPTEMBER = datetime(2026, 9, 21, 9, tzinfo=SHANGHAI)


def weekly(city: City, *, now: datetime = NOW) -> Series:
    values = {
        "organisation": city.city,
        "name": "周调度",
        "kind": "weekly",
        "weekday": 1,
        "time": time(9, 0),
        "place": "301会议室",
        "chair": city.leader,
        "starts_on": date(2026, 9, 1),
    }
    return create_series(values, by=city.dispatcher, now=now)


def month(officer: Officer, query: str = "") -> str:
    client = Client()
    client.force_login(officer)
    answer = client.get(reverse("dispatch:calendar") + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_sitting_stands_on_the_day_it_was_shifted_to_with_the_reason(city: City) -> None:
    weekly(city, now=SEPTEMBER)
    plan_meetings(now=SEPTEMBER)
    text = month(city.leader, "?month=2026-10")
    shifted = Meeting.objects.get(nominal_on=date(2026, 10, 5))
    assert reverse("dispatch:meeting", args=[shifted.pk]) in text
    assert "国庆节放假，顺延至10月8日" in text


def test_rest_days_and_make_up_days_are_marked(city: City) -> None:
    text = month(city.clerk, "?month=2026-10")
    assert '<time datetime="2026-10-01">1</time><span class="mark mark-free">休</span>' in text
    assert '<time datetime="2026-10-10">10</time><span class="mark mark-work">班</span>' in text
    assert "10月1日至7日 国庆节放假" in text


def test_a_year_without_official_calendar_says_what_to_load(city: City) -> None:
    assert "manage.py load_workdays --file 2027.csv --year 2027 --official" in month(city.clerk, "?month=2027-02")
    assert "load_workdays" not in month(city.clerk, "?month=2026-02")


def test_the_present_month_is_shown_when_the_address_makes_no_sense(city: City) -> None:
    for query in ("", "?month=2026-13", "?month=abc", "?month=9999-01", "?month=2026-1-1"):
        assert "<h2>2026年11月</h2>" in month(city.clerk, query)


def test_neighbouring_months_are_linked(city: City) -> None:
    text = month(city.clerk, "?month=2026-01")
    assert 'href="?month=2025-12"' in text
    assert 'href="?month=2026-02"' in text


def test_a_cancelled_sitting_stays_visible_as_cancelled(city: City) -> None:
    weekly(city)
    sitting = Meeting.objects.ahead(NOW).order_by("starts_at").first()
    assert sitting
    cancel_meeting(sitting.pk, reason="领导出差", by=city.dispatcher, now=NOW)
    text = month(city.leader, "?month=2026-11")
    assert "sitting-cancelled" in text
    assert "取消 1 次" in text


def test_a_sitting_of_a_sibling_district_is_not_shown(city: City) -> None:
    values = {
        "organisation": city.district,
        "name": "繁昌区调度",
        "kind": "weekly",
        "weekday": 2,
        "time": time(9, 0),
        "place": "区政府",
        "starts_on": date(2026, 11, 1),
    }
    create_series(values, by=city.dispatcher, now=NOW)
    assert "繁昌区调度" in month(city.clerk)
    assert "繁昌区调度" not in month(city.sibling_clerk)


def test_the_number_of_queries_is_fixed(city: City, django_assert_max_num_queries: object) -> None:
    weekly(city)
    client = Client()
    client.force_login(city.leader)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        client.get(reverse("dispatch:calendar"))
