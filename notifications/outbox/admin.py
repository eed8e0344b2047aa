"""Back office: how far the scans have come. Letters name projects and people and are read on their own pages only."""

from __future__ import annotations

from django.contrib import admin

from notifications.outbox.models import Watermark
from projects.people.backoffice import ReadOnly


@admin.register(Watermark)
class WatermarkAdmin(ReadOnly, admin.ModelAdmin):
    """Heartbeats of the scans."""

    list_display = ["name", "scanned_to", "ran_at"]
