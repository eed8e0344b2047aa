"""Which dates a step may carry (domain.md 2.6)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from projects.errors import Invalid
from projects.ledger.models import CityRules, Project


def check_effective_on(
    project: Project, effective_on: date, *, previous: date, previous_label: str, rules: CityRules, now: datetime
) -> bool:
    """Refuse a date in the future, before the previous step, or too far back; True when it is back-dated."""
    if effective_on > timezone.localdate(now):
        raise Invalid(f"发生日期{effective_on}晚于今天，节点发生后才能申报。", "effective_on", "future_date")
    if effective_on < previous:
        raise Invalid(
            f"发生日期{effective_on}早于{previous_label}日期{previous}，请核对。", "effective_on", "date_order"
        )
    entered = timezone.localdate(project.created_at)
    earliest = entered - timedelta(days=rules.backdating_days)
    if effective_on < earliest:
        raise Invalid(
            f"发生日期{effective_on}早于允许补录的最早日期{earliest}（录入日期前{rules.backdating_days}天），"
            "确需补录请联系调度办调整补录期限。",
            "effective_on",
            "too_far_back",
        )
    return effective_on < entered
