"""What the timeline shows beside the filters of the list: how it is grouped, and which months."""

from __future__ import annotations

from datetime import date

from django import forms
from django.http import QueryDict

from workflow.desk.spans import MONTHS, USUAL_MONTHS, Span, first_of, usual_first

GROUPS = (("project", "按项目"), ("unit", "按单位"), ("late", "逾期节点"))
PAPERS = (("a4", "A4 横向"), ("a3", "A3 横向"))


class TimelineForm(forms.Form):
    """Every word is optional; what cannot be read counts as the usual."""

    from_month = forms.CharField(
        label="起始月份", required=False, max_length=7, widget=forms.TextInput(attrs={"type": "month"})
    )
    months = forms.ChoiceField(label="时间跨度", required=False, choices=[(str(one), f"{one}个月") for one in MONTHS])
    paper = forms.ChoiceField(label="打印纸张", required=False, choices=PAPERS)

    def __init__(self, query: QueryDict, *, on: date) -> None:
        self.query, self.on = query, on
        self.span = Span(first_of(query.get("from_month", "")) or usual_first(on), self._months)
        shown = {"from_month": f"{self.span.first:%Y-%m}", "months": str(self.span.months), "paper": self.sheet}
        super().__init__(shown)

    @property
    def _months(self) -> int:
        given = self.query.get("months", "")
        return int(given) if given in [str(one) for one in MONTHS] else USUAL_MONTHS

    @property
    def sheet(self) -> str:
        """a4 or a3."""
        given = self.query.get("paper", "")
        return given if given in dict(PAPERS) else "a4"

    @property
    def group(self) -> str:
        """One of ``GROUPS``."""
        given = self.query.get("by", "")
        return given if given in dict(GROUPS) else "project"
