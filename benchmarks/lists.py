"""The API's list page of fifty, in process, against PostgreSQL building the same page as JSON."""

from __future__ import annotations

from django.db import connection
from django.test import Client

from benchmarks.ratio import Ratio, compare
from tests.factories import City

PAGE = """
SELECT json_agg(page) FROM (
    SELECT p.id, p.number, p.name, p.stage, p.standing, p.total_investment_wan::text, p.industry, p.version,
           p.updated_at, o.code AS landing_code, o.name AS landing_name
    FROM ledger_project p JOIN people_organisation o ON o.id = p.landing_organisation_id
    WHERE o.path LIKE %s ORDER BY p.updated_at DESC, p.id DESC LIMIT 50
) page
"""


def measure(city: City, rounds: int) -> Ratio:
    """Both see everything below the city."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(city.dispatcher)

    def ours() -> None:
        answer = client.get("/api/v1/projects/", {"limit": 50, "page_size": 50})
        assert answer.status_code == 200, answer.content

    def raw() -> None:
        with connection.cursor() as cursor:
            cursor.execute(PAGE, [f"{city.city.path}%"])
            cursor.fetchone()

    return compare(
        "list page of 50 (API, in process)", "PostgreSQL's own JSON of it", [(ours, raw)] * rounds, goal=0.60
    )
