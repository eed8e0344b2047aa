"""The form of a document."""

from __future__ import annotations

from django import forms
from django.conf import settings

from projects.errors import DomainError
from projects.ledger.kinds import EvidenceKind
from projects.ledger.widgets import EMPTY, DayField


class EvidenceForm(forms.Form):
    """A document to be kept with a project."""

    kind = forms.ChoiceField(label="材料类型", choices=[*EMPTY, *EvidenceKind.choices])
    title = forms.CharField(label="标题", max_length=120, required=False, help_text="留空则用文件名")
    issued_on = DayField(label="出具日期", required=False)
    file = forms.FileField(
        label="文件",
        help_text=f"PDF、Office 文档或照片，不超过 {settings.EVIDENCE_MAX_BYTES // 1024 // 1024} MB",
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.doc,.docx,.xls,.xlsx,.ppt,.pptx"}),
    )

    def refuse(self, refused: DomainError) -> None:
        """Put a refusal of the service at its field, or on top."""
        self.add_error(refused.field if refused.field in self.fields else None, refused.detail)
