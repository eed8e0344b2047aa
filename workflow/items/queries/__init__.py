"""Reads of the room. For rooms above: ``unanswered`` for an agenda, ``asking`` for a to-do list."""

from workflow.items.queries.agenda import Unanswered, unanswered
from workflow.items.queries.listing import Line, by_urgency, counted, item_of, lines_of, narrowed
from workflow.items.queries.waiting import all_asking, asking

__all__ = [
    "Line",
    "Unanswered",
    "all_asking",
    "asking",
    "by_urgency",
    "counted",
    "item_of",
    "lines_of",
    "narrowed",
    "unanswered",
]
