"""``{% minutes_links meeting %}``: the buttons of this room on the page of a sitting, for rooms below that show it."""

from __future__ import annotations

from typing import Any

from django import template

from projects.people.models import Officer
from workflow.dispatch.models import Meeting
from workflow.minutes.policies import may_record

register = template.Library()


@register.inclusion_tag("minutes/_meeting_links.html", takes_context=True)
def minutes_links(context: dict[str, Any], meeting: Meeting) -> dict[str, Any]:
    """Nothing for a visitor who is no officer."""
    officer = getattr(context.get("request"), "user", None)
    if not isinstance(officer, Officer):
        return {"meeting": meeting, "may_open": False, "records": False}
    return {"meeting": meeting, "may_open": True, "records": may_record(meeting, officer)}
