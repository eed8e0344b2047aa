"""Reads of dispatch that are more than one QuerySet method."""

from workflow.dispatch.queries.agendas import PLANNING_SLACK, agenda_of, is_planning_late, latest_change, propose_agenda
from workflow.dispatch.queries.collisions import Collision, collisions_between, planned_collisions
from workflow.dispatch.queries.series import (
    AGENDA_AT_LEAST,
    next_meeting,
    next_meetings,
    planned_days,
    preview,
    region_of,
    since,
    until_on,
)

__all__ = [
    "AGENDA_AT_LEAST",
    "PLANNING_SLACK",
    "Collision",
    "agenda_of",
    "collisions_between",
    "is_planning_late",
    "latest_change",
    "next_meeting",
    "next_meetings",
    "planned_collisions",
    "planned_days",
    "preview",
    "propose_agenda",
    "region_of",
    "since",
    "until_on",
]
