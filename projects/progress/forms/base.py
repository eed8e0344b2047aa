"""What the forms of the room share: refusals at their field, papers of the project, what differs from the stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q

from projects.errors import DomainError
from projects.ledger.forms.versions import Differing, Overtaken, differing
from projects.ledger.models import Evidence, Project


class PaperField(forms.ModelMultipleChoiceField):
    """Evidence of the project, to be ticked."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Evidence) -> str:
        """Title and kind."""
        return f"{obj.title}（{obj.get_kind_display()}，{obj.uploaded_at:%m-%d} 上传）"


class RoomForm(Overtaken):
    """A form of this room."""

    def refuse(self, refused: DomainError) -> None:
        """Put a refusal of the service at its field, or on top."""
        self.add_error(refused.field if refused.field in self.fields else None, refused.detail)

    def offer_papers(self, project: Project) -> None:
        """Offer what the project has and what is linked already; a project without evidence has no such field."""
        field = self.fields["evidence"]
        assert isinstance(field, PaperField)
        offered = Q(withdrawn_at__isnull=True) | Q(pk__in=self.initial.get("evidence", []))
        field.queryset = Evidence.objects.filter(offered, project=project).order_by("-uploaded_at")
        if not field.queryset.exists():
            del self.fields["evidence"]

    def differing(self, stored: Mapping[str, Any]) -> list[Differing]:
        """Label, typed and stored text of every field in which the two differ."""
        return differing(self, stored)
