"""Back office: the calendar can be looked at; it is changed by loading a file (``load_workdays``)."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from projects.workdays.models import CalendarYear, Day


class ReadOnlyAdmin(admin.ModelAdmin):
    """Looks, never writes."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody changes here."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody deletes here."""
        return False


@admin.register(CalendarYear)
class CalendarYearAdmin(ReadOnlyAdmin):
    """Which years are loaded, and which of them are official."""

    list_display = ("year", "is_official", "source", "loaded_at")


@admin.register(Day)
class DayAdmin(ReadOnlyAdmin):
    """Holidays and make-up days."""

    list_display = ("date", "kind", "is_workday", "name")
    list_filter = ("kind",)
    date_hierarchy = "date"
