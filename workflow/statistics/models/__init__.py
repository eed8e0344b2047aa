"""Saved questions and frozen figures."""

from workflow.statistics.models.frozen import FrozenFigure
from workflow.statistics.models.saved import SavedQuestion

__all__ = ["FrozenFigure", "SavedQuestion"]
