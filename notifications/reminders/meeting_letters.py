"""The words of letters about meetings: what, when, where, why you, and those projects of the agenda you may see."""

from __future__ import annotations

from datetime import datetime

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from notifications.reminders.calendar_entries import calendar_entry
from notifications.reminders.moments import local_day
from notifications.reminders.rules.base import Letter
from notifications.reminders.rules.meetings import CANCELLED, CHANGED, REMOVED, MeetingRule
from projects.ledger.models import Project
from projects.people.models import Officer
from projects.workdays.days import weekday_text
from workflow.dispatch.models import AgendaEntry, Attendee, DispatchEvent, Meeting


def when_text(at: datetime) -> str:
    """For example 2026年11月27日（周五）09:00."""
    local = timezone.localtime(at)
    return f"{local.year}年{local.month}月{local.day}日（{weekday_text(local.date())}）{local:%H:%M}"


def meeting_letter(rule: MeetingRule, meeting: Meeting, attendee: Attendee, *, now: datetime, note: str = "") -> Letter:
    """What ``rule`` says to ``attendee`` about ``meeting`` as it is now."""
    when = when_text(meeting.starts_at)
    recipient = attendee.officer
    farewell = rule in (CANCELLED, REMOVED)
    agenda = [] if farewell else _agenda(meeting, recipient)
    context = {
        "recipient": recipient,
        "opening": rule.opening.format(title=meeting.title, when=when),
        "meeting": meeting,
        "when": when,
        "why": _why(attendee, agenda),
        "agenda": agenda,
        "farewell": farewell,
        "change": _change(meeting) if rule is CHANGED else "",
        "note": note,
    }
    text = render_to_string("reminders/meeting.txt", context).strip()
    return Letter(
        title=f"【{rule.heading}】{meeting.title}（{_short(meeting.starts_at)}）",
        text=text,
        html=render_to_string("reminders/meeting.html", context),
        url=reverse("dispatch:meeting", args=[meeting.pk]),
        calendar=calendar_entry(
            meeting, recipient, method=rule.method, now=now, description=text, is_for_all=rule is not REMOVED
        ),
        calendar_method=rule.method,
    )


def _short(at: datetime) -> str:
    on = local_day(at)
    return f"{on.month}月{on.day}日 {weekday_text(on)} {timezone.localtime(at):%H:%M}"


def _change(meeting: Meeting) -> str:
    """From what to what and why, as the last move recorded it."""
    moved = meeting.events.filter(kind=DispatchEvent.Kind.MOVED).order_by("-at", "-id").first()
    return moved.note if moved else ""


def _agenda(meeting: Meeting, recipient: Officer) -> list[AgendaEntry]:
    """Entries on projects the recipient may see, in order. Nobody is told about what they may not see."""
    visible = Project.objects.visible_to(recipient).values("pk")
    return list(meeting.agenda.current().filter(project__in=visible).select_related("project"))


def _why(attendee: Attendee, agenda: list[AgendaEntry]) -> str:
    """Why they are called: their part, and for a chief the projects they answer for."""
    if attendee.why != Attendee.Why.CHIEF:
        return attendee.get_why_display()
    chief_of = attendee.officer.responsibilities.current().chiefs().values_list("project", flat=True)
    held = set(chief_of.filter(project__in=[entry.project_id for entry in agenda]))
    names = "、".join(entry.project.name for entry in agenda if entry.project_id in held)
    return f"{attendee.get_why_display()}（{names}）" if names else attendee.get_why_display()
