"""Every write of the room."""

from workflow.items.services.issuing import issue_item
from workflow.items.services.voiding import void_item

__all__ = ["issue_item", "void_item"]
