"""API doors of the room."""

from workflow.items.api.items import ItemDoor

__all__ = ["ItemDoor"]
