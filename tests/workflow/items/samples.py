"""Items of 芜湖: issued by the city, led by 繁昌区, joined by 市工信局."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from projects.workdays.queries import add_workdays
from tests.factories import NOW, SHANGHAI, TODAY, City
from workflow.items.deadlines import Deadline
from workflow.items.models import Item
from workflow.items.services import issue_item
from workflow.items.sources import Source, SourceKind

SOURCE = Source(SourceKind.MEETING, "芜湖市重大项目周调度第34次会议")


def later(days: int, since: datetime = NOW) -> datetime:
    """Nine o'clock, so many working days later."""
    on = add_workdays(since.date(), days)
    return datetime(on.year, on.month, on.day, 9, tzinfo=SHANGHAI)


def issued(city: City, **over: Any) -> Item:
    """By 王调 for the city, to 繁昌区, in ten working days."""
    said: dict[str, Any] = {
        "issuer": city.city,
        "matter": "协调解决项目用地指标，11月底前完成土地挂牌",
        "lead": city.district,
        "deadline": Deadline(days=10),
        "source": SOURCE,
        "by": city.dispatcher,
        "now": NOW,
        **over,
    }
    return issue_item(**said)


__all__ = ["NOW", "SOURCE", "TODAY", "issued", "later"]
