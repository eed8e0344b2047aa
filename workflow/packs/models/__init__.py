"""Packs 会议材料 of dispatch meetings: frozen content, its printed forms, and when a series freezes by itself."""

from workflow.packs.models.packs import Pack, PackFile, PackQuerySet
from workflow.packs.models.plans import FreezePlan

__all__ = ["FreezePlan", "Pack", "PackFile", "PackQuerySet"]
