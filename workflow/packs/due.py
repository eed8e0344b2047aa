"""At which instant the pack of a sitting is due by plan. Pure but for the calendar of working days."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from projects.errors import DomainError
from projects.workdays.queries import add_workdays
from workflow.dispatch.models import Meeting
from workflow.packs.kinds import LeadUnit
from workflow.packs.models import FreezePlan


def due_at(meeting: Meeting, plan: FreezePlan) -> datetime | None:
    """So many hours before the sitting, or at ``plan.at`` so many working days before its day; never after it begins.

    None where the calendar of that year is not loaded: nothing is promised then. What was due before the plan was
    made, or before the sitting was called, is due when that happened.
    """
    is_hours = plan.unit == LeadUnit.HOURS
    due = meeting.starts_at - timedelta(hours=plan.lead) if is_hours else _by_workdays(meeting, plan)
    return max(due, plan.since, meeting.called_at) if due is not None else None


def _by_workdays(meeting: Meeting, plan: FreezePlan) -> datetime | None:
    day = timezone.localdate(meeting.starts_at)
    try:
        on = add_workdays(day, -plan.lead) if plan.lead else day
    except DomainError:
        return None
    return timezone.make_aware(datetime.combine(on, plan.at), timezone.get_default_timezone())
