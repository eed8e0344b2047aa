"""Choosing a template."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from projects.errors import DomainError
from projects.ledger.widgets import DayField
from projects.plans.models import Template
from projects.plans.outlines import Outline
from projects.plans.presets import PRESETS
from projects.plans.services.templates import outlines_of


class ApplyForm(forms.Form):
    """Which template from which day on."""

    template = forms.ChoiceField(label="节点模板", help_text="本市模板由调度办公室维护；没有合适的可用系统模板")
    starts_on = DayField(label="起算日期", help_text="第一个节点从这一天开始，后面的节点按工期和前置关系推算")

    def __init__(self, *args: Any, offered: Iterable[Template], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = {str(one.pk): one for one in offered}
        field = self.fields["template"]
        assert isinstance(field, forms.ChoiceField)
        own = [(pk, f"{one.name}（{one.get_start_kind_display()}）") for pk, one in self.own.items()]
        presets = [(preset.code, preset.name) for preset in PRESETS.values()]
        field.choices = [*([("本市模板", own)] if own else []), ("系统模板", presets)]

    def chosen(self) -> tuple[str, list[Outline]]:
        """Name and nodes of the template that was chosen."""
        code = self.cleaned_data["template"]
        if code in self.own:
            return self.own[code].name, outlines_of(self.own[code])
        return PRESETS[code].name, list(PRESETS[code].nodes)

    def refuse(self, refused: DomainError) -> None:
        """Put a refusal of the service at its field, or on top."""
        self.add_error(refused.field if refused.field in self.fields else None, refused.detail)
