"""The kit's negative controls: what is broken is named, what cannot be tried says why."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import call_command

from tests.clients.broken import broken
from tests.clients.conftest import Site
from tests.clients.faults import FAULTS, SIGNING, Fault
from tests.clients.test_conformance import names, report

MANY = "credentials.missing,reading.etag,reading.common,once.replay,refusals.method,refusals.odd,general."
FEW = "reading.etag,refusals.method,general."
"""Beside the broken one; ``LUODI_FULL=1`` tries MANY."""


@contextmanager
def behind(site: Site, fault: Fault) -> Iterator[Site]:
    """The same server, seen through one that breaks one rule."""
    straight = site.url
    with broken(straight, fault.mangle, fault.bend) as url:
        site.url = url
        yield site
    site.url = straight


def only_that_fails(site: Site, rule: str, fault: Fault, *more: str) -> None:
    """The kit finds this rule broken, and no other of those that are tried with it."""
    tried = f"{MANY if os.environ.get('LUODI_FULL') == '1' else FEW},{rule}"
    with behind(site, fault):
        code, found = report(site, "--only", f"{tried},{fault.first}" if fault.first else tried, *more)
    assert (list(names(found, "failed")), code) == ([rule], 1), found


@pytest.mark.parametrize("rule", FAULTS)
def test_a_broken_rule_is_the_only_one_that_fails(site: Site, rule: str) -> None:
    only_that_fails(site, rule, FAULTS[rule])


@pytest.mark.parametrize("rule", SIGNING)
def test_a_broken_rule_of_signatures_is_the_only_one_that_fails(site: Site, rule: str) -> None:
    only_that_fails(site, rule, SIGNING[rule], *site.signed)


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
