"""Back office: the record is read, the division of verification is set."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from workflow.steps.models import Claim, ClaimEvent, Transition, VerifyingUnit


class ReadOnly:
    """Looked at, never written: claims and transitions are made by services alone."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody."""
        return False


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
class VerifyingUnitAdmin(admin.ModelAdmin):
    """Which unit answers for which step in which city."""

    list_display = ("city", "step", "unit")
    list_filter = ("step",)
    list_select_related = ("city", "unit")
    autocomplete_fields = ()
