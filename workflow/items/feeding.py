"""What of this room is fed: action items."""

from __future__ import annotations

from projects.audit.hearing import Heard
from projects.feed.registry import Kind, Touch, on, register
from workflow.items.acts import Act
from workflow.items.api.items import READ, shown_items
from workflow.items.models import Item

ITEM = "action_item"


def of_item(act: Heard) -> list[Touch]:
    """``item.sign`` is told as ``action_item.sign``."""
    assert isinstance(act.subject, Item)
    if not act.action.startswith("item."):
        return []
    return [Touch(ITEM, act.subject.pk, f"action_{act.action}", act.subject.project_id)]


on(Item, of_item)
TYPES = {f"action_{act.value}": str(act.label) for act in Act if act != Act.EXPORT}
register(Kind(ITEM, "交办事项", READ, shown_items, TYPES))
