"""What the forms of the room share."""

from __future__ import annotations

from typing import Any

from django import forms

from projects.errors import DomainError
from projects.ledger.forms.evidence import FilesField


class RoomForm(forms.Form):
    """A form that shows a refusal of the service at its field, or on top."""

    def refuse(self, refused: DomainError) -> None:
        """Put it there."""
        self.add_error(refused.field if refused.field in self.fields else None, refused.detail)


class OptionalFiles(FilesField):
    """Files, none of which is needed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"label": "附件（最多10个）", "required": False, **kwargs})

    def clean(self, data: Any, initial: Any = None) -> Any:
        """A list, empty for nothing chosen."""
        return super().clean(data, initial) if data and any(data if isinstance(data, list) else [data]) else []
