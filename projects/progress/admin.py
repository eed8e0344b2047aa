"""Back office of the room: presets. Nothing of a project: whoever keeps the system sees no business data."""

from __future__ import annotations

from django.contrib import admin

from projects.people.backoffice import ByRole
from projects.progress.models import ReportRules


@admin.register(ReportRules)
class ReportRulesAdmin(ByRole, admin.ModelAdmin):
    """How often each unit reports and when a report is late; one without a row uses the preset."""

    list_display = ("organisation", "period", "grace_workdays", "silent_days")
    autocomplete_fields = ("organisation",)
    list_select_related = ("organisation",)
