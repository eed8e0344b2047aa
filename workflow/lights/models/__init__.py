"""Rules in force, what people decided over them, and the nightly readings."""

from workflow.lights.models.decrees import DecreeKind, LightDecree
from workflow.lights.models.readings import LightNight, LightReading
from workflow.lights.models.rules import LightRules

__all__ = ["DecreeKind", "LightDecree", "LightNight", "LightReading", "LightRules"]
