"""第几次: sittings are numbered one after the other as they are called, never by the week of the year."""

from __future__ import annotations

from django.db.models import Max

from workflow.dispatch.models import Series


def next_number(series: Series) -> int:
    """One more than the last of a locked series, cancelled ones included; never below the first number it was given."""
    last: int = series.meetings.aggregate(last=Max("number"))["last"] or 0
    return max(last + 1, series.first_number)
