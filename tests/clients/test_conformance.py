"""The conformance kit against the running server: everything passes, and what is broken is named."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from projects.ledger.models import Project
from tests.clients.broken import MANGLES, broken
from tests.clients.conftest import Site

FEW = "credentials.missing,reading.etag,reading.common,once.replay,refusals.method,refusals.odd,general."


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


@contextmanager
def behind(site: Site, mangle: str) -> Iterator[Site]:
    """The same server, seen through one that breaks one rule."""
    straight = site.url
    with broken(straight, MANGLES[mangle]) as url:
        site.url = url
        yield site
    site.url = straight


def test_the_server_keeps_every_rule_of_the_contract(site: Site) -> None:
    code, found = report(site)
    assert (names(found, "failed"), code) == ({}, 0)
    assert len(names(found, "passed")) >= 100
    assert all(said for said in names(found, "skipped").values())
    mark = found["mark"]
    made = set(Project.objects.values_list("external_ref", flat=True))
    assert made and all(one.startswith(mark) for one in made)
    assert all(any(one in line for line in found["made"]) for one in made)
    assert not Project.objects.filter(standing="active").exists()


def test_in_read_only_mode_nothing_is_created(site: Site) -> None:
    code, found = report(site, "--read-only", "--only", "credentials.,reading.,once.,journey.,general.")
    assert (names(found, "failed"), code, found["made"]) == ({}, 0, [])
    assert not Project.objects.exists()
    assert names(found, "skipped")["journey.enterprise"] == "只读模式不写入"


def test_each_broken_rule_is_the_only_one_that_fails(site: Site) -> None:
    for rule in MANGLES:
        with behind(site, rule):
            code, found = report(site, "--only", FEW)
        assert (list(names(found, "failed")), code) == ([rule], 1), found


def test_without_the_further_keys_their_rules_are_skipped_and_say_what_they_need(site: Site) -> None:
    out = StringIO()
    call_command(
        "api_conformance", "--base-url", site.url, "--key", site.main.key, "--only", "scopes.,credentials.", stdout=out
    )
    assert "需要 --second-key" in out.getvalue()
    assert "跳过" in out.getvalue()


def test_a_server_that_is_not_there_fails_every_rule_without_a_traceback() -> None:
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("api_conformance", "--base-url=http://127.0.0.1:9", "--key=x", "--only=credentials.", stdout=out)
    assert "没有收到应答" in out.getvalue()
