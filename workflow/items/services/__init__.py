"""Every write of the room."""

from workflow.items.services.issuing import issue_item

__all__ = ["issue_item"]
