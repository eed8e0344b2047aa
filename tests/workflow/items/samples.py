"""Items of 芜湖: issued by the city, led by 繁昌区, joined by 市工信局."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from projects.workdays.queries import add_workdays
from tests.factories import NOW, SHANGHAI, TODAY, City
from workflow.items.deadlines import Deadline
from workflow.items.models import Item
from workflow.items.services import (
    close_item,
    defer_item,
    issue_item,
    reopen_item,
    return_item,
    sign_item,
    submit_item,
    verify_item,
)
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


def signed(city: City, **over: Any) -> Item:
    """By 李填 of 繁昌区."""
    return sign_item(issued(city, **over).pk, by=city.clerk, now=over.get("now", NOW))


def submitted(city: City, *, at: datetime = NOW, **over: Any) -> Item:
    """李填 asks for the closing."""
    return submit_item(signed(city, **over).pk, note="土地已挂牌，附公告。", by=city.clerk, now=at)


def returned(city: City, **over: Any) -> Item:
    """By 王调."""
    return return_item(submitted(city, **over).pk, note="缺挂牌公告。", by=city.dispatcher, now=NOW)


def long_term(city: City, **over: Any) -> Item:
    """Until a review in a month."""
    review = TODAY + timedelta(days=30)
    made = signed(city, **over)
    return defer_item(made.pk, note="待省级规划调整。", review_on=review, by=city.dispatcher, now=NOW)


def closed(city: City, **over: Any) -> Item:
    """By 王调, who had no hand in it."""
    return close_item(submitted(city, **over).pk, note="属实，同意销号。", by=city.dispatcher, now=NOW)


def verified(city: City, **over: Any) -> Item:
    """Looked at again."""
    return verify_item(closed(city, **over).pk, note="现场查看有效。", by=city.dispatcher, now=NOW)


def reopened(city: City, **over: Any) -> Item:
    """Looked at again, and not good."""
    made, deadline = closed(city, **over), Deadline(days=5)
    return reopen_item(made.pk, note="又停工了。", deadline=deadline, by=city.dispatcher, now=NOW)


WALKED = {
    "to_sign": issued,
    "working": signed,
    "returned": returned,
    "checking": submitted,
    "long_term": long_term,
    "closed": closed,
}
"""State → how an item gets there."""
