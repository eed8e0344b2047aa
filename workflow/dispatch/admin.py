"""Back office: dispatch can be looked at; it is changed on its own pages, where every change is explained."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from workflow.dispatch.models import AgendaEntry, Attendee, DispatchEvent, Meeting, Series


class _ReadOnly:
    """Looks, never writes."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody adds here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody changes here."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody deletes here."""
        return False


class AgendaInline(_ReadOnly, admin.TabularInline):
    """What the sitting talks about."""

    model = AgendaEntry
    fk_name = "meeting"


class AttendeeInline(_ReadOnly, admin.TabularInline):
    """Who is called."""

    model = Attendee


@admin.register(Series)
class SeriesAdmin(_ReadOnly, admin.ModelAdmin):
    """Series."""

    list_display = ("name", "organisation", "kind", "time", "holiday_policy", "planned_through", "is_active")
    list_filter = ("kind", "is_active")
    list_select_related = ("organisation",)
    search_fields = ("name",)


@admin.register(Meeting)
class MeetingAdmin(_ReadOnly, admin.ModelAdmin):
    """Sittings."""

    list_display = ("title", "starts_at", "place", "state", "shift_reason")
    list_filter = ("state",)
    list_select_related = ("series",)
    date_hierarchy = "starts_at"
    inlines = (AgendaInline, AttendeeInline)


@admin.register(DispatchEvent)
class DispatchEventAdmin(_ReadOnly, admin.ModelAdmin):
    """Who did what."""

    list_display = ("at", "series", "meeting", "kind", "by", "note")
    list_filter = ("kind",)
    list_select_related = ("series", "meeting__series", "by")
