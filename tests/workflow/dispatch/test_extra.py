"""加开, numbering, bodies as owners, collisions and 合并召开."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from projects.errors import Conflict, Invalid, NotAllowed
from tests.factories import NOW, City, build_city, new_project
from tests.workflow.dispatch.samples import agenda, conference, first, ruled
from tests.workflow.dispatch.sittings import at, called, sittings, weekly
from tests.workflow.pages import enter
from workflow.dispatch import services
from workflow.dispatch.models import Meeting, MeetingState, Series
from workflow.dispatch.queries import collisions_between, planned_collisions, preview

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=2)
OTHER = {"name": "芜湖市重大项目会商", "kind": "consultation", "rhythm": "weekly", "time": time(15)}


@pytest.fixture
def city() -> City:
    return build_city()


def people(meeting: Meeting) -> dict[str, str]:
    return {row.officer.name: row.why for row in meeting.attendees.current().select_related("officer")}


def test_an_office_may_begin_with_the_35th_sitting(city: City) -> None:
    series = weekly(city, first_number=35)
    assert [number for number, _ in called(series)] == [35, 36, 37, 38, 39, 40]
    services.update_series(series.pk, {"first_number": 100}, by=city.dispatcher, now=LATER)
    made = services.add_meeting(series.pk, starts_at=at(11, 26), reason="研究", by=city.dispatcher, now=LATER)
    assert made.number == 100


def test_an_extra_sitting_takes_the_next_number_and_the_rule_leaves_it_alone(city: City) -> None:
    series = weekly(city)
    made = services.add_meeting(
        series.pk, starts_at=at(11, 26, 15), reason="重大项目紧急研究", by=city.dispatcher, now=NOW
    )
    assert (made.number, made.is_extra, made.place, made.extra_reason) == (
        7,
        True,
        "市政府301会议室",
        "重大项目紧急研究",
    )
    assert people(made) == {"陈市长": "chair", "钱认": "standing"}
    services.update_series(series.pk, {"weekday": 2}, by=city.dispatcher, now=LATER)
    services.plan_meetings(at(11, 19))
    made.refresh_from_db()
    assert (made.state, made.starts_at) == (MeetingState.CALLED, at(11, 26, 15))


def test_the_rule_calls_nobody_on_the_day_of_an_extra_sitting(city: City) -> None:
    series = weekly(city)
    services.add_meeting(series.pk, starts_at=at(12, 15, 15), reason="年底冲刺", by=city.dispatcher, now=NOW)
    services.update_series(series.pk, {"weekday": 2}, by=city.dispatcher, now=LATER)
    days = [one.starts_at.astimezone(NOW.tzinfo).date() for one in series.meetings.exclude(state="cancelled")]
    assert len(days) == len(set(days))
    assert date(2026, 12, 15) in days


@pytest.mark.parametrize(
    ("notice", "when", "urgent", "passes"),
    [
        (1, at(11, 19, 15), False, True),
        (2, at(11, 19, 15), False, False),
        (2, at(11, 20, 15), False, True),
        (3, at(11, 22, 15), False, False),  # Saturday and Sunday give no notice
        (3, at(11, 23, 15), False, True),
        (3, at(11, 19, 15), True, True),
        (0, at(11, 18, 15), False, True),
    ],
)
def test_an_extra_sitting_is_called_so_many_working_days_ahead(
    city: City, notice: int, when: object, urgent: bool, passes: bool
) -> None:
    series = weekly(city, weekday=5, notice_workdays=notice, starts_on=date(2026, 12, 1))
    values = {"starts_at": when, "reason": "研究", "is_urgent": urgent, "by": city.dispatcher, "now": NOW}
    if passes:
        assert services.add_meeting(series.pk, **values).is_urgent is urgent  # type: ignore[arg-type]
        return
    with pytest.raises(Invalid, match="紧急加开"):
        services.add_meeting(series.pk, **values)  # type: ignore[arg-type]


def test_an_extra_sitting_is_refused_without_reason_in_the_past_on_a_taken_day_or_by_strangers(city: City) -> None:
    series = weekly(city)
    said = {"by": city.dispatcher, "now": NOW}
    with pytest.raises(Invalid, match="原因"):
        services.add_meeting(series.pk, starts_at=at(11, 26), reason=" ", **said)  # type: ignore[arg-type]
    with pytest.raises(Invalid, match="过去"):
        services.add_meeting(series.pk, starts_at=at(11, 1), reason="x", **said)  # type: ignore[arg-type]
    with pytest.raises(Conflict, match="已有第1次"):
        services.add_meeting(series.pk, starts_at=at(11, 23, 15), reason="x", **said)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        services.add_meeting(series.pk, starts_at=at(11, 26), reason="x", by=city.clerk, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.filter(pk=first(series).pk).update(is_extra=True)


def test_a_mobilisation_has_single_sittings_only(city: City) -> None:
    series = weekly(city, name="决战四季度动员会", kind="mobilisation", weekday=None)
    assert called(series) == []
    services.add_meeting(series.pk, starts_at=at(11, 25), reason="动员", by=city.dispatcher, now=NOW)
    services.plan_meetings(LATER)
    assert [number for number, _ in called(series)] == [1]


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"kind": "consultation"}, "多久开一次"),
        ({"kind": "quarterly", "monthly_rule": "day", "day": 8}, "第几个月"),
        ({"kind": "biweekly", "weekday": 9}, "星期几"),
        ({"first_number": 0}, "首次编号"),
        ({"materials_workdays": 99}, "报材料"),
    ],
)
def test_a_kind_that_lacks_its_days_is_refused(city: City, over: dict[str, object], words: str) -> None:
    with pytest.raises(Invalid, match=words):
        weekly(city, **over)


def test_the_database_refuses_a_quarter_without_its_month(city: City) -> None:
    series = weekly(city)
    with pytest.raises(IntegrityError), transaction.atomic():
        Series.objects.filter(pk=series.pk).update(kind="quarterly", monthly_rule="day", day=8)
    with pytest.raises(IntegrityError), transaction.atomic():
        Series.objects.filter(pk=series.pk).update(kind="consultation")


def test_members_of_the_body_are_called(city: City) -> None:
    body = conference(city, city.chief, city.verifiers["start"])
    meeting = first(weekly(city, body=body))
    assert people(meeting) == {"陈市长": "chair", "钱认": "standing", "张区长": "member", "吴认": "member"}
    with pytest.raises(Invalid, match="不是领导小组"):
        weekly(city, name="别的", body=city.district)


def test_two_series_of_one_owner_on_one_day_collide_and_other_owners_do_not(city: City) -> None:
    one, other = weekly(city), weekly(city, **OTHER)
    weekly(city, name="区调度", organisation=city.district)
    weekly(city, name="联席会议", body=conference(city))
    found = collisions_between(Meeting.objects.select_related("series").all())
    assert {(one.first.series_id, one.later.series_id) for one in found} == {(one.pk, other.pk)}
    assert len(found) == 6
    beside = planned_collisions(preview(one, on=NOW.date()), organisation=city.city.pk, body=None, but=one.pk)
    assert set().union(*beside.values()) == {"芜湖市重大项目会商"}
    assert date(2026, 11, 23) in beside


def test_the_preview_and_the_calendar_warn_of_a_collision_and_offer_to_merge(city: City) -> None:
    weekly(city)
    other = weekly(city, **OTHER)
    client = enter(city.dispatcher)
    page = client.get(reverse("dispatch:series_edit", args=[other.pk])).content.decode()
    assert "与芜湖市重大项目周调度同一天，可合并召开" in page


def test_merging_cancels_the_later_and_carries_its_entries_people_and_requests(city: City) -> None:
    kept = first(weekly(city))
    later = first(ruled(city, standing_attendees=[city.verifiers["start"]], materials_workdays=1, **OTHER))
    shared, own = new_project(city, name="两会都议", investor="甲"), new_project(city, name="只会商议", investor="乙")
    services.add_entry(kept.pk, shared.pk, detail="周调度的理由", by=city.dispatcher, now=NOW)
    services.add_entry(later.pk, shared.pk, detail="会商的理由", by=city.dispatcher, now=NOW)
    services.add_entry(later.pk, own.pk, detail="缺地", by=city.dispatcher, now=NOW)
    assert services.merge_meetings(later.pk, kept.pk, by=city.dispatcher, now=LATER).pk == kept.pk
    later.refresh_from_db()
    assert (later.state, later.merged_into_id) == (MeetingState.CANCELLED, kept.pk)
    assert later.cancel_reason == "与芜湖市重大项目周调度第1次会议合并召开"
    assert agenda(kept) == [("两会都议", ["added"]), ("只会商议", ["merged", "added"])]
    assert kept.agenda.get(project=shared).detail == "周调度的理由；会商的理由"
    assert kept.agenda.get(project=own).requests.count() == 1
    assert people(kept)["吴认"] == "standing"
    services.refresh_agenda(kept.pk, by=None, now=LATER)
    assert [name for name, _ in agenda(kept)] == ["两会都议", "只会商议"]
    services.plan_meetings(LATER)
    assert all(day != date(2026, 11, 23) for _, day in called(later.series))


def test_only_sittings_of_one_owner_on_one_day_are_merged(city: City) -> None:
    one, other = weekly(city), weekly(city, **{**OTHER, "weekday": 2})
    district = weekly(city, name="区调度", organisation=city.district)
    by = {"by": city.dispatcher, "now": LATER}
    with pytest.raises(Conflict, match="不在同一天"):
        services.merge_meetings(first(one).pk, first(other).pk, **by)
    with pytest.raises(Conflict, match="同一组织单位"):
        services.merge_meetings(first(one).pk, first(district).pk, **by)
    with pytest.raises(Conflict, match="同一组织单位"):
        services.merge_meetings(first(one).pk, sittings(one)[1].pk, **by)
    with pytest.raises(NotAllowed):
        services.merge_meetings(first(one).pk, first(other).pk, by=city.clerk, now=LATER)
