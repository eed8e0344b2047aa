"""Who sat where on the day of a sitting."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from projects.people.models import Officer, Tenure
from workflow.dispatch.models import Meeting


def seat_of(officer: Officer, on: date) -> str:
    """繁昌区区长; the unit alone for who holds no post."""
    tenures = Tenure.objects.current_on(on).filter(officer=officer).select_related("post__organisation")
    held = tenures.order_by("-post__is_principal", "-valid_from").first()
    if held is not None:
        return held.post.name_on(on)
    return officer.organisation.name_on(on) if officer.organisation else ""


def chair_of(meeting: Meeting) -> str:
    """芜湖市市长陈市长: post and name of who chairs; empty where nobody is set."""
    chair = meeting.series.chair
    if chair is None:
        return ""
    held = Tenure.objects.current_on(timezone.localdate(meeting.starts_at)).filter(officer=chair)
    tenure = held.select_related("post__organisation").order_by("-post__is_principal", "-valid_from").first()
    return f"{tenure.post.name_on(timezone.localdate(meeting.starts_at))}{chair.name}" if tenure else chair.name
