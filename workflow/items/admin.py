"""Back office of the room: presets. Nothing of an item: whoever keeps the system sees no business data."""

from __future__ import annotations

from django.contrib import admin

from projects.people.backoffice import ByRole
from workflow.items.models import ItemRule


@admin.register(ItemRule)
class ItemRuleAdmin(ByRole, admin.ModelAdmin):
    """The clocks of each issuer and of those below it; one without a row uses that above it, or the preset."""

    list_display = ("organisation", "sign_days", "blue_days", "yellow_days", "check_days")
    autocomplete_fields = ("organisation",)
    list_select_related = ("organisation",)
