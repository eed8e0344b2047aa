"""不可抗力豁免 that units asked for: the office decides, and never whoever asked."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils import timezone

from projects.people.models import Officer
from projects.people.roles import Permission
from workflow.desk.queries.tasks.lines import NOTHING, Part, Task
from workflow.lights.models import LightDecree

EXEMPTIONS_SHOWN = 3


def to_exempt(officer: Officer, on: date) -> Part:
    """Exemptions that wait for the officer's office, the oldest few."""
    if not officer.may(Permission.DISPATCH_WRITE):
        return NOTHING
    found = LightDecree.objects.answerable_by(officer)
    first = list(found.select_related("project")[:EXEMPTIONS_SHOWN])
    count = found.count() if len(first) == EXEMPTIONS_SHOWN else len(first)
    lines = [_exempt(one, on) for one in first]
    if count > len(first):
        url = f"{reverse('lights:decrees')}?tab=waiting"
        lines.append(Task("traffic-lights", "", f"另有 {count - len(first)} 项豁免申请", url, "全部"))
    return Part(lines, count, f"{count} 项亮灯豁免待您审定" if count else "")


def _exempt(one: LightDecree, on: date) -> Task:
    url = reverse("lights:decide", args=[one.project_id])
    waited = f"已等 {(on - timezone.localdate(one.asked_at)).days} 天"
    due = "申请的有效期已过" if one.until_on < on else waited
    return Task("traffic-lights", "审定", f"{one.project.name}　不可抗力豁免", url, due, one.until_on < on)
