"""More samples of dispatch: rules of an agenda, a body with its members, material."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from projects.people.models import Kind, Level, Officer, Organisation, Part
from projects.people.services import add_member, add_organisation
from tests.factories import NOW, City
from tests.workflow.dispatch.sittings import weekly
from workflow.dispatch.models import AgendaEntry, Meeting, Series


def ruled(city: City, *codes: str, now: datetime = NOW, **over: Any) -> Series:
    """A weekly series whose agenda follows these rules, each ``code`` or ``code:most`` or ``code:most:days``."""
    rules = []
    for code in codes:
        name, most, days = [*code.split(":"), "", ""][:3]
        rules.append({"rule": name, "most": int(most) if most else None, "days": int(days) if days else None})
    return weekly(city, agenda_rules=rules, now=now, **over)


def first(series: Series) -> Meeting:
    """Its first sitting."""
    return series.meetings.earliest("starts_at")


def agenda(meeting: Meeting) -> list[tuple[str, list[str]]]:
    """Project and reasons, in order."""
    rows = meeting.agenda.current().select_related("project").order_by("position", "pk")
    return [(row.project.name, row.reasons) for row in rows]


def entry_of(meeting: Meeting, name: str) -> AgendaEntry:
    """The entry of that project."""
    return meeting.agenda.get(project__name=name)


def conference(city: City, *members: Officer) -> Organisation:
    """芜湖市重大项目联席会议 with its members."""
    body = add_organisation(city.city, code="LX", name="市重大项目联席会议", kind=Kind.BODY, level=Level.CITY,
                            office=city.departments["TC"], by=None, now=NOW)  # fmt: skip
    for member in members:
        add_member(body, member, part=Part.MEMBER, valid_from=date(2026, 1, 1), by=None, now=NOW)
    return body
