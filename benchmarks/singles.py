"""One project read and one entered through the API in process, with its key, against the least raw SQL for the same."""

from __future__ import annotations

import json
import uuid
from itertools import count
from typing import Any

import orjson
from django.db import connection, transaction
from django.test import Client as Browser
from django.utils import timezone

from benchmarks.ratio import Ratio, compare
from projects.audit.models import Entry
from projects.gateway.models import Client
from projects.gateway.services import create_client
from projects.ledger.models import Project
from tests.factories import City, new_project

UNHINDERED = 100_000
"""Calls a minute: the limit works as always, and lets all of these in."""
SCOPES = ("project:read", "project:write")
DETAIL = """
SELECT row_to_json(one) FROM (
    SELECT p.*, o.code AS landing_code,
           (SELECT json_agg(json_build_object('id', e.id, 'name', e.name, 'uscc', e.uscc) ORDER BY e.name)
            FROM ledger_project_investors i JOIN ledger_enterprise e ON e.id = i.enterprise_id
            WHERE i.project_id = p.id) AS investors,
           (SELECT json_agg(t.name ORDER BY t.name) FROM ledger_project_tags l JOIN ledger_tag t ON t.id = l.tag_id
            WHERE l.project_id = p.id) AS tags
    FROM ledger_project p JOIN people_organisation o ON o.id = p.landing_organisation_id WHERE p.id = %s
) one
"""
CLAIM = """INSERT INTO gateway_idempotencyrecord (account_id, key, fingerprint, lease, started_at, body, headers)
VALUES (%s, %s, %s, %s, %s, '', '{}')"""
KEEP = "UPDATE gateway_idempotencyrecord SET status = 201, body = %s WHERE account_id = %s AND key = %s"


def measure(city: City, rounds: int) -> list[Ratio]:
    """Detail and create; each row of the floor's writes is a copy of one that the services wrote."""
    row, key = create_client(city.district, name="单个", scopes=SCOPES, by=None, now=timezone.now())
    Client.objects.filter(account=row.account).update(reads_per_minute=UNHINDERED, writes_per_minute=UNHINDERED)
    headers = {"Authorization": f"Bearer {key}"}
    model = new_project(city, investor="单个项目的投资人", name="单个项目")
    singles = Singles(Browser(SERVER_NAME="localhost"), headers, model, row.account.pk, city.district.code)
    detail = [(singles.detail, singles.raw_detail)] * rounds
    create = [(singles.create, singles.raw_create)] * rounds
    return [
        compare("detail (API, in process)", "PostgreSQL's own JSON of it", detail, goal=0.25),
        compare("create (API, in process)", "the same writes in one raw transaction", create, goal=0.25),
    ]


class Singles:
    """Both sides of both works."""

    def __init__(self, client: Browser, headers: dict[str, str], model: Project, account: Any, code: str) -> None:
        self.client, self.headers, self.model, self.account, self.code = client, headers, model, account, code
        self.columns = [one.column for one in Project._meta.concrete_fields]
        self.entry = Entry.objects.filter(action="project.create").order_by("-seq").first()
        self.entered, self.copied = count(1), count(1)

    def detail(self) -> None:
        answer = self.client.get(f"/api/v1/projects/{self.model.pk}/", headers=self.headers)
        assert answer.status_code == 200, answer.content

    def raw_detail(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(DETAIL, [self.model.pk])
            cursor.fetchone()

    def create(self) -> None:
        number = next(self.entered)
        body = {"name": f"第{number}号新录项目", "landing_organisation": self.code, "total_investment_wan": f"{number}"}
        headers = {**self.headers, "Idempotency-Key": uuid.uuid4().hex}
        answer = self.client.post("/api/v1/projects/", json.dumps(body), "application/json", headers=headers)
        assert answer.status_code == 201, answer.content

    def raw_create(self) -> None:
        key, number = uuid.uuid4().hex, next(self.copied)
        own = {"id": uuid.uuid4(), "number": f"S{number:08d}", "external_ref": f"S{number}"}
        row = {name: own.get(name, self.model.__dict__.get(name)) for name in self.columns}
        with connection.cursor() as cursor:
            cursor.execute(CLAIM, [self.account, key, "0" * 64, uuid.uuid4(), timezone.now()])
            with transaction.atomic():
                _insert(cursor, "ledger_project", row)
                cursor.execute("SELECT seq, hash FROM audit_head WHERE id = 1 FOR UPDATE")
                seq, digest = cursor.fetchone()
                assert self.entry is not None
                kept = {one.column: getattr(self.entry, one.attname) for one in Entry._meta.concrete_fields}
                _insert(cursor, "audit_entry", {**kept, "seq": seq + 1, "previous": digest})
                cursor.execute("UPDATE audit_head SET seq = %s, hash = %s WHERE id = 1", [seq + 1, kept["hash"]])
                cursor.execute(KEEP, [orjson.dumps(row, default=str).decode(), self.account, key])


def _insert(cursor: Any, table: str, row: dict[str, Any]) -> None:
    marks = ", ".join(["%s"] * len(row))
    cursor.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))
