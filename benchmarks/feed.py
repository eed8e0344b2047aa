"""A full stretch of the change feed through the API in process, against PostgreSQL building the same as JSON."""

from __future__ import annotations

from django.db import connection
from django.test import Client
from django.utils import timezone

from benchmarks.ratio import Ratio, compare
from projects.feed.queries import last
from projects.gateway.services import create_client
from tests.factories import City, new_project

ROWS = 200
STRETCH = """
SELECT json_agg(one) FROM (
    SELECT c.position AS id, c.type, c.kind, c.object_id, c.project_id, c.at AS occurred_at, row_to_json(p) AS data
    FROM feed_feedchange c JOIN ledger_project p ON p.id = c.project_id
    WHERE c.position > %s ORDER BY c.position LIMIT 200
) one
"""


def measure(city: City, rounds: int) -> Ratio:
    """``ROWS`` changes of as many projects, each with the project as it is now, as one district's system reads them."""
    _, key = create_client(city.district, name="变更流", scopes=["project:read"], by=None, now=timezone.now())
    client, headers, before = Client(SERVER_NAME="localhost"), {"Authorization": f"Bearer {key}"}, last()
    for number in range(ROWS):
        new_project(city, name=f"变更流第{number}号项目")

    def ours() -> None:
        answer = client.get("/api/v1/changes/", {"after": before, "page_size": ROWS}, headers=headers)
        assert len(answer.json()["results"]) == ROWS, answer.content[:400]

    def raw() -> None:
        with connection.cursor() as cursor:
            cursor.execute(STRETCH, [before])
            assert len(cursor.fetchone()[0]) == ROWS

    work = f"feed, {ROWS} changes (API, in process)"
    return compare(work, "PostgreSQL's own JSON of it", [(ours, raw)] * rounds, goal=0.25)
