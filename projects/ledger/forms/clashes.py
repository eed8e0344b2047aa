"""Forms of clashes and transfers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from projects.errors import DomainError
from projects.ledger.forms.versions import Overtaken
from projects.ledger.kinds import ClashOutcome, ClashSide
from projects.ledger.models import Project
from projects.ledger.queries_clashes import receivers_of
from projects.ledger.widgets import OrganisationField
from projects.people.models import Organisation

_LONG = forms.Textarea(attrs={"rows": 3})


class Refusable(Overtaken):
    """A form that carries the version of what it showed, and takes a refusal of the service."""

    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def refuse(self, refused: DomainError) -> None:
        """Put it at its field, or on top."""
        self.add_error(refused.field if refused.field in self.fields else None, refused.detail)


def status_of(form: Refusable | None) -> int:
    """The HTTP status of the page that shows the form."""
    if form is None:
        return 200
    return 412 if form.is_overtaken else 422 if form.errors else 200


class StatementForm(Refusable):
    """A side's account of how it came to the project."""

    text = forms.CharField(
        label="陈述",
        widget=_LONG,
        max_length=2000,
        help_text="首次接触的时间、对接人、推进到哪一步；只有裁定单位看得到",
    )
    proof = forms.CharField(
        label="依据", widget=_LONG, max_length=2000, required=False, help_text="会议纪要、来函、考察记录等文号或日期"
    )


class RulingForm(Refusable):
    """The office's ruling."""

    outcome = forms.ChoiceField(label="裁定", choices=ClashOutcome.choices, widget=forms.RadioSelect)
    kept = forms.ChoiceField(
        label="共同推进时继续的档案",
        choices=[(ClashSide.FIRST, "首报单位的档案"), (ClashSide.LATER, "后报单位的档案（首报单位登记为首谈单位）")],
        required=False,
    )
    first_percent = forms.DecimalField(
        label="共同推进时首报单位的业绩比例",
        min_value=Decimal("0.01"),
        max_value=Decimal("99.99"),
        decimal_places=2,
        required=False,
        help_text="其余归后报单位，合计 100%",
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    reason = forms.CharField(
        label="理由", widget=_LONG, max_length=400, help_text="双方都会看到，请不要写入对方项目的名称、金额和人员"
    )


class ReopenForm(Refusable):
    """Why the ruling is looked at again."""

    reason = forms.CharField(label="复议理由", widget=_LONG, max_length=400)


class TransferForm(Refusable):
    """To whom a project goes, and how the credit is split."""

    to = OrganisationField(Organisation.objects.none(), label="接收单位", empty_label="请选择")
    sender_percent = forms.DecimalField(
        label="首谈单位的业绩比例",
        min_value=Decimal(0),
        max_value=Decimal(100),
        decimal_places=2,
        initial=Decimal(50),
        help_text="其余归接收单位（落地），合计 100%",
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    why = forms.CharField(label="理由", widget=_LONG, max_length=200)

    def __init__(self, *args: Any, project: Project, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = receivers_of(project, on)


class AnswerForm(Refusable):
    """The receiving unit's answer."""

    note = forms.CharField(
        label="说明",
        widget=_LONG,
        max_length=200,
        required=False,
        help_text="不接收时必填；接收后本单位即为落地、牵头单位",
    )
