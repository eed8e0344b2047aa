"""Merged letters: whatever came up since the working morning before, one letter a person and rule each morning."""

from notifications.reminders.rules.merged.clocks import StageClocks
from notifications.reminders.rules.merged.lights import LightTurns
from notifications.reminders.rules.merged.nodes import PlannedNodes

__all__ = ["LightTurns", "PlannedNodes", "StageClocks"]
