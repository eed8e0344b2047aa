"""One sitting on its page."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from projects.people.models import Officer
from tests.factories import NOW, SHANGHAI, City, at_stage, new_project
from tests.workflow.pages import PAGE_TEST, enter
from workflow.dispatch.models import Meeting, MeetingState
from workflow.dispatch.services import create_series, refresh_agenda

pytestmark = PAGE_TEST


@pytest.fixture
def sitting(city: City) -> Meeting:
    """The weekly sitting of Monday, 23 November 2026."""
    values = {
        "organisation": city.city,
        "name": "周调度",
        "kind": "weekly",
        "weekday": 1,
        "time": time(9, 0),
        "place": "301会议室",
        "chair": city.leader,
        "standing_attendees": [city.deputy],
        "starts_on": date(2026, 11, 18),
    }
    series = create_series(values, by=city.dispatcher, now=NOW)
    return series.meetings.get(nominal_on=date(2026, 11, 23))


def address(sitting: Meeting) -> str:
    return reverse("dispatch:meeting", args=[sitting.pk])


def look(sitting: Meeting, officer: Officer) -> str:
    answer = enter(officer).get(address(sitting))
    assert answer.status_code == 200
    return answer.content.decode()


def test_agenda_and_attendees_say_why(city: City, sitting: Meeting) -> None:
    at_stage(new_project(city, name="有推进的项目"), "signed", city)
    new_project(city, name="缺人的项目", investor="乙", total_investment_wan=Decimal("300000"))
    refresh_agenda(sitting.pk, by=city.dispatcher, now=NOW)
    text = look(sitting, city.leader)
    for sentence in ("有推进的项目", "11月18日认定签约", "缺人的项目", "达到10.00亿元，应有首席责任人而未指定"):
        assert sentence in text
    for sentence in ("陈市长", "主持", "周副区长", "固定参会", "2026-11-23", "301会议室", "还有 5 天"):
        assert sentence in text


def test_only_a_dispatcher_is_offered_actions(city: City, sitting: Meeting) -> None:
    assert "改期并通知参会人" in look(sitting, city.dispatcher)
    assert "改期并通知参会人" not in look(sitting, city.leader)
    answer = enter(city.leader).post(address(sitting), {"do": "cancel", "reason": "x", "version": sitting.version})
    assert answer.status_code == 403
    sitting.refresh_from_db()
    assert sitting.state == MeetingState.CALLED


def test_a_sitting_is_moved_with_a_reason(city: City, sitting: Meeting) -> None:
    data = {"do": "move", "on": "2026-11-24", "time": "14:30", "place": "报告厅", "reason": "市长出差"}
    enter(city.dispatcher).post(address(sitting), {**data, "version": sitting.version})
    sitting.refresh_from_db()
    assert timezone.localtime(sitting.starts_at) == datetime(2026, 11, 24, 14, 30, tzinfo=SHANGHAI)
    text = look(sitting, city.leader)
    assert "市长出差" in text
    assert "按规则应为 2026-11-23" in text


def test_a_move_into_the_past_is_refused_at_its_field(city: City, sitting: Meeting) -> None:
    data = {"do": "move", "on": "2026-11-01", "time": "09:00", "place": "301", "reason": "提前"}
    answer = enter(city.dispatcher).post(address(sitting), {**data, "version": sitting.version})
    assert answer.status_code == 422
    assert "新的开会时间已经过去" in answer.content.decode()


def test_moving_and_cancelling_want_a_reason(city: City, sitting: Meeting) -> None:
    client = enter(city.dispatcher)
    move = {"do": "move", "on": "2026-11-24", "time": "09:00", "place": "301", "version": sitting.version}
    assert "请写明原因" in client.post(address(sitting), move).content.decode()
    answer = client.post(address(sitting), {"do": "cancel", "version": sitting.version})
    assert "请写明取消原因" in answer.content.decode()


def test_a_cancelled_sitting_shows_why_and_offers_nothing_more(city: City, sitting: Meeting) -> None:
    data = {"do": "cancel", "reason": "与全市大会冲突", "version": sitting.version}
    enter(city.dispatcher).post(address(sitting), data)
    text = look(sitting, city.dispatcher)
    assert "与全市大会冲突" in text
    assert "改期并通知参会人" not in text


def test_a_stale_cancellation_is_refused(city: City, sitting: Meeting) -> None:
    data = {"do": "cancel", "reason": "旧页面", "version": sitting.version + 1}
    answer = enter(city.dispatcher).post(address(sitting), data)
    sitting.refresh_from_db()
    assert answer.status_code == 412
    assert sitting.state == MeetingState.CALLED


def test_held_is_offered_only_once_it_has_begun(city: City, sitting: Meeting) -> None:
    assert "标记已召开" not in look(sitting, city.dispatcher)
    answer = enter(city.dispatcher).post(address(sitting), {"do": "hold", "version": sitting.version})
    assert answer.status_code == 409
    with time_machine.travel(datetime(2026, 11, 23, 11, tzinfo=SHANGHAI), tick=False):
        assert "标记已召开" in look(sitting, city.dispatcher)
        enter(city.dispatcher).post(address(sitting), {"do": "hold", "version": sitting.version})
    sitting.refresh_from_db()
    assert sitting.state == MeetingState.HELD


def test_a_project_is_put_on_the_agenda_by_number_and_taken_off_with_a_reason(city: City, sitting: Meeting) -> None:
    project = new_project(city, name="用电要协调的项目")
    client = enter(city.dispatcher)
    data = {"do": "add", "project": f"{project.number} {project.name}", "detail": "用电容量不足"}
    assert client.post(address(sitting), data).status_code == 302
    entry = sitting.agenda.get()
    assert entry.detail == "用电容量不足"
    client.post(address(sitting), {"do": "remove", "entry": entry.pk, "reason": "已解决"})
    assert not sitting.agenda.current().exists()
    text = look(sitting, city.dispatcher)
    assert "已移出 1 项" in text
    assert "已解决" in text


def test_an_unknown_project_is_refused_at_its_field(city: City, sitting: Meeting) -> None:
    data = {"do": "add", "project": "没有这个项目", "detail": "x"}
    answer = enter(city.dispatcher).post(address(sitting), data)
    assert answer.status_code == 422
    assert "没有找到这个项目" in answer.content.decode()


def test_removing_wants_a_reason(city: City, sitting: Meeting) -> None:
    project = new_project(city)
    client = enter(city.dispatcher)
    client.post(address(sitting), {"do": "add", "project": project.number, "detail": "x"})
    answer = client.post(address(sitting), {"do": "remove", "entry": sitting.agenda.get().pk, "reason": " "})
    assert answer.status_code == 422
    assert sitting.agenda.current().exists()


def test_the_agenda_is_refreshed_on_demand(city: City, sitting: Meeting) -> None:
    at_stage(new_project(city, name="刚签约的项目"), "signed", city)
    enter(city.dispatcher).post(address(sitting), {"do": "refresh"})
    assert "刚签约的项目" in look(sitting, city.dispatcher)


def test_an_unknown_deed_is_refused(city: City, sitting: Meeting) -> None:
    assert enter(city.dispatcher).post(address(sitting), {"do": "explode"}).status_code == 409


def test_a_sitting_of_another_district_is_not_found(city: City) -> None:
    values = {
        "organisation": city.district,
        "name": "繁昌区调度",
        "kind": "weekly",
        "weekday": 2,
        "time": time(9, 0),
        "place": "区政府",
        "starts_on": date(2026, 11, 18),
    }
    series = create_series(values, by=city.dispatcher, now=NOW)
    sitting = series.meetings.first()
    assert sitting
    assert enter(city.sibling_clerk).get(address(sitting)).status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_agenda(
    city: City, sitting: Meeting, django_assert_max_num_queries: object
) -> None:
    for number in range(8):
        new_project(city, name=f"项目{number}", investor=f"企业{number}", total_investment_wan=Decimal("200000"))
    refresh_agenda(sitting.pk, by=city.dispatcher, now=NOW)
    client = enter(city.dispatcher)
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        text = client.get(address(sitting)).content.decode()
    assert text.count("应有未有首席责任人") >= 8
