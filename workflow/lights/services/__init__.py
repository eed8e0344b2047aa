"""Every write of the room."""

from workflow.lights.services.choosing import choose_rules
from workflow.lights.services.decrees import (
    adjust_light,
    approve_exemption,
    ask_exemption,
    lift_decree,
    refuse_exemption,
)
from workflow.lights.services.reading import read_due_nights, read_nights

__all__ = [
    "adjust_light",
    "approve_exemption",
    "ask_exemption",
    "choose_rules",
    "lift_decree",
    "read_due_nights",
    "read_nights",
    "refuse_exemption",
]
