"""One work of ``benchmarks.list_run`` on the database of ``DATABASE_URL``: fill, explain, or export."""

from __future__ import annotations

import copy
import resource
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import django
from django.conf import settings
from django.core.management import call_command

settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
django.setup()

from django.db import connection  # noqa: E402 - models need the set-up above
from django.http import QueryDict  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks.plans import DOCS, plan_of, reads  # noqa: E402
from projects.ledger.models import Project  # noqa: E402
from projects.people.models import Officer  # noqa: E402
from tests.factories import build_city, new_project  # noqa: E402
from workflow.desk import exports  # noqa: E402
from workflow.desk.columns import COLUMNS  # noqa: E402
from workflow.desk.queries import listing  # noqa: E402
from workflow.desk.views.listed import Listed  # noqa: E402

BATCH = 1_000
ALL = ",".join(COLUMNS)
CASES = {
    "全部项目，最近更新在前": "",
    "阶段与状态": "?stage=negotiating&standing=active",
    "总投资从大到小，分档": "?order=-total&tier=10000&bands=1",
    "搜索部分名称": "?q=产业园",
    "翻到第 20 页": "?page=20",
}


def fill(count: int) -> None:
    """One project, and copies of it that differ in name, number and amount."""
    call_command("migrate", verbosity=0)
    city = build_city()
    model = new_project(city)
    batch = [_twin(model, number) for number in range(count - 1)]
    Project.objects.bulk_create(batch, batch_size=BATCH)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _twin(model: Project, number: int) -> Project:
    twin = copy.copy(model)
    twin._state = copy.copy(model._state)
    twin.pk, twin._state.adding = uuid4(), True
    twin.number, twin.name = f"XM-2027-{number:06d}", f"{model.name}（{number}期）"
    twin.total_investment_wan = 1_000 + number % 300_000
    twin.updated_at = model.updated_at + timedelta(seconds=number)
    return twin


def officer() -> Officer:
    """Sees every project of the city."""
    return Officer.objects.get(username="wangdiao")


def explain() -> None:
    """Ask each page as a browser does, and have the database explain each of its reads of projects."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(officer())
    parts = [_head()]
    for title, query in CASES.items():
        parts += _section(f"列表：{title}", lambda query=query: _seen(client, query))
    parts += _section("导出：全部列", lambda: _exported(Listed(QueryDict(f"columns={ALL}"), officer(), _today())))
    DOCS.mkdir(parents=True, exist_ok=True)
    (DOCS / f"list-{connection.vendor}.md").write_text("\n".join(parts) + "\n", encoding="utf-8")


def _seen(client: Client, query: str) -> None:
    answer = client.get(f"/projects/{query}")
    assert answer.status_code == 200, (query, answer.status_code)


def _today() -> Any:
    return timezone.localdate()


def _head() -> str:
    return (
        f"# Query plans of the list of projects and its export: {connection.vendor}\n\n"
        f"Written by `python -m benchmarks.list_run` with {Project.objects.count():,} projects, as the dispatcher"
        " of the city who sees them all. Only reads of projects are shown."
    )


def _section(title: str, ask: Callable[[], Any]) -> list[str]:
    with reads(_is_read) as found:
        ask()
    plans = [f"```\n{sql}\n\n{plan_of(sql, values)}\n```" for sql, values in found]
    return [f"\n## {title}\n", f"{len(plans)} reads of projects.\n", *plans]


def _is_read(sql: str) -> bool:
    return sql.startswith("SELECT") and 'FROM "ledger_project"' in sql


def _exported(listed: Listed, kind: str = "csv") -> int:
    head = exports.Head(listed.words, listing.sums_of(listed.found), listed.officer, timezone.now())
    with exports.to_file(kind, listed.rows, listed.columns, head) as file:
        return file.seek(0, 2)


def export(kind: str) -> None:
    """All projects with every column, and what that took."""
    began = time.monotonic()
    size = _exported(Listed(QueryDict(f"columns={ALL}"), officer(), _today()), kind)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rows = Project.objects.count()
    sys.stdout.write(
        f"{connection.vendor}: {kind} of {rows:,} projects × {len(COLUMNS)} columns: {time.monotonic() - began:.0f} s, "
        f"{size / 1e6:.1f} MB, most memory of the process {most:.0f} MB   goal < 512 MB\n"
    )


if __name__ == "__main__":
    if sys.argv[1] == "fill":
        fill(int(sys.argv[2]))
    elif sys.argv[1] == "explain":
        explain()
    else:
        export(sys.argv[2])
