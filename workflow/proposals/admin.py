"""Back office of the room: presets. Nothing of a project: whoever keeps the system sees no business data."""

from __future__ import annotations

from django.contrib import admin

from projects.people.backoffice import ByRole
from workflow.proposals.models import ProposalRules


@admin.register(ProposalRules)
class ProposalRulesAdmin(ByRole, admin.ModelAdmin):
    """The terms of each city from a day on; one without a row uses the preset."""

    list_display = ("organisation", "valid_from", "register_days", "start_months", "term_days")
    autocomplete_fields = ("organisation",)
    list_select_related = ("organisation",)
