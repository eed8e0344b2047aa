"""Items, what stands beside them, their threads, and the numbers of their clocks."""

from workflow.items.models.beside import Extension, Handover, JointUnit, Referral, Urge
from workflow.items.models.events import FILES_PER_EVENT, Event, ItemFile
from workflow.items.models.items import Item, ItemQuerySet
from workflow.items.models.rules import PRESET, ItemRule, Numbers, numbers_of

__all__ = [
    "FILES_PER_EVENT",
    "PRESET",
    "Event",
    "Extension",
    "Handover",
    "Item",
    "ItemFile",
    "ItemQuerySet",
    "ItemRule",
    "JointUnit",
    "Numbers",
    "Referral",
    "Urge",
    "numbers_of",
]
