"""Back office of the room: presets. Nothing of a project: whoever keeps the system sees no business data."""

from __future__ import annotations

from django.contrib import admin

from projects.people.backoffice import ByRole
from workflow.anomalies.models import AnomalyRules


@admin.register(AnomalyRules)
class AnomalyRulesAdmin(ByRole, admin.ModelAdmin):
    """From when on something counts as conspicuous; a city without a row uses the preset."""

    list_display = ("organisation", "look_back_days", "late_days", "month_end_percent", "eve_least", "amount_percent")
    autocomplete_fields = ("organisation",)
    list_select_related = ("organisation",)
