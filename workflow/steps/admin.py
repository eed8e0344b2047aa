"""Back office: the division of verification. Claims and the record are business data and stay outside."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from projects.people.backoffice import ByRole
from workflow.steps.models import VerifyingUnit


@admin.register(VerifyingUnit)
class VerifyingUnitAdmin(ByRole, admin.ModelAdmin):
    """Which unit answers for which step of which projects; without a row, the city itself does.

    A row of the second round makes the projects it fits wait for that unit as well (市级认定).
    """

    list_display = ("city", "step", "round", "project_kind", "start_kind", "from_wan", "unit", "days")
    list_filter = ("step", "round", "project_kind")
    list_select_related = ("city", "unit")
    autocomplete_fields = ("city", "unit")

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """A row given up: claims already made keep their unit."""
        return self.has_change_permission(request, obj)
