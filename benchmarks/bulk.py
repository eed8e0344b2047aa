"""A thousand upserts in one request, through the whole API in process, against COPY of the same.

Two floors. The bare one parses the JSON, copies the projects into a temporary table, upserts them in one statement and
answers one line a row. The other copies into every other table that the rules fill too: investors, match keys, history,
audit entries (their digests made before) and the answer kept for a retry. Neither checks anything.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from typing import Any

import orjson
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from benchmarks.ratio import Ratio, compare
from projects.audit.models import Entry
from projects.gateway.services import create_client
from projects.ledger.models import Change, Enterprise, MatchKey, Project
from tests.factories import City, new_project

ROWS = 1_000
GOAL = 0.60
SCOPES = ("project:read", "project:write")
_LINKS = Project.investors.through


def measure(city: City, rounds: int) -> list[Ratio]:
    """Creating and changing ``ROWS`` projects a request, over each floor."""
    ours, floor = Ours(city), Floor(city)
    ratios = []
    for work, bodies in (("create", created(city)), ("update", changed(city, ours, floor))):
        for name, side in (("COPY of the projects alone", floor.bare), ("COPY into every table it fills", floor.whole)):
            pairs = [_pair(ours, side, next(bodies), next(bodies)) for _ in range(rounds)]
            ratios.append(compare(f"bulk {work} of {ROWS:,} (API, in process)", name, pairs, goal=GOAL))
    return ratios


def _pair(ours: Ours, side: Callable[[bytes], object], mine: bytes, other: bytes) -> tuple[Any, Any]:
    return (lambda: ours(mine)), (lambda: side(other))


def row_of(city: City, ref: str, number: int, **over: Any) -> dict[str, Any]:
    """Ten fields and an investor of five hundred, as a district's own system would send them."""
    return {
        "external_ref": ref,
        "name": f"{_PLACES[number % 40]}{_THINGS[number // 40 % 25]}{number}号项目",
        "summary": "新建厂房、仓库和配套设施，购置生产线及检测设备，建成后形成年产能力。",
        "landing_organisation": city.district.code,
        "total_investment_wan": f"{1_000 + number % 90_000}.5",
        "fixed_investment_wan": f"{500 + number % 40_000}",
        "industry": "C38",
        "chain": "新能源",
        "is_industrial": True,
        "land_area_mu": "35.5",
        "planned_signed_on": "2027-03-01",
        "investors": [{"name": f"投资人{number % 500:03d}号企业"}],
        **over,
    }


_PLACES = [f"{a}{b}" for a in "东南西北中前后左" for b in ("江岸", "山麓", "湖滨", "新城", "港区")]
_THINGS = [
    f"{a}{b}" for a in ("光伏", "储能", "轴承", "铸件", "线缆") for b in ("支架", "电池", "总成", "模具", "基地")
]


def created(city: City) -> Iterator[bytes]:
    """Bodies of new references without end."""
    Enterprise.objects.bulk_create(
        Enterprise(name=f"投资人{number:03d}号企业", created_at=timezone.now(), updated_at=timezone.now())
        for number in range(500)
    )
    for first in count(0, ROWS):
        yield _body(row_of(city, f"N{number}", number) for number in range(first, first + ROWS))


def changed(city: City, ours: Ours, floor: Floor) -> Iterator[bytes]:
    """Bodies that change two fields of the same references, to other values each time."""
    rows = [row_of(city, f"U{number}", number) for number in range(ROWS)]
    ours(_body(rows))
    floor.stored = dict(Project.objects.filter(external_ref__startswith="U").values_list("external_ref", "pk"))
    for turn in count(1):
        yield _body({**row, "site": f"第{turn}号地块", "fixed_investment_wan": f"{turn}"} for row in rows)


def _body(rows: Any) -> bytes:
    return json.dumps({"items": list(rows)}, ensure_ascii=False).encode()


class Ours:
    """The route itself, with its key."""

    def __init__(self, city: City) -> None:
        _, key = create_client(city.district, name="基准", scopes=SCOPES, by=None, now=timezone.now())
        self.client = Client(SERVER_NAME="localhost")
        self.key = str(key)

    def __call__(self, body: bytes) -> None:
        headers = {"Authorization": f"Bearer {self.key}", "Idempotency-Key": uuid.uuid4().hex}
        answer = self.client.post("/api/v1/projects/bulk/", body, "application/json", headers=headers)
        assert answer.status_code == 200, answer.content[:400]
        assert b"refused" not in answer.content, answer.content[:400]


class Floor:
    """Raw psycopg on the same tables."""

    def __init__(self, city: City) -> None:
        self.model = new_project(city, external_ref="FLOOR")
        self.columns = [one.column for one in Project._meta.concrete_fields]
        self.account = create_client(city.district, name="下限", scopes=SCOPES, by=None, now=timezone.now())[0].account
        self.numbers = count(1)
        self.stored: dict[str, uuid.UUID] = {}
        self.investor = Enterprise.objects.create(
            name="下限的投资人", created_at=timezone.now(), updated_at=timezone.now()
        )

    def bare(self, body: bytes) -> bytes:
        """Parse, copy, upsert, answer."""
        with transaction.atomic(), connection.cursor() as cursor:
            return self._answer(self._projects(cursor, orjson.loads(body)["items"]))

    def whole(self, body: bytes) -> bytes:
        """The same with everything that belongs to it."""
        key = uuid.uuid4().hex
        with connection.cursor() as cursor:
            cursor.execute(_CLAIM, [self.account.pk, key, "0" * 64, uuid.uuid4(), timezone.now()])
            with transaction.atomic():
                items = orjson.loads(body)["items"]
                found = self._projects(cursor, items)
                new = [pk for _, pk, _, is_new in found if is_new]
                _copy(cursor, _LINKS, ("project_id", "enterprise_id"), [(pk, self.investor.pk) for pk in new])
                keys = [
                    (pk, kind, f"{pk}{kind}"[:40]) for pk in new for kind in ("name", "head", "tail", "firm", "ear")
                ]
                _copy(
                    cursor, MatchKey, ("project_id", "kind", "key", "since"), [(*one, timezone.now()) for one in keys]
                )
                if not new:
                    self._history(cursor, [pk for _, pk, _, _ in found])
                self._log(cursor, found, items)
                answer = self._answer(found)
                cursor.execute(_KEEP, [answer.decode(), self.account.pk, key])
            return answer

    def _projects(self, cursor: Any, items: Sequence[dict[str, Any]]) -> list[tuple[Any, ...]]:
        names = ", ".join(self.columns)
        cursor.execute(_TEMPORARY)
        with cursor.copy(f"COPY up ({names}) FROM STDIN") as rows:
            for item in items:
                rows.write_row(self._row(item))
        put = ", ".join(f"{name} = excluded.{name}" for name in self.columns if name in items[0])
        cursor.execute(_UPSERT.format(names=names, put=put))
        return list(cursor.fetchall())

    def _row(self, item: dict[str, Any]) -> list[Any]:
        given = {**item, "id": uuid.uuid4(), "number": f"F{next(self.numbers):09d}"}
        return [given.get(name, self.model.__dict__.get(name)) for name in self.columns]

    def _history(self, cursor: Any, keys: Sequence[uuid.UUID]) -> None:
        told = ("project_id", "at", "by_id", "field", "label", "before", "after", "why")
        by, now = self.model.created_by_id, timezone.now()
        rows = [(pk, now, by, name, "名称", "旧", "新", "") for pk in keys for name in ("site", "fixed")]
        _copy(cursor, Change, told, rows)

    def _log(self, cursor: Any, found: Sequence[tuple[Any, ...]], items: Sequence[dict[str, Any]]) -> None:
        cursor.execute("SELECT seq, hash FROM audit_head WHERE id = 1 FOR UPDATE")
        seq, digest = cursor.fetchone()
        names = [one.column for one in Entry._meta.concrete_fields]
        said = {"at": timezone.now(), "channel": "api", "action": "project.create", "result": "done", "hash": "0" * 64}
        said |= {"previous": digest or "0" * 64, "algorithm": "hmac-sm3", "changes": json.dumps(items[0]) * 2}
        rows = [[{**said, "seq": seq + place, "object_id": str(one[1])}.get(name, "") for name in names]
                for place, one in enumerate(found, 1)]  # fmt: skip
        _copy(cursor, Entry, names, rows)
        cursor.execute("UPDATE audit_head SET seq = %s, hash = %s WHERE id = 1", [seq + len(found), "0" * 64])

    def _answer(self, found: Sequence[tuple[Any, ...]]) -> bytes:
        rows = [
            {"index": index, "external_ref": ref, "status": "created" if new else "updated", "id": pk,
             "version": version, "errors": []}
            for index, (ref, pk, version, new) in enumerate(found)
        ]  # fmt: skip
        return orjson.dumps({"results": rows})


_TEMPORARY = "CREATE TEMP TABLE IF NOT EXISTS up (LIKE ledger_project INCLUDING DEFAULTS) ON COMMIT DELETE ROWS"
_UPSERT = """
INSERT INTO ledger_project AS p ({names}) SELECT {names} FROM up
ON CONFLICT (source_organisation_id, external_ref) WHERE NOT (external_ref = '')
DO UPDATE SET {put}, version = p.version + 1 RETURNING external_ref, id, version, xmax = 0
"""
_CLAIM = """INSERT INTO gateway_idempotencyrecord (account_id, key, fingerprint, lease, started_at, body, headers)
VALUES (%s, %s, %s, %s, %s, '', '{}')"""
_KEEP = "UPDATE gateway_idempotencyrecord SET status = 200, body = %s WHERE account_id = %s AND key = %s"


def _copy(cursor: Any, model: Any, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    with cursor.copy(f"COPY {model._meta.db_table} ({', '.join(names)}) FROM STDIN") as target:
        for row in rows:
            target.write_row(row)
