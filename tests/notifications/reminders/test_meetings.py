"""Meetings: who hears what and when; after an outage once and marked; nothing that is overtaken, over or off."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connection
from icalendar import Calendar

from notifications.outbox.models import Delivery, Occurrence, Watermark
from notifications.outbox.reconciler import reconcile
from notifications.outbox.sender import deliver_due
from notifications.reminders import services
from notifications.reminders.services import scan
from tests.factories import City, build_city, give_chief, new_project
from tests.notifications.reminders.samples import at, call, ledger, load_calendar, meeting_at, run, told, weekly_series
from tests.smtp import SmtpServer
from workflow.dispatch.models import Attendee, Meeting
from workflow.dispatch.services import cancel_meeting, move_meeting

CALLED = at(11, 16, 8)  # Monday
MEETING = at(11, 27)  # Friday 09:00: T-3 is Tuesday 24th, T-1 Thursday 26th


@pytest.fixture
def city(db: None) -> City:
    load_calendar()
    return build_city()


@pytest.fixture
def meeting(city: City) -> Iterator[Meeting]:
    """Called on the 16th for the 27th; the chief is an attendee. The scan has been running since before."""
    scan(CALLED - timedelta(hours=1))
    meeting = meeting_at(weekly_series(city), MEETING, called_at=CALLED)
    call(meeting, city.chief, when=CALLED)
    return meeting


def test_each_reminder_comes_once_at_its_instant(city: City, meeting: Meeting) -> None:
    run(CALLED, MEETING + timedelta(hours=2))
    rows = Occurrence.objects.filter(recipient=city.chief).order_by("due_at").values_list("rule", "due_at", "is_late")
    assert list(rows) == [
        ("meeting_called", CALLED, False),
        ("meeting_t3", at(11, 24), False),
        ("meeting_t1", at(11, 26), False),
        ("meeting_today", at(11, 27, 8), False),
    ]


def test_scanning_again_tells_nothing_new(city: City, meeting: Meeting) -> None:
    assert scan(CALLED) == 1
    assert scan(CALLED) == 0
    assert scan(CALLED + timedelta(minutes=1)) == 0


def test_leads_step_over_holidays_and_count_make_up_days(city: City) -> None:
    """9 October 2026 is a Friday after the holiday; Saturday the 10th is a make-up day."""
    scan(at(9, 25, 8))
    meeting = meeting_at(weekly_series(city), at(10, 12), called_at=at(9, 25, 9))
    call(meeting, city.chief, when=at(9, 25, 9))
    run(at(9, 25, 9), at(10, 12, 8, 30))
    due = dict(Occurrence.objects.filter(recipient=city.chief).values_list("rule", "due_at"))
    assert due["meeting_t1"] == at(10, 10)
    assert due["meeting_t3"] == at(10, 8)


def test_a_meeting_at_eight_is_announced_an_hour_before(city: City) -> None:
    scan(CALLED)
    meeting = meeting_at(weekly_series(city), at(11, 20, 8), called_at=CALLED)
    call(meeting, city.chief, when=CALLED)
    run(at(11, 20, 6), at(11, 20, 7, 30))
    assert Occurrence.objects.get(rule="meeting_today").due_at == at(11, 20, 7)


def test_beyond_the_official_calendar_calendar_days_count_and_the_letter_says_so(city: City) -> None:
    scan(at(12, 20, 8))
    meeting = meeting_at(weekly_series(city), at(1, 8, year=2027), called_at=at(12, 20))
    call(meeting, city.chief, when=at(12, 20))
    scan(at(12, 20))
    run(at(1, 5, 8, year=2027), at(1, 5, 10, year=2027))
    lead = Occurrence.objects.get(rule="meeting_t3")
    assert lead.due_at == at(1, 5, year=2027)
    assert "按自然日推算" in lead.text


@pytest.mark.parametrize("off", [timedelta(minutes=1), timedelta(hours=2), timedelta(hours=3), timedelta(hours=26)])
def test_what_came_due_while_everything_was_off_is_told_once_and_marked(
    city: City, meeting: Meeting, off: timedelta
) -> None:
    run(CALLED, at(11, 24, 8, 30))
    back = at(11, 24) + off  # off from before T-3 was due until now
    scan(back)
    scan(back + timedelta(minutes=5))
    run(back + timedelta(minutes=10), back + timedelta(hours=1))
    row = Occurrence.objects.get(rule="meeting_t3")
    assert (row.state, row.is_late) == ("open", off > timedelta(minutes=10))


def test_after_days_off_only_the_most_recent_lead_is_told_and_the_ledger_says_why(city: City, meeting: Meeting) -> None:
    run(CALLED, at(11, 23))
    run(at(11, 26, 12), at(11, 26, 14))
    assert ledger(city.chief) == [
        ("meeting_called", "open", False),
        ("meeting_t3", "void", False),
        ("meeting_t1", "open", True),
    ]
    assert "会前一个工作日" in Occurrence.objects.get(rule="meeting_t3").void_reason


def test_called_and_all_leads_missed_makes_one_letter_with_the_calendar_entry(city: City, meeting: Meeting) -> None:
    run(at(11, 26, 12), at(11, 26, 14))
    assert told(city.chief) == ["meeting_t1"]
    assert "METHOD:REQUEST" in Occurrence.objects.get(state="open").calendar


def test_a_meeting_that_is_over_is_told_to_nobody(city: City, meeting: Meeting) -> None:
    run(at(12, 4), at(12, 4, 12))
    assert told(city.chief) == []
    run(at(12, 5), at(12, 5))
    assert set(Occurrence.objects.filter(subject_type="meeting").values_list("void_reason", flat=True)) == {
        "会议已开始"
    }


def test_called_on_the_eve_hears_once_not_of_leads_already_past(city: City) -> None:
    scan(at(11, 26, 16))
    meeting = meeting_at(weekly_series(city), MEETING, called_at=at(11, 26, 17))
    call(meeting, city.chief, when=at(11, 26, 17))
    run(at(11, 26, 17), at(11, 27, 8, 30))
    assert told(city.chief) == ["meeting_called", "meeting_today"]


def test_another_day_brings_a_change_and_new_leads(city: City, meeting: Meeting) -> None:
    run(CALLED, at(11, 24, 12))
    move_meeting(meeting.pk, starts_at=at(12, 4), reason="与市委会议冲突", by=city.dispatcher, now=at(11, 24, 13))
    run(at(11, 24, 13), at(12, 4, 8, 30))
    assert told(city.chief) == [
        "meeting_called",
        "meeting_t3",
        "meeting_changed",
        "meeting_t3",
        "meeting_t1",
        "meeting_today",
    ]
    change = Occurrence.objects.get(rule="meeting_changed")
    assert "12月4日" in change.text
    assert "与市委会议冲突" in change.text


def test_a_later_hour_of_the_same_day_brings_only_the_change(city: City, meeting: Meeting) -> None:
    run(CALLED, at(11, 26, 12))
    move_meeting(meeting.pk, starts_at=at(11, 27, 15), reason="改到下午", by=city.dispatcher, now=at(11, 26, 13))
    run(at(11, 26, 13), at(11, 27, 12))
    assert told(city.chief)[-2:] == ["meeting_changed", "meeting_today"]
    assert told(city.chief).count("meeting_t1") == 1


def test_two_changes_between_scans_are_told_as_the_last(city: City, meeting: Meeting) -> None:
    scan(CALLED)
    move_meeting(meeting.pk, starts_at=at(11, 27, 14), reason="第一次", by=city.dispatcher, now=at(11, 18, 10))
    move_meeting(meeting.pk, starts_at=at(11, 27, 15), reason="第二次", by=city.dispatcher, now=at(11, 18, 10, 1))
    scan(at(11, 18, 10, 2))
    assert told(city.chief) == ["meeting_called", "meeting_changed"]
    assert "15:00" in Occurrence.objects.get(rule="meeting_changed").text


def test_a_change_before_the_call_was_told_is_just_the_call_with_the_new_time(city: City, meeting: Meeting) -> None:
    move_meeting(meeting.pk, starts_at=at(11, 27, 15), reason="改到下午", by=city.dispatcher, now=at(11, 16, 10))
    scan(at(11, 16, 12))
    assert told(city.chief) == ["meeting_called"]
    assert "15:00" in Occurrence.objects.get(rule="meeting_called").text


def test_a_cancelled_meeting_is_told_to_those_who_had_been_told_and_to_nobody_else(
    city: City, meeting: Meeting
) -> None:
    scan(CALLED)
    call(meeting, city.leader, when=at(11, 17, 10))
    cancel_meeting(meeting.pk, reason="合并到月调度", by=city.dispatcher, now=at(11, 17, 10, 5))
    run(at(11, 17, 10, 10), MEETING)
    assert told(city.chief) == ["meeting_called", "meeting_cancelled"]
    assert told(city.leader) == []
    assert "合并到月调度" in Occurrence.objects.get(rule="meeting_cancelled").text


def test_who_is_called_no_longer_hears_it_once(city: City, meeting: Meeting) -> None:
    scan(CALLED)
    Attendee.objects.filter(officer=city.chief).update(removed_at=at(11, 18, 10))
    run(at(11, 18, 10), MEETING)
    assert told(city.chief) == ["meeting_called", "meeting_removed"]
    assert Occurrence.objects.get(rule="meeting_removed").calendar_method == "CANCEL"


def test_who_is_called_again_is_told_again(city: City, meeting: Meeting) -> None:
    scan(CALLED)
    Attendee.objects.filter(officer=city.chief).update(removed_at=at(11, 18, 10))
    scan(at(11, 18, 10, 1))
    Attendee.objects.filter(officer=city.chief).update(removed_at=None, called_at=at(11, 18, 11))
    scan(at(11, 18, 11, 1))
    assert told(city.chief) == ["meeting_called", "meeting_removed", "meeting_called"]


def entry(officer_rule: str) -> dict[str, str]:
    """The calendar entry that went with a reminder."""
    calendar = Calendar.from_ical(Occurrence.objects.get(rule=officer_rule).calendar)
    event = next(iter(calendar.walk("VEVENT")))
    keys = ("UID", "SEQUENCE", "STATUS", "LOCATION")
    return {"METHOD": str(calendar["METHOD"]), **{key: str(event[key]) for key in keys}, "start": event["DTSTART"].dt}


def test_calendar_entries_of_one_meeting_keep_their_uid_and_grow_in_sequence(city: City, meeting: Meeting) -> None:
    scan(CALLED)
    move_meeting(meeting.pk, starts_at=at(11, 27, 15), reason="改到下午", by=city.dispatcher, now=at(11, 17, 10))
    scan(at(11, 17, 10, 1))
    cancel_meeting(meeting.pk, reason="取消", by=city.dispatcher, now=at(11, 18, 10))
    scan(at(11, 18, 10, 1))
    called, changed, cancelled = entry("meeting_called"), entry("meeting_changed"), entry("meeting_cancelled")
    assert [row["METHOD"] for row in (called, changed, cancelled)] == ["REQUEST", "REQUEST", "CANCEL"]
    assert len({row["UID"] for row in (called, changed, cancelled)}) == 1
    assert int(called["SEQUENCE"]) < int(changed["SEQUENCE"]) < int(cancelled["SEQUENCE"])
    assert (called["start"], changed["start"]) == (MEETING, at(11, 27, 15))
    assert cancelled["STATUS"] == "CANCELLED"


def test_the_letter_lists_only_projects_the_recipient_may_see_and_why_they_are_called(
    city: City, meeting: Meeting
) -> None:
    mine = new_project(city, name="奇瑞新能源整车扩产", now=CALLED - timedelta(days=1))
    give_chief(city, mine, now=CALLED - timedelta(days=1))
    foreign = new_project(city, name="鸠江机器人产业园", investor="埃夫特", landing_organisation=city.sibling,
                          by=city.sibling_clerk, now=CALLED - timedelta(days=1))  # fmt: skip
    for position, project in enumerate((mine, foreign), 1):
        meeting.agenda.create(project=project, position=position, reason="added", detail="专题调度", added_at=CALLED)
    Attendee.objects.filter(officer=city.chief).update(why="chief")
    call(meeting, city.leader, when=CALLED, why="chair")
    scan(CALLED)
    called = Occurrence.objects.filter(rule="meeting_called")
    chiefs, leaders = (called.get(recipient=officer) for officer in (city.chief, city.leader))
    assert "奇瑞新能源整车扩产" in chiefs.text and "鸠江机器人产业园" not in chiefs.text + chiefs.html
    assert "议题项目首席责任人（奇瑞新能源整车扩产）" in chiefs.text
    assert "奇瑞新能源整车扩产" in leaders.text and "鸠江机器人产业园" in leaders.text


def test_the_whole_way_to_the_server_with_a_real_mail(city: City, meeting: Meeting, smtp_server: SmtpServer) -> None:
    scan(CALLED)
    assert deliver_due(clock=lambda: CALLED) == 1
    message = smtp_server.accepted[0].message
    assert message["To"].addresses[0].addr_spec == city.chief.email
    assert message["Subject"].startswith("【会议通知】芜湖市重大项目周调度第34次会议")


def test_an_invitation_still_queued_when_the_meeting_is_cancelled_never_leaves(
    city: City, meeting: Meeting, smtp_server: SmtpServer
) -> None:
    scan(CALLED)
    cancel_meeting(meeting.pk, reason="取消", by=city.dispatcher, now=CALLED + timedelta(minutes=1))
    assert deliver_due(clock=lambda: CALLED + timedelta(minutes=2)) == 0
    reconcile(now=CALLED + timedelta(hours=1))
    assert Delivery.objects.get().state == "void"
    assert Occurrence.objects.get().void_reason == "会议已取消"


def test_a_bad_meeting_does_not_silence_the_others_and_is_looked_at_again(
    city: City, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = meeting_at(meeting.series, at(11, 20), called_at=CALLED, number=33)
    call(other, city.leader, when=CALLED)
    look = services._tell

    def stumble(notice: object, now: datetime) -> bool:
        if getattr(notice, "subject_id", None) == meeting.pk:
            raise ZeroDivisionError("bad meeting")
        return look(notice, now)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(services, "_tell", stumble)
        scan(CALLED)
    assert told(city.leader) == ["meeting_called"]
    assert told(city.chief) == []
    assert Watermark.objects.get(name="reminders.meetings").scanned_to < CALLED
    scan(CALLED + timedelta(days=3))
    assert told(city.chief) == ["meeting_called"]


@pytest.mark.django_db(transaction=True)
def test_four_scanners_at_once_tell_everybody_once(smtp_server: SmtpServer) -> None:
    load_calendar()
    city = build_city()
    scan(CALLED - timedelta(hours=1))
    meeting = meeting_at(weekly_series(city), MEETING, called_at=CALLED)
    people = [city.chief, city.leader, city.dispatcher, city.clerk, *set(city.verifiers.values())]
    for officer in people:
        call(meeting, officer, when=CALLED)
    barrier, errors = threading.Barrier(4), []

    def one() -> None:
        try:
            barrier.wait(20)
            scan(CALLED)
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert Occurrence.objects.count() == Delivery.objects.count() == len(people)
    assert Watermark.objects.get(name="reminders.meetings").scanned_to == CALLED


def test_an_invitation_goes_out_no_earlier_than_two_weeks_before(city: City) -> None:
    scan(CALLED)
    meeting = meeting_at(weekly_series(city), at(12, 11), called_at=CALLED)
    call(meeting, city.chief, when=CALLED)
    run(CALLED, at(11, 27, 8, 59))
    assert not Occurrence.objects.exists()
    run(at(11, 27, 8, 59), at(11, 27, 9, 5))
    assert Occurrence.objects.get().due_at == at(11, 27)


def test_a_change_before_the_invitation_is_told_only_by_the_invitation(city: City) -> None:
    scan(CALLED)
    meeting = meeting_at(weekly_series(city), at(12, 11), called_at=CALLED)
    call(meeting, city.chief, when=CALLED)
    moved = at(11, 18, 10)
    move_meeting(meeting.pk, starts_at=at(12, 11, 15), reason="会场冲突", by=city.dispatcher, now=moved)
    run(moved, at(11, 27, 16))
    assert [row.rule for row in Occurrence.objects.all()] == ["meeting_called"]
    assert "15:00" in Occurrence.objects.get().title


def test_who_was_invited_hears_of_a_change_to_a_far_day(city: City, meeting: Meeting) -> None:
    run(CALLED, at(11, 17))
    moved = at(11, 18, 10)
    move_meeting(meeting.pk, starts_at=at(12, 18), reason="会场冲突", by=city.dispatcher, now=moved)
    run(moved, at(11, 18, 11))
    assert Occurrence.objects.filter(recipient=city.chief, rule="meeting_changed", state="open").count() == 1
