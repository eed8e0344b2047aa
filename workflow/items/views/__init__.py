"""Doors of action items."""

from workflow.items.views.issuing import issue
from workflow.items.views.listed import export, listed, urge
from workflow.items.views.thread import item_file, item_page

__all__ = ["export", "issue", "item_file", "item_page", "listed", "urge"]
