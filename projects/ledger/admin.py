"""Back office of the ledger: presets. Nothing of a project: whoever keeps the system sees no business data."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from projects.ledger.models import CityRules
from projects.ledger.services import follow_rules
from projects.people.backoffice import ByRole
from projects.people.models import Organisation
from projects.people.requests import officer_of


@admin.register(CityRules)
class CityRulesAdmin(ByRole, admin.ModelAdmin):
    """Thresholds and clocks of each city; one without a row uses the preset."""

    list_display = ("organisation", "chief_threshold_wan", "backdating_days", "verification_days")
    autocomplete_fields = ("organisation",)
    list_select_related = ("organisation",)

    def save_model(self, request: HttpRequest, obj: CityRules, form: Any, change: bool) -> None:
        """The projects of the city follow; where the rules were given to another city, those of both."""
        super().save_model(request, obj, form, change)
        cities = {obj.organisation_id, form.initial.get("organisation")} - {None}
        follow_rules(Organisation.objects.filter(pk__in=cities), by=officer_of(request), now=timezone.now())
