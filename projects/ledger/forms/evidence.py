"""The forms of a document: keeping one, adding files to it, declaring it void."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from projects.errors import DomainError
from projects.ledger.filetypes import TYPES
from projects.ledger.kinds import EvidenceKind
from projects.ledger.models import FILES_PER_ITEM
from projects.ledger.widgets import EMPTY, DayField

_MOST = settings.EVIDENCE_MAX_BYTES // 1024 // 1024
_ACCEPT = ",".join(f".{extension}" for extension in TYPES)


class FilesInput(forms.ClearableFileInput):
    """A file input that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Files of one document."""

    def __init__(self, **kwargs: Any) -> None:
        help_text = f"PDF、Office 文档或照片；最多 {FILES_PER_ITEM} 个文件，每个不超过 {_MOST} MB"
        widget = FilesInput(attrs={"accept": _ACCEPT})
        super().__init__(**{"label": "文件（可多选）", "help_text": help_text, "widget": widget, **kwargs})

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Every file chosen. An empty one passes: the service refuses it by its name."""
        chosen = data if isinstance(data, list) else [data]
        if not any(chosen):
            super().clean(None, initial)
        return [one for one in chosen if one]


class Refusable(forms.Form):
    """A form that shows a refusal of the service."""

    def refuse(self, refused: DomainError) -> None:
        """Put it at its field, or on top."""
        self.add_error(refused.field if refused.field in self.fields else None, refused.detail)


class EvidenceForm(Refusable):
    """A document to be kept with a project."""

    kind = forms.ChoiceField(label="材料类型", choices=[*EMPTY, *EvidenceKind.choices])
    title = forms.CharField(label="标题", max_length=120, required=False, help_text="留空则用文件名")
    issued_on = DayField(label="出具日期", required=False)
    file = FilesField()


class MoreFilesForm(Refusable):
    """More files of a document that is kept already."""

    file = FilesField()


class WithdrawEvidenceForm(Refusable):
    """Why a document is void."""

    reason = forms.CharField(label="作废理由", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
