"""Back office: dispatch can be looked at; it is changed on its own pages, where every change is explained."""

from __future__ import annotations

from django.contrib import admin

from projects.people.backoffice import ReadOnly
from workflow.dispatch.models import AgendaEntry, Attendee, DispatchEvent, Meeting, Series


class AgendaInline(ReadOnly, admin.TabularInline):
    """What the sitting talks about."""

    model = AgendaEntry
    fk_name = "meeting"


class AttendeeInline(ReadOnly, admin.TabularInline):
    """Who is called."""

    model = Attendee


@admin.register(Series)
class SeriesAdmin(ReadOnly, admin.ModelAdmin):
    """Series."""

    list_display = ("name", "organisation", "kind", "time", "holiday_policy", "planned_through", "is_active")
    list_filter = ("kind", "is_active")
    list_select_related = ("organisation",)
    search_fields = ("name",)


@admin.register(Meeting)
class MeetingAdmin(ReadOnly, admin.ModelAdmin):
    """Sittings."""

    list_display = ("title", "starts_at", "place", "state", "shift_reason")
    list_filter = ("state",)
    list_select_related = ("series",)
    date_hierarchy = "starts_at"
    inlines = (AgendaInline, AttendeeInline)


@admin.register(DispatchEvent)
class DispatchEventAdmin(ReadOnly, admin.ModelAdmin):
    """Who did what."""

    list_display = ("at", "series", "meeting", "kind", "by", "note")
    list_filter = ("kind",)
    list_select_related = ("series", "meeting__series", "by")
