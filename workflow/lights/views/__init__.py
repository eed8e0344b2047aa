"""Doors of lights: the rules of a city, and decisions over them."""

from workflow.lights.views.decrees import decide, decrees
from workflow.lights.views.rules import rules

__all__ = ["decide", "decrees", "rules"]
