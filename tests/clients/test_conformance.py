"""The conformance kit against the running server: everything passes, and what is broken is named."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from tests.clients.conftest import Site


def test_the_server_keeps_every_rule_of_the_contract(site: Site) -> None:
    out = StringIO()
    try:
        call_command("api_conformance", *site.options(), stdout=out)
    except SystemExit:
        pytest.fail(out.getvalue())
    print(out.getvalue())
