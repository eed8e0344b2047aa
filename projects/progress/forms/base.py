"""What the forms of the room share: refusals at their field, papers of the project, what differs from the stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q

from projects.errors import DomainError
from projects.ledger.models import Evidence, Project

NOTHING = "（空）"


class PaperField(forms.ModelMultipleChoiceField):
    """Evidence of the project, to be ticked."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Evidence) -> str:
        """Title and kind."""
        return f"{obj.title}（{obj.get_kind_display()}，{obj.uploaded_at:%m-%d} 上传）"


class RoomForm(forms.Form):
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

    def differing(self, stored: Mapping[str, Any]) -> list[tuple[str, str, str]]:
        """Label, typed and stored text of every field in which the two differ."""
        rows = [(name, self[name]) for name in self.fields if name in stored]
        texts = [(str(box.label), self._text(name, box.value()), self._text(name, stored[name])) for name, box in rows]
        return [one for one in texts if one[1] != one[2]]

    def _text(self, name: str, value: Any) -> str:
        field = self.fields[name]
        if isinstance(field, forms.ModelMultipleChoiceField):
            keys = {str(getattr(one, "pk", one)) for one in value or []}
            return "、".join(str(one) for one in field.queryset or () if str(one.pk) in keys) or NOTHING
        if isinstance(field, forms.ChoiceField):
            return _choice_text(field, str(getattr(value, "pk", value) or ""))
        if isinstance(field, forms.DecimalField) and value not in (None, ""):
            return _number_text(str(value))
        return str(value).strip().replace("\r\n", "\n") if value not in (None, "") else NOTHING


def _choice_text(field: forms.ChoiceField, key: str) -> str:
    flat: dict[str, str] = {}
    for value, label in field.choices:  # type: ignore[union-attr, misc]
        group = label if isinstance(label, list | tuple) else [(value, label)]
        flat.update({str(one): str(word) for one, word in group})
    return flat.get(key, key) or NOTHING


def _number_text(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text
