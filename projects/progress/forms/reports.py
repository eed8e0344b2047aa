"""Forms of progress reports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from projects.ledger.models import Project
from projects.progress.forms.base import PaperField, RoomForm
from projects.progress.kinds import PeriodKind
from projects.progress.models import Report, ReportRules
from projects.progress.periods import Period, latest, period_on
from projects.progress.queries import due_on, reported_codes

_OFFERED = {PeriodKind.MONTH: 12, PeriodKind.WEEK: 12}


class _Content(RoomForm):
    news = forms.CharField(
        label="本期进展",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="这一期做成了什么、到了哪一步；只写本期的变化",
    )
    next_steps = forms.CharField(
        label="下步计划", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    completed_wan = forms.DecimalField(
        label="累计完成固定资产投资",
        required=False,
        max_digits=16,
        decimal_places=4,
        min_value=Decimal(0),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text="从开工到本期末的累计数，单位万元；与总投资、到位资金分开统计",
        error_messages={"invalid": "请填数字，例如 12500。"},
    )
    image_percent = forms.IntegerField(
        label="形象进度",
        required=False,
        min_value=0,
        max_value=100,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text="工程形象进度，0 到 100，没有可不填",
    )
    note = forms.CharField(
        label="数据说明", max_length=200, required=False, help_text="累计数减少或超过总投资时，写明原因"
    )
    evidence = PaperField(queryset=None, label="照片和材料", required=False)

    def values(self) -> dict[str, Any]:
        """For the services."""
        names = ("news", "next_steps", "completed_wan", "image_percent", "note", "evidence")
        return {name: self.cleaned_data[name] for name in names if name in self.fields}


class ReportForm(_Content):
    """A new report: first of all, of which period."""

    period = forms.ChoiceField(label="报告期")

    field_order = ("period",)

    def __init__(self, *args: Any, project: Project, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rules = ReportRules.of(project.landing_organisation)
        offered = {kind: latest(kind, on, count) for kind, count in _OFFERED.items()}
        done = reported_codes(project, [one for group in offered.values() for one in group])
        kinds = sorted(offered, key=lambda kind: kind != self.rules.period)
        free = {kind: [one for one in offered[kind] if one.code not in done] for kind in kinds}
        field = self.fields["period"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (f"按{PeriodKind(kind).label}", [(one.code, f"{one.label}（{one.days}）") for one in free[kind]])
            for kind in kinds
        ]
        self.initial.setdefault("period", self._most_likely(free, on))
        self.offer_papers(project)

    def _most_likely(self, free: dict[PeriodKind, list[Period]], on: date) -> str:
        """The last period while it can still be reported in time, else the present one."""
        own = free[PeriodKind(self.rules.period)]
        last = period_on(self.rules.period, on).previous()
        if last in own and on <= due_on(last, self.rules.grace_workdays):
            return last.code
        return own[0].code if own else ""


class CorrectionForm(_Content):
    """The next version of a report."""

    why = forms.CharField(label="更正理由", max_length=200, required=False)

    def __init__(self, *args: Any, report: Report, on: date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", stored_values(report))
        super().__init__(*args, **kwargs)
        self.offer_papers(report.project)
        why = self.fields["why"]
        why.required = report.is_closed_on(on)
        why.help_text = f"报送期限 {report.due_on} 已过，必填" if why.required else "期限内更正可不填"


class WithdrawForm(RoomForm):
    """Why a report or a problem does not count."""

    why = forms.CharField(
        label="作废理由", max_length=200, help_text="报错项目或报告期时使用；报告保留并标明作废，这一期可重新报送"
    )


def stored_values(report: Report) -> dict[str, Any]:
    """What the form of a correction shows at first."""
    names: Sequence[str] = ("news", "next_steps", "image_percent", "note")
    shown = {name: getattr(report, name) for name in names}
    amount = "" if report.completed_wan is None else f"{report.completed_wan.normalize():f}"
    return shown | {"completed_wan": amount, "evidence": list(report.evidence.values_list("pk", flat=True))}
