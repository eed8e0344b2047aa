"""The route: cursors, filters, refusals, what a page costs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from projects.audit.models import Head
from projects.errors import Invalid
from projects.feed import queries, services
from projects.feed.models import FeedChange
from projects.ledger.services import update_project
from tests.api.callers import Caller, caller
from tests.factories import City, new_project, submitted
from tests.projects.feed.reading import now_of, since, types

pytestmark = pytest.mark.django_db


def entered(city: City, many: int) -> None:
    for number in range(many):
        new_project(city, name=f"项目{number}", now=timezone.now(), investor=f"企业{number}")


def test_pages_follow_one_another_without_gap_or_overlap(city: City, whole: Caller) -> None:
    entered(city, 5)
    small = since(whole, page_size=2)
    assert small == since(whole) and len(small) == 5
    assert [row["id"] for row in small] == sorted({row["id"] for row in small})


def test_a_cursor_at_the_end_gives_nothing_and_stays(city: City, whole: Caller) -> None:
    entered(city, 1)
    end = now_of(whole)
    body = whole.get(f"/changes/?after={end}").made(200)
    assert body == {"results": [], "next": None, "previous": None, "cursor": end, "more": False}


def test_a_cursor_is_no_telephone_number_to_be_hidden(city: City, whole: Caller) -> None:
    """A key that only reads gets texts with their numbers hidden; a position of eleven digits looks like one."""
    reader = caller(city.city, "project:read")
    assert Head.objects.filter(pk=1).update(seq=13_000)
    entered(city, 1)
    end = now_of(reader)
    assert end.isdigit() and len(end) == 11
    assert reader.get(f"/changes/?after={end}").made(200)["cursor"] == end


def test_types_take_wildcards_and_the_cursor_moves_past_what_was_not_wanted(city: City, whole: Caller) -> None:
    project = new_project(city, now=timezone.now())
    submitted(city, project, "sign", now=timezone.now())
    assert set(types(since(whole, types="claim.*"))) == {"claim.created", "claim.submitted"}
    assert types(since(whole, types="claim.submitted,project.created")) == ["project.created", "claim.submitted"]
    body = whole.get("/changes/?types=meeting.*").made(200)
    assert (body["results"], body["cursor"]) == ([], now_of(whole))


def test_one_project_alone(city: City, whole: Caller) -> None:
    entered(city, 3)
    wanted = new_project(city, name="只看它", now=timezone.now(), investor="另一家")
    told = since(whole, project=wanted.pk)
    assert [row["object"]["project"] for row in told] == [str(wanted.pk)]
    assert whole.get(f"/changes/?project={wanted.pk}").body["cursor"] == now_of(whole)


def test_each_change_is_trimmed_to_the_fields_asked_for(city: City, whole: Caller) -> None:
    entered(city, 1)
    body = whole.get("/changes/?fields=id,type").made(200)
    assert body["results"] == [{"id": row["id"], "type": row["type"]} for row in since(whole)]
    assert body["cursor"] == now_of(whole)
    for fields in ("cursor", "id,colour"):
        assert whole.get(f"/changes/?fields={fields}").refused(422, "invalid")["errors"][0]["field"] == "fields"


def test_an_invalid_cursor_is_refused(whole: Caller) -> None:
    for cursor in ("x", "-1", "1.5", "９", "1" * 19, "%00"):
        refused = whole.get(f"/changes/?after={cursor}")
        assert (refused.status, refused.code) in ((400, "invalid_cursor"), (422, "invalid")), cursor


def test_a_cursor_beyond_the_end_means_an_older_database_and_a_new_snapshot(whole: Caller) -> None:
    whole.get(f"/changes/?after={queries.last() + 1}").refused(410, "cursor_expired")


def test_values_out_of_bounds_are_refused(whole: Caller) -> None:
    for query in ("page_size=0", "page_size=1001", "page_size=x", "project=1"):
        whole.get(f"/changes/?{query}").refused(422, "invalid")


def test_a_key_without_the_scope_is_refused(city: City) -> None:
    caller(city.city, "dispatch:read").get("/changes/").refused(403, "not_allowed")


def test_a_page_costs_the_same_queries_whatever_its_length(city: City, whole: Caller) -> None:
    project = new_project(city, now=timezone.now())
    submitted(city, project, "sign", now=timezone.now())
    counts = []
    now_of(whole)  # a key notes its first use
    for _ in range(2):
        with CaptureQueriesContext(
            connection,
        ) as caught:
            rows = whole.get("/changes/?page_size=1000").made(200)["results"]
        counts.append((len(caught), len(rows)))
        entered(city, 12)
    (few, short), (many, long) = counts
    assert long > short
    assert many == few <= 40, counts


def test_old_changes_leave_and_an_older_cursor_is_told_to_take_a_new_snapshot(city: City, whole: Caller) -> None:
    entered(city, 3)
    first, second, third = FeedChange.objects.order_by("position")
    now = timezone.now()
    FeedChange.objects.filter(pk__lte=second.pk).update(at=now - services.retention() - timedelta(days=1))
    assert services.purge(now=now) == 2
    assert services.purge(now=now) == 0
    refused = whole.get(f"/changes/?after={first.pk}").refused(410, "cursor_expired")
    assert "快照" in refused["detail"]
    assert [row["id"] for row in since(whole, str(second.pk))] == [third.pk]
    assert [row["id"] for row in since(whole)] == [third.pk]


def test_when_everything_has_left_the_newest_cursor_still_holds(city: City, whole: Caller) -> None:
    entered(city, 1)
    end, now = now_of(whole), timezone.now()
    services.purge(now=now + services.retention() + timedelta(days=1))
    assert FeedChange.objects.count() == 0
    assert now_of(whole) == end and since(whole, end) == []


@pytest.mark.parametrize("days", [1, 100, 183])
def test_no_setting_keeps_changes_for_less_than_184_days(days: int, settings: Settings, db: None) -> None:
    settings.FEED_RETENTION_DAYS = days
    with pytest.raises(Invalid, match="184"):
        services.purge(now=timezone.now())


def test_what_is_184_days_old_is_kept(city: City, settings: Settings) -> None:
    settings.FEED_RETENTION_DAYS = 184
    entered(city, 1)
    now = timezone.now()
    FeedChange.objects.update(at=now - timedelta(days=184) + timedelta(minutes=1))
    assert services.purge(now=now) == 0


def test_a_stretch_of_a_long_feed_is_read_by_an_index(city: City) -> None:
    """Both databases: the key for the feed, its own index for one project."""
    told = {"type": "project.changed", "kind": "project", "object_id": city.city.pk, "at": timezone.now()}
    owners = [city.city.pk if number % 50 == 0 else city.park.pk for number in range(4000)]
    rows = [FeedChange(position=10**9 + n, project_id=owner, **told) for n, owner in enumerate(owners)]
    FeedChange.objects.bulk_create(rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    asked = FeedChange.objects.filter(position__gt=10**9 + 2000).order_by("position")[:201]
    plan = asked.explain()
    assert "Index" in plan or "USING INDEX" in plan, plan
    one = FeedChange.objects.filter(position__gt=10**9, project_id=city.city.pk).order_by("position")[:201]
    assert "feed_change_project" in (plan := one.explain()), plan


def test_an_edit_is_told_with_what_the_object_is_when_it_is_read(city: City, whole: Caller) -> None:
    project = new_project(city, now=timezone.now())
    update_project(project.pk, {"summary": "甲"}, by=city.clerk, now=timezone.now())
    update_project(project.pk, {"summary": "乙"}, by=city.clerk, now=timezone.now())
    told = since(whole)
    assert [row["data"]["summary"] for row in told] == ["乙"] * 3
