"""The two readings between which a difference is explained."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone

from projects.ledger.widgets import DayField
from workflow.statistics.forms.fields import MomentField
from workflow.statistics.terms import Moment


class MomentsForm(forms.Form):
    """Earlier and later; what is left empty is the figure's own day, and for the later instant now."""

    before_as_of = DayField(label="截至日期", required=False)
    before_known = MomentField(label="按何时所知")
    after_as_of = DayField(label="截至日期", required=False)
    after_known = MomentField(label="按何时所知", help_text="留空为现在。")

    def __init__(self, data: QueryDict, *, of: Moment, now: datetime) -> None:
        super().__init__(data if any(data.get(name) for name in self.base_fields) else _usual(of, now))
        self.of, self.now = of, now

    def clean(self) -> dict[str, Any]:
        """No day is ahead."""
        given = super().clean() or self.cleaned_data
        for name in ("before_as_of", "after_as_of"):
            if given.get(name) and given[name] > timezone.localdate(self.now):
                self.add_error(name, "截至日期不能晚于今天。")
        return given

    def moments(self) -> tuple[Moment, Moment]:
        """Both readings of a valid form."""
        given = self.cleaned_data
        before = Moment.asked(
            now=self.now, as_of=given["before_as_of"] or self.of.as_of, known_at=self._before(given["before_known"])
        )
        after = Moment.asked(now=self.now, as_of=given["after_as_of"] or self.of.as_of, known_at=given["after_known"])
        return before, after

    def _before(self, known: datetime | None) -> datetime:
        """The minute that ``_usual`` shows means the figure's own instant, seconds and all."""
        own = min(_end(self.of), self.now)
        return own if known is None or known == own.replace(second=0, microsecond=0) else known


def _end(of: Moment) -> datetime:
    """What the system knew when the figure's day was over, or the instant for which it was asked."""
    if not of.is_latest:
        return of.known_at
    local = timezone.localtime(of.known_at)
    return local.replace(year=of.as_of.year, month=of.as_of.month, day=of.as_of.day, hour=23, minute=59, second=59)


def _usual(of: Moment, now: datetime) -> QueryDict:
    """From the figure's own instant (or the end of its day) to now."""
    made = QueryDict(mutable=True)
    made["before_as_of"] = made["after_as_of"] = of.as_of.isoformat()
    made["before_known"] = f"{timezone.localtime(min(_end(of), now)):%Y-%m-%dT%H:%M}"
    return made
