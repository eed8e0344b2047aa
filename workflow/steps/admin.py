"""Back office: the record is read, the division of verification is set."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from projects.people.backoffice import ByRole, ReadOnly
from workflow.steps.models import Claim, ClaimEvent, Transition, VerifyingUnit


class ClaimEvents(ReadOnly, admin.TabularInline):
    """The thread of a claim."""

    model = ClaimEvent
    fields = ("at", "kind", "by", "note", "reasons")
    ordering = ("at", "id")
    extra = 0


@admin.register(Claim)
class ClaimAdmin(ReadOnly, admin.ModelAdmin):
    """Claims."""

    list_display = ("project", "step", "state", "effective_on", "verifying_unit", "due_on", "submitted_by")
    list_filter = ("state", "step")
    search_fields = ("project__name", "project__number")
    list_select_related = ("project", "verifying_unit", "submitted_by")
    date_hierarchy = "effective_on"
    inlines = (ClaimEvents,)


@admin.register(Transition)
class TransitionAdmin(ReadOnly, admin.ModelAdmin):
    """The append-only record."""

    list_display = ("project", "step", "source", "target", "effective_on", "recorded_at", "by", "is_back_dated")
    list_filter = ("step", "is_back_dated")
    search_fields = ("project__name", "project__number")
    list_select_related = ("project", "by")
    date_hierarchy = "effective_on"


@admin.register(VerifyingUnit)
class VerifyingUnitAdmin(ByRole, admin.ModelAdmin):
    """Which unit answers for which step in which city; without a row, the city itself does."""

    list_display = ("city", "step", "unit")
    list_filter = ("step",)
    list_select_related = ("city", "unit")
    autocomplete_fields = ("city", "unit")

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """A row given up: claims already made keep their unit."""
        return self.has_change_permission(request, obj)
