"""A raw WSGI application on the product's own tables: one statement an answer, PostgreSQL makes the JSON.

``/list?unit=…&stage=…[&at=…&id=…]`` and ``/detail?id=…``. No key, no framework, no visibility, no lights: what
``performance.md`` calls the floor.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qsl

from psycopg_pool import ConnectionPool

FAR = ("9999-01-01T00:00:00Z", "ffffffff-ffff-ffff-ffff-ffffffffffff")
LINKS = """
    (SELECT coalesce(json_agg(json_build_object('id', e.id, 'name', e.name, 'uscc', e.uscc) ORDER BY e.name), '[]')
     FROM ledger_project_investors i JOIN ledger_enterprise e ON e.id = i.enterprise_id
     WHERE i.project_id = p.id) AS investors,
    (SELECT coalesce(json_agg(t.name ORDER BY t.name), '[]') FROM ledger_project_tags l
     JOIN ledger_tag t ON t.id = l.tag_id WHERE l.project_id = p.id) AS tags,
    (SELECT json_build_object('officer', r.officer_id, 'name', f.name, 'post', t.title)
     FROM ledger_responsibility r JOIN people_officer f ON f.id = r.officer_id JOIN people_post t ON t.id = r.post_id
     WHERE r.project_id = p.id AND r.role = 'chief' AND r.valid_to IS NULL LIMIT 1) AS chief
"""
LIST = f"""
WITH page AS MATERIALIZED (
    SELECT p.* FROM ledger_project p
    WHERE p.landing_organisation_id IN (SELECT u.id FROM people_organisation u WHERE u.path LIKE %s)
      AND p.stage = %s AND (p.updated_at, p.id) < (%s, %s)
    ORDER BY p.updated_at DESC, p.id DESC LIMIT 51),
shown AS (SELECT p.*, o.code AS landing_code, {LINKS}
    FROM page p JOIN people_organisation o ON o.id = p.landing_organisation_id
    ORDER BY p.updated_at DESC, p.id DESC LIMIT 50)
SELECT coalesce(json_agg(shown ORDER BY shown.updated_at DESC, shown.id DESC), '[]')::text,
       CASE WHEN (SELECT count(*) FROM page) > 50 THEN to_json(min(shown.updated_at))::text ELSE 'null' END FROM shown
"""
DETAIL = f"""
SELECT row_to_json(shown)::text FROM (
    SELECT p.*, o.code AS landing_code, {LINKS}
    FROM ledger_project p JOIN people_organisation o ON o.id = p.landing_organisation_id WHERE p.id = %s) shown
"""
pool = ConnectionPool(
    os.environ["BENCH_DSN"], min_size=1, max_size=8, kwargs={"autocommit": True, "prepare_threshold": 1}, open=True
)


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The two answers; anything else says that the server is there."""
    asked = dict(parse_qsl(environ["QUERY_STRING"]))
    with pool.connection() as connection:
        if environ["PATH_INFO"] == "/list":
            values = (f"{asked['unit']}%", asked["stage"], asked.get("at", FAR[0]), asked.get("id", FAR[1]))
            body, after = connection.execute(LIST, values).fetchone() or ("[]", "null")
            content = f'{{"next": {after}, "results": {body}}}'.encode()
        elif environ["PATH_INFO"] == "/detail":
            (body,) = connection.execute(DETAIL, (asked["id"],)).fetchone() or ("{}",)
            content = body.encode()
        else:
            content = b"{}"
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(content)))])
    return [content]
