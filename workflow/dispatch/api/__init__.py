"""API doors of the room: series, sittings, agendas, material before a sitting."""

from workflow.dispatch.api.agenda import AgendaDoor
from workflow.dispatch.api.materials import MaterialDoor
from workflow.dispatch.api.meetings import MeetingDoor
from workflow.dispatch.api.series import SeriesDoor

__all__ = ["AgendaDoor", "MaterialDoor", "MeetingDoor", "SeriesDoor"]
