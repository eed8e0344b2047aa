"""List and editor of recurring meetings."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import City
from tests.workflow.dispatch.sittings import weekly
from tests.workflow.pages import PAGE_TEST, enter
from workflow.dispatch.models import Meeting, Series

pytestmark = PAGE_TEST


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


def test_the_editor_says_what_stopping_does_and_afterwards_what_it_did(city: City) -> None:
    series = made(city)
    client, address = enter(city.dispatcher), reverse("dispatch:series_edit", args=[series.pk])
    says = "按规则排定、尚未召开的会议随即取消并通知参会人，手工改期的会议照常召开"
    assert says in client.get(address).content.decode()
    data = typed(city, version=series.version)
    del data["is_active"]
    assert "已停用：按规则排定、尚未召开的会议已取消" in client.post(address, data, follow=True).content.decode()
    data |= {"version": series.version + 1, "place": "报告厅"}
    assert "已保存，启用后开始排会" in client.post(address, data, follow=True).content.decode()


def test_the_list_costs_the_same_number_of_queries_for_one_series_and_for_five(city: City) -> None:
    client, address = enter(city.dispatcher), reverse("dispatch:series")
    client.get(address)  # the session is known from here on
    counts = []
    for number in range(5):
        weekly(city, name=f"第{number}个系列")
        with CaptureQueriesContext(connection) as asked:
            text = client.get(address).content.decode()
        counts.append(len(asked))
        assert text.count("第1次") == number + 1
    assert len(set(counts)) == 1


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
