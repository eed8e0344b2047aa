"""Back office of the ledger: presets and lookups. Projects are read here and changed on their own pages only."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from projects.ledger.models import CityRules, Enterprise, Project, Tag
from projects.people.admin import ByRole


@admin.register(CityRules)
class CityRulesAdmin(ByRole, admin.ModelAdmin):
    """Thresholds and clocks of each city; one without a row uses the preset."""

    list_display = ("organisation", "chief_threshold_wan", "backdating_days", "verification_days")


@admin.register(Tag)
class TagAdmin(ByRole, admin.ModelAdmin):
    """Marks on projects."""

    search_fields = ("name",)


class ReadOnly(ByRole, admin.ModelAdmin):
    """Looks, never writes: every write goes through the services and leaves its record."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody adds here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody changes here."""
        return False


@admin.register(Enterprise)
class EnterpriseAdmin(ReadOnly):
    """Firms by code."""

    list_display = ("name", "uscc", "kind", "origin_region")
    list_filter = ("kind",)
    search_fields = ("name", "uscc")


@admin.register(Project)
class ProjectAdmin(ReadOnly):
    """Projects as stored."""

    list_display = ("number", "name", "landing_organisation", "stage", "standing", "total_investment_wan")
    list_filter = ("stage", "standing")
    search_fields = ("number", "name", "external_ref")
    list_select_related = ("landing_organisation",)
