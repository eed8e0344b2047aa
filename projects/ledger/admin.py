"""Back office of the ledger: presets and lookups. Projects are read here and changed on their own pages only."""

from __future__ import annotations

from django.contrib import admin

from projects.ledger.models import Change, CityRules, Enterprise, Project, Tag
from projects.people.backoffice import ByRole, ReadOnly


@admin.register(CityRules)
class CityRulesAdmin(ByRole, admin.ModelAdmin):
    """Thresholds and clocks of each city; one without a row uses the preset."""

    list_display = ("organisation", "chief_threshold_wan", "backdating_days", "verification_days")
    autocomplete_fields = ("organisation",)
    list_select_related = ("organisation",)


@admin.register(Tag)
class TagAdmin(ByRole, admin.ModelAdmin):
    """Marks on projects."""

    search_fields = ("name",)


@admin.register(Enterprise)
class EnterpriseAdmin(ReadOnly, admin.ModelAdmin):
    """Firms by code."""

    list_display = ("name", "uscc", "kind", "origin_region")
    list_filter = ("kind",)
    search_fields = ("name", "uscc")


@admin.register(Project)
class ProjectAdmin(ReadOnly, admin.ModelAdmin):
    """Projects as stored."""

    list_display = ("number", "name", "landing_organisation", "stage", "standing", "total_investment_wan")
    list_filter = ("stage", "standing")
    search_fields = ("number", "name", "external_ref")
    list_select_related = ("landing_organisation",)


@admin.register(Change)
class ChangeAdmin(ReadOnly, admin.ModelAdmin):
    """Who changed which field from what to what."""

    list_display = ("at", "project", "label", "before", "after", "by", "why")
    search_fields = ("project__name", "project__number", "label", "by__name")
    list_select_related = ("project", "by")
    date_hierarchy = "at"
