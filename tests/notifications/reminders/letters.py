"""A letter of every rule there is, about a sitting and projects that sound like real ones.

For pictures and calendars; the letters that rules really write are read in ``test_every_rule``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from notifications.outbox.models import Delivery, Occurrence
from notifications.outbox.services import tell
from notifications.reminders.families import all_rules
from notifications.reminders.list_letters import list_letter
from notifications.reminders.meeting_letters import meeting_letter
from notifications.reminders.rules.base import Letter, Rule
from notifications.reminders.rules.daily import DIGEST, Ready, daily_letter
from notifications.reminders.rules.digests.base import DigestRule, Section, digest_letter
from notifications.reminders.rules.meetings import CANCELLED, MeetingRule
from projects.people.models import Officer
from tests.factories import NOW, City, new_project
from tests.notifications.outbox.samples import SUBJECT
from tests.notifications.reminders.samples import at, call, meeting_at, weekly_series
from workflow.dispatch.models import AgendaEntry, AgendaReason, Meeting

PROJECTS = [
    "年产20万套新能源汽车热管理系统总成项目",
    "光伏跟踪支架生产基地（二期）",
    "半导体专用石英制品及配套检测中心建设项目",
]
LINES = [f"{name}（WH-2026-0{number}，鸠江区）" for number, name in enumerate(PROJECTS, 1)]
DETAIL = "协调用地指标"
NOTE = "本年工作日历尚未发布，日期按自然日推算。"


def every_delivery(city: City) -> dict[str, Delivery]:
    """Of every rule."""
    return deliveries_of(all_rules(), city)


def deliveries_of(rules: Iterable[Rule], city: City) -> dict[str, Delivery]:
    """Rule → the delivery of its letter, with its occurrence and recipient; the second is a late one."""
    made = {}
    meeting = _meeting(city)
    for number, rule in enumerate(rules):
        letter = _letter(rule, city, meeting)
        occurrence = _told(rule, city.chief, letter, is_late=number == 1)
        made[rule.name] = Delivery.objects.select_related("occurrence__recipient").get(occurrence=occurrence)
    return made


def _told(rule: Rule, recipient: Officer, letter: Letter, *, is_late: bool) -> Occurrence:
    occurrence = tell(
        rule=rule.name,
        subject_type=rule.subject_type,
        subject_id=SUBJECT,
        slot="sample",
        recipient=recipient,
        due_at=NOW,
        now=NOW,
        title=letter.title,
        text=letter.text,
        html=letter.html,
        url=letter.url,
        calendar=letter.calendar,
        calendar_method=letter.calendar_method,
        is_late=is_late,
    )
    assert occurrence is not None
    return occurrence


def _meeting(city: City) -> Meeting:
    city.chief.email = "zhangsan@luodi.example"
    city.chief.save()
    meeting = meeting_at(weekly_series(city), at(11, 27), called_at=NOW)
    call(meeting, city.chief, when=NOW, why="chief")
    for number, name in enumerate(PROJECTS):
        project = new_project(city, name=name)
        AgendaEntry.objects.create(
            meeting=meeting, project=project, position=number, reason=AgendaReason.ADDED, detail=DETAIL, added_at=NOW
        )
    return meeting


def _letter(rule: Rule, city: City, meeting: Meeting) -> Letter:
    if rule is DIGEST:
        return _digest(city)
    if isinstance(rule, DigestRule):
        sections = [
            Section("负责的项目（3 个）", LINES),
            Section("逾期事项", [], "没有逾期事项"),
            Section("节点", LINES),
        ]
        opening = rule.opening(NOW.date())
        return digest_letter(rule, city.chief, NOW.date(), opening=opening, sections=sections)
    if not isinstance(rule, MeetingRule):
        return list_letter(
            city.chief,
            title=f"【{rule.label}】{PROJECTS[0]}等 3 个项目",
            opening=f"以下 3 个项目需要您处理（{rule.label}）：",
            lines=LINES,
            url="/projects/",
            note=NOTE if rule.name == "chief_missing" else "",
        )
    if rule is CANCELLED:
        meeting.cancel_reason = "因防汛工作需要，会议取消，另行通知。"
    attendee = meeting.attendees.select_related("officer").get()
    return meeting_letter(rule, meeting, attendee, now=NOW + timedelta(minutes=1))


def _digest(city: City) -> Letter:
    """Three reminders of two topics."""
    told = [
        Occurrence(rule=rule, title=f"【{label}】{name}", due_at=NOW, url=f"/projects/{number}/")
        for number, (rule, label, name) in enumerate(
            zip(
                ("report_opened", "report_due_soon", "item_due"),
                ("报送开始", "报送将截止", "交办事项到期"),
                PROJECTS,
                strict=True,
            )
        )
    ]
    return daily_letter(Ready(city.chief, NOW, told), told)
