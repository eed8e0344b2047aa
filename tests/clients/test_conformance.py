"""The conformance kit against the running server: everything passes."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

from django.core.management import call_command

from projects.ledger.models import Project
from tests.clients.conftest import Site
from tests.clients.faults import SIGNING


def report(site: Site, *more: str) -> tuple[int, dict[str, Any]]:
    """Exit code and JSON report of the management command."""
    out, code = StringIO(), 0
    try:
        call_command("api_conformance", *site.options(), "--json", *more, stdout=out)
    except SystemExit as ended:
        code = int(str(ended.code))
    return code, json.loads(out.getvalue())


def names(found: dict[str, Any], state: str) -> dict[str, str]:
    """Rules in this state, with their reasons."""
    return {one["name"]: one["reason"] for one in found["rules"] if one["state"] == state}


def test_the_server_keeps_every_rule_of_the_contract(site: Site) -> None:
    before = set(Project.objects.values_list("pk", flat=True))
    code, found = report(site)
    assert (names(found, "failed"), code) == ({}, 0)
    assert len(names(found, "passed")) >= 150
    assert all(said for said in names(found, "skipped").values())
    mark = found["mark"]
    new = Project.objects.exclude(pk__in=before)
    made = set(new.values_list("external_ref", flat=True))
    assert made and all(one.startswith(mark) for one in made)
    assert all(any(one in line for line in found["made"]) for one in made)
    assert not new.filter(standing="active").exists()


def test_a_system_that_signs_is_asked_for_its_signatures_too(site: Site) -> None:
    code, found = report(site, "--only", "credentials.,signing.,once.,general.", *site.signed)
    assert (names(found, "failed"), code) == ({}, 0)
    assert {name for name in names(found, "passed") if name.startswith("signing.")} == set(SIGNING)


def test_in_read_only_mode_nothing_is_created(site: Site) -> None:
    before = Project.objects.count()
    code, found = report(
        site,
        "--read-only",
        "--only",
        "credentials.,reading.,once.,journey.,filters.,figures.,steps.,webhooks.,general.",
    )
    assert (names(found, "failed"), code, found["made"]) == ({}, 0, [])
    assert Project.objects.count() == before
    assert names(found, "skipped")["journey.enterprise"] == "只读模式不写入"
