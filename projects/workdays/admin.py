"""Back office: years come by file (``load_workdays``); a single day may be set by the system administrator."""

from __future__ import annotations

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest

from projects.people.backoffice import ByRole, ReadOnly
from projects.workdays.days import WORKED
from projects.workdays.models import CalendarYear, Day


@admin.register(CalendarYear)
class CalendarYearAdmin(ReadOnly, admin.ModelAdmin):
    """Which years are loaded, and which of them are official."""

    list_display = ("year", "is_official", "source", "loaded_at")


@admin.register(Day)
class DayAdmin(ByRole, admin.ModelAdmin):
    """Holidays and make-up days; what the city changes after the notice is set day by day."""

    list_display = ("date", "kind", "is_workday", "name")
    list_filter = ("kind",)
    date_hierarchy = "date"
    fields = ("date", "kind", "name", "is_workday")
    readonly_fields = ("date", "is_workday")

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Days come with their year."""
        return False

    def save_model(self, request: HttpRequest, obj: Day, form: ModelForm, change: bool) -> None:
        """Whether it is worked follows from its kind."""
        obj.is_workday = obj.kind in WORKED
        super().save_model(request, obj, form, change)
