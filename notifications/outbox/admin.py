"""Back office: look, do not touch. What may be decided is decided on the pages, where it is recorded who did."""

from __future__ import annotations

from django.contrib import admin

from notifications.outbox.models import Attempt, Delivery, Occurrence, Watermark
from projects.people.backoffice import ReadOnly


class DeliveryInline(ReadOnly, admin.TabularInline):
    """Deliveries of an occurrence."""

    model = Delivery
    extra = 0
    fields = ["channel", "address", "state", "attempts", "smtp_code", "smtp_reply", "sent_at"]
    show_change_link = True


class AttemptInline(ReadOnly, admin.TabularInline):
    """What became of each attempt."""

    model = Attempt
    extra = 0
    fields = ["number", "at", "outcome", "code", "reply", "by"]


@admin.register(Occurrence)
class OccurrenceAdmin(ReadOnly, admin.ModelAdmin):
    """Reminders."""

    list_display = ["title", "recipient", "rule", "due_at", "is_late", "state"]
    list_filter = ["rule", "state", "is_late"]
    search_fields = ["title", "recipient__name"]
    list_select_related = ["recipient"]
    date_hierarchy = "due_at"
    inlines = [DeliveryInline]


@admin.register(Delivery)
class DeliveryAdmin(ReadOnly, admin.ModelAdmin):
    """Deliveries."""

    list_display = ["address", "state", "attempts", "smtp_code", "not_before", "sent_at"]
    list_filter = ["state", "channel"]
    search_fields = ["address", "message_id"]
    inlines = [AttemptInline]


@admin.register(Watermark)
class WatermarkAdmin(ReadOnly, admin.ModelAdmin):
    """Heartbeats of the scans."""

    list_display = ["name", "scanned_to", "ran_at"]
