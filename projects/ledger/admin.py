"""Back office of the ledger: presets. Nothing of a project: whoever keeps the system sees no business data."""

from __future__ import annotations

from django.contrib import admin

from projects.ledger.models import CityRules
from projects.people.backoffice import ByRole


@admin.register(CityRules)
class CityRulesAdmin(ByRole, admin.ModelAdmin):
    """Thresholds and clocks of each city; one without a row uses the preset."""

    list_display = ("organisation", "chief_threshold_wan", "backdating_days", "verification_days")
    autocomplete_fields = ("organisation",)
    list_select_related = ("organisation",)
