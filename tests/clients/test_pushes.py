"""The kit as a receiver of pushes: the server pushes to it, signed, again after a 500, and once more when asked."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest
from django.db import connection

from notifications.webhooks.models import Network
from notifications.webhooks.tasks import push
from tests.clients.conftest import Site
from tests.clients.faults import PUSHED
from tests.clients.test_conformance import names, report
from tests.clients.test_controls import only_that_fails
from tests.notifications.webhooks.receiving import own_address
from tests.notifications.webhooks.samples import allow_own_network

TICK = 0.2


@pytest.fixture
def receiver(site: Site) -> Iterator[list[str]]:
    """The option, while the server's worker ticks."""
    if not own_address():
        pytest.skip("this machine has no address but the loopback")
    over = threading.Event()

    def work() -> None:
        while not over.wait(TICK):
            push()
        connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    try:
        yield ["--receiver", f"{own_address()}:{_free()}"]
    finally:
        over.set()
        worker.join()


@pytest.fixture
def listed(site: Site) -> Iterator[None]:
    """The receiver's network, as a city's security administrator lists it."""
    allow_own_network()
    yield
    Network.objects.all().delete()


def test_what_is_pushed_is_genuine_and_comes_again(site: Site, listed: None, receiver: list[str]) -> None:
    code, found = report(site, "--only", "webhooks.,general.", *receiver)
    assert (names(found, "failed"), code) == ({}, 0)
    assert set(PUSHED) <= set(names(found, "passed")), names(found, "skipped")


@pytest.mark.parametrize("rule", PUSHED)
def test_a_broken_rule_of_pushes_is_the_only_one_that_fails(
    site: Site, listed: None, receiver: list[str], rule: str
) -> None:
    only_that_fails(site, rule, PUSHED[rule], *receiver)


def test_an_address_that_is_not_listed_is_skipped_with_what_the_server_said(site: Site, receiver: list[str]) -> None:
    code, found = report(site, "--only", "webhooks.signed", *receiver)
    assert code == 0
    assert "服务器不接受这个接收地址" in names(found, "skipped")["webhooks.signed"]


def _free() -> int:
    with socket.socket() as probe:
        probe.bind((own_address(), 0))
        return int(probe.getsockname()[1])
