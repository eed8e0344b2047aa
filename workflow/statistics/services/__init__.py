"""Saving a question, freezing a figure."""

from workflow.statistics.services.freezing import freeze
from workflow.statistics.services.saving import change_question, remove_question, save_question

__all__ = ["change_question", "freeze", "remove_question", "save_question"]
