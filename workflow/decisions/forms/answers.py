"""What is typed on the way of a decision, and a fair-competition review."""

from __future__ import annotations

from typing import Any

from django import forms

from projects.errors import DomainError
from projects.ledger.models import Evidence, Project
from projects.ledger.widgets import DayField
from workflow.decisions.models import Conclusion


class PaperField(forms.ModelChoiceField):
    """One document of the project."""

    def label_from_instance(self, obj: Evidence) -> str:
        """Title, kind and day."""
        return f"{obj.title}（{obj.get_kind_display()}，{obj.uploaded_at:%Y-%m-%d} 上传）"


class RoomForm(forms.Form):
    """A form that takes refusals, and offers the documents of the project where it has such a field."""

    def __init__(self, *args: Any, project: Project | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        paper = self.fields.get("paper")
        if isinstance(paper, PaperField):
            paper.queryset = Evidence.objects.valid().filter(project=project).order_by("-uploaded_at")

    def refuse(self, refused: DomainError) -> None:
        """Put a refusal of the service at its field, or on top."""
        self.add_error(refused.field if refused.field in self.fields else None, refused.detail)


class StartForm(RoomForm):
    """Handing a project to the first step."""

    note = forms.CharField(
        label="发起说明", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="如：拟供地、扶持条款、能耗等需要研判的事项",
    )  # fmt: skip


class AnswerForm(RoomForm):
    """What a unit says, or what was mended."""

    note = forms.CharField(label="意见", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    paper = PaperField(
        Evidence.objects.none(), label="材料", required=False, empty_label="不附材料",
        help_text="会议纪要、评审意见等；先在项目“佐证”中上传，再在这里选用",
    )  # fmt: skip


class ReviewForm(RoomForm):
    """One fair-competition review."""

    reviewer = forms.CharField(label="审查人", max_length=40, help_text="具体负责审查的人员姓名")
    reviewed_on = DayField(label="审查日期")
    conclusion = forms.ChoiceField(label="审查结论", choices=Conclusion.choices, widget=forms.RadioSelect)
    document_number = forms.CharField(label="审查文号", max_length=60, help_text="审查表或审查意见的编号")
    note = forms.CharField(
        label="说明", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="适用例外规定的，写明依据和实施期限",
    )  # fmt: skip
    paper = PaperField(
        Evidence.objects.none(), label="审查材料", required=False, empty_label="不附材料",
        help_text="先在项目“佐证”中上传，再在这里选用",
    )  # fmt: skip


class WhyForm(RoomForm):
    """Why a record is void."""

    why = forms.CharField(label="作废理由", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
