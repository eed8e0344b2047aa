"""People who are put back as rows are the same people, and the audit log knows of them as before."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction

from tests.factories import build_city
from tests.snapshots import Remembered

pytestmark = pytest.mark.django_db


def everything() -> dict[str, list[Any]]:
    """All rows of all tables, but for numbers that a sequence gave out."""
    found = {}
    with connection.cursor() as cursor:
        for table in ("audit_entry", "audit_head", "people_organisation", "people_officer", "steps_verifyingunit"):
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
            found[table] = cursor.fetchall()
    return found


def test_the_rows_put_back_are_those_that_the_services_wrote() -> None:
    remembered = Remembered(build_city.build)
    seen = []
    for _ in range(2):
        with transaction.atomic():
            city = remembered()
            seen.append((everything(), city.clerk, city.verifiers["sign"].organisation))
            transaction.set_rollback(True)
    assert seen[0] == seen[1]
    assert len(seen[0][0]["audit_entry"]) > 10


def test_where_something_stands_already_the_services_build_it() -> None:
    build_city()
    with pytest.raises(Exception, match="已"):
        build_city()
