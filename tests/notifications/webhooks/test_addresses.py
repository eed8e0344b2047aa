"""Row 26 of reliability.md 6: a webhook reaches nothing inside, whatever its address is dressed up as."""

from __future__ import annotations

import ipaddress
import ssl
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from notifications.webhooks import wire
from notifications.webhooks.addresses import Address, read_network
from notifications.webhooks.models import Network, Webhook
from notifications.webhooks.services import allow_network
from projects.audit.models import Entry
from projects.errors import Invalid, NotAllowed
from projects.people.models import Officer
from projects.people.roles import Role
from projects.people.services import add_officer
from tests.factories import NOW, PASSWORD, City, build_administrators
from tests.notifications.webhooks.receiving import Answer, Receiver, own_address
from tests.notifications.webhooks.samples import Clock, deliver, hook, project, run

ALL = [ipaddress.ip_network(one) for one in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10",
                                             "fc00::/8", "fd00::/8")]  # fmt: skip
REFUSED = [
    # the machine itself
    "http://127.0.0.1/", "https://127.0.0.1/", "https://127.8.9.1/", "https://localhost/", "https://[::1]/",
    "https://0.0.0.0/", "https://[::]/", "https://0.1.2.3/",
    # written otherwise: decimal, octal, hexadecimal, short
    "https://2130706433/", "https://017700000001/", "https://0x7f000001/", "https://0x7f.0.0.1/", "https://0177.0.0.1/",
    "https://127.1/", "https://127.0.1/", "https://127.0.0.1./", "https://1２7.0.0.1/",
    # inside IPv6
    "https://[::ffff:127.0.0.1]/", "https://[::ffff:10.0.0.1]/", "https://[::ffff:a9fe:a9fe]/", "https://[::127.0.0.1]/",
    "https://[64:ff9b::7f00:1]/", "https://[64:ff9b::10.0.0.1]/", "https://[64:ff9b:1::7f00:1]/",
    "https://[2002:7f00:1::]/", "https://[2002:a00:1::]/", "https://[::ffff:0:127.0.0.1]/", "https://[fec0::1]/",
    # RFC 1918, unique local, CGNAT, documentation, benchmarks
    "https://10.0.0.1/", "https://172.16.0.1/", "https://172.31.255.254/", "https://192.168.1.1/", "https://[fd12::1]/",
    "https://[fc00::1]/", "https://100.64.0.1/", "https://203.0.113.9/", "https://198.18.0.1/",
    # link, metadata, multicast, reserved
    "https://169.254.1.1/", "http://169.254.169.254/latest/meta-data/", "https://100.100.100.200/", "https://[fe80::1]/",
    "https://[fe80::1%25eth0]/", "https://224.0.0.1/", "https://[ff02::1]/", "https://255.255.255.255/",
    "https://240.0.0.1/", "https://[fd00:ec2::254]/",
    # not an address at all
    "https://user:secret@8.8.8.8/", "https://8.8.8.8@127.0.0.1/", "ftp://8.8.8.8/", "file:///etc/passwd",
    "gopher://8.8.8.8/", "https:///x", "https://8.8.8.8:0/", "https://8.8.8.8#@127.0.0.1/", "https://8.8.8.8\\@127.0.0.1/",
    "https://ex ample.cn/", "https://8.8.8.8/\r\nHost: x",
    # the internet without TLS
    "http://8.8.8.8/", "http://[2001:4860:4860::8888]/",
]  # fmt: skip
_MARKS = ("127.", "7f00", "169.254", "a9fe", "[::1]", "100.100", "fe80", "ec2", "224.0", "localhost", "0.0.0.0", "ff02")
NEVER = [one for one in REFUSED if any(mark in one for mark in _MARKS)]


def test_the_table_is_as_long_as_was_promised() -> None:
    assert len(REFUSED) >= 45
    assert len(set(REFUSED)) == len(REFUSED)


@pytest.mark.parametrize("url", REFUSED)
def test_an_address_inside_is_refused_at_delivery(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing connects: the way out of the machine is taken away, and is not missed."""
    monkeypatch.setattr(wire.socket, "create_connection", _nobody_connects)
    outcome = wire.post(url, b"{}", {}, allowed=[])
    assert outcome.status is None
    assert outcome.error.startswith("没有推送："), outcome.error


@pytest.mark.parametrize("url", NEVER)
def test_no_list_opens_the_machine_its_link_or_the_metadata(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire.socket, "create_connection", _nobody_connects)
    outcome = wire.post(url, b"{}", {}, allowed=ALL)
    assert outcome.error.startswith("没有推送："), outcome.error


def _nobody_connects(*args: object, **kwargs: object) -> None:
    raise AssertionError("something was connected to")


def test_a_refused_address_that_got_into_the_table_is_not_reached_either(
    webhook: Webhook, receiver: Receiver, clock: Clock, city: City
) -> None:
    project(city)
    Webhook.objects.update(url=f"http://127.0.0.1:{receiver.port}/hook")
    assert run(clock) == 0
    assert receiver.messages == []
    assert "任何情况下都不推送" in webhook.deliveries.get().error


def test_a_receiver_on_a_listed_network_is_reached(
    webhook: Webhook, receiver: Receiver, clock: Clock, city: City
) -> None:
    project(city)
    assert run(clock) == 1
    assert len(receiver.messages) == 1


def test_the_same_receiver_is_refused_while_its_network_is_not_listed(
    owner: Officer, receiver: Receiver, clock: Clock
) -> None:
    with pytest.raises(Invalid, match="不在安全管理员允许的地址段内"):
        hook(owner, receiver.url())
    outcome = wire.post(receiver.url(), b"{}", {}, allowed=[])
    assert "不在安全管理员允许的地址段内" in outcome.error
    assert receiver.messages == []


class Rebinding:
    """A name that means the receiver when it is asked first, and the loopback ever after."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.asked = 0

    def __call__(self, host: str, port: int) -> list[Address]:
        self.asked += 1
        return [ipaddress.ip_address(self.answers[min(self.asked, len(self.answers)) - 1])]


@pytest.fixture
def loopback() -> Iterator[Callable[[int], Receiver]]:
    """A service on the loopback, at the same port as the receiver: what the attacker is after."""
    opened: list[Receiver] = []

    def open_at(port: int) -> Receiver:
        hidden = Receiver(at=("127.0.0.1", port))
        opened.append(hidden)
        return hidden

    yield open_at
    for one in opened:
        one.close()


def test_a_name_that_changes_its_mind_between_check_and_connect_leads_where_it_was_checked(
    receiver: Receiver, loopback: Callable[[int], Receiver]
) -> None:
    hidden = loopback(receiver.port)
    name = Rebinding(own_address(), "127.0.0.1")
    allowed = [ipaddress.ip_network(f"{own_address()}/32")]
    for _ in range(2):
        outcome = wire.post(receiver.url(host="push.example.cn"), b"{}", {}, allowed=allowed, resolver=name)
    assert name.asked == 2  # once for each push: the connection asked nobody
    assert len(receiver.messages) == 1
    assert receiver.messages[0].headers["host"] == f"push.example.cn:{receiver.port}"
    assert "任何情况下都不推送" in outcome.error
    assert hidden.messages == []


def test_one_bad_address_among_good_ones_spoils_the_name(receiver: Receiver) -> None:
    both = [ipaddress.ip_address(own_address()), ipaddress.ip_address("127.0.0.1")]
    allowed = [ipaddress.ip_network(f"{own_address()}/32")]
    outcome = wire.post(
        receiver.url(host="push.example.cn"), b"{}", {}, allowed=allowed, resolver=lambda host, port: both
    )
    assert outcome.error.startswith("没有推送：")
    assert receiver.messages == []


def test_a_redirect_is_not_followed(webhook: Webhook, receiver: Receiver, clock: Clock, city: City) -> None:
    receiver.answer("/hook", Answer(302, {"Location": receiver.url("/elsewhere")}))
    project(city)
    run(clock)
    assert {one.path for one in receiver.messages} == {"/hook"}
    assert webhook.deliveries.get().status == 302


def test_no_more_than_one_kilobyte_of_an_answer_is_read_kept_or_shown(
    webhook: Webhook, receiver: Receiver, clock: Clock, city: City
) -> None:
    receiver.answer("/hook", Answer(400, body=("密" * 100_000).encode()))
    project(city)
    run(clock)
    delivery = webhook.deliveries.get()
    assert 0 < len(delivery.answer.encode()) <= 1024 + 2
    assert all(len(one.answer) <= 1024 for one in delivery.tries.all())


def test_control_characters_and_telephones_of_an_answer_are_not_kept(
    webhook: Webhook, receiver: Receiver, clock: Clock, city: City
) -> None:
    receiver.answer("/hook", Answer(400, body=b"\x00\x1b[31m call 13800001234"))
    project(city)
    run(clock)
    answer = webhook.deliveries.get().answer
    assert "\x00" not in answer and "\x1b" not in answer
    assert "13800001234" not in answer


def test_a_receiver_that_drips_its_answer_is_hung_up_on(receiver: Receiver, settings: Settings) -> None:
    settings.WEBHOOK_TIMEOUT = 1
    receiver.answer("/hook", Answer(200, hangs=3))
    allowed = [ipaddress.ip_network(f"{own_address()}/32")]
    outcome = wire.post(receiver.url(), b"{}", {}, allowed=allowed)
    assert (outcome.status, outcome.is_away) == (None, True)
    assert "没有应答" in outcome.error
    assert outcome.took < 2_500


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """For push.example.cn, signed by itself."""
    folder = tmp_path_factory.mktemp("tls")
    key, cert = folder / "key.pem", folder / "cert.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
               "-keyout", str(key), "-out", str(cert), "-days", "3", "-subj", "/CN=push.example.cn",
               "-addext", "subjectAltName=DNS:push.example.cn"]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)
    both = folder / "both.pem"
    both.write_text(key.read_text() + cert.read_text())
    return both


@pytest.mark.parametrize(("host", "taken"), [("push.example.cn", True), ("other.example.cn", False)])
def test_the_certificate_is_verified_against_the_name_though_the_address_is_pinned(
    certificate: Path, host: str, taken: bool
) -> None:
    server = Receiver(certificate=certificate)
    trust = ssl.create_default_context(cafile=str(certificate))
    pinned = Rebinding(own_address())
    allowed = [ipaddress.ip_network(f"{own_address()}/32")]
    try:
        url = server.url(scheme="https", host=host)
        outcome = wire.post(url, b"{}", {}, allowed=allowed, resolver=pinned, trust=trust)
    finally:
        server.close()
    assert (outcome.status == 204) is taken
    assert len(server.messages) == int(taken)
    assert taken or outcome.error.startswith("TLS 连接失败")


@pytest.mark.parametrize(
    "network",
    ["0.0.0.0/0", "127.0.0.0/8", "169.254.0.0/16", "::/0", "::1/128", "fe80::/64", "10.0.0.1/8", "10.0.0.0/4", "x", "",
     "224.0.0.0/8", "::ffff:0:0/96", "64:ff9b::/96", "192.0.0.0/8"],
)  # fmt: skip
def test_the_list_takes_no_network_that_is_too_wide_or_never_reached(network: str) -> None:
    with pytest.raises(Invalid):
        read_network(network)


@pytest.mark.parametrize("network", ["10.0.0.0/8", "10.34.8.0/24", "100.64.0.0/10", "192.168.3.9/32", "fd00:34::/48"])
def test_the_list_takes_what_a_city_has(network: str) -> None:
    assert str(read_network(network)) == network


def test_only_the_citys_security_administrator_opens_a_network_and_it_is_recorded(city: City) -> None:
    of_district = add_officer(city.district, username="quanguan", name="区安管", roles=[Role.SECURITY_ADMIN],
                              password=PASSWORD, by=None, now=NOW)  # fmt: skip
    with pytest.raises(NotAllowed):
        allow_network("10.34.8.0/24", reason="接收服务器", by=of_district, now=NOW)
    of_city = build_administrators()[Role.SECURITY_ADMIN]
    with pytest.raises(Invalid, match="理由"):
        allow_network("10.34.8.0/24", reason=" ", by=of_city, now=NOW)
    allow_network("10.34.8.0/24", reason="繁昌区接收服务器", by=of_city, now=NOW)
    entry = Entry.objects.get(action="webhook.network_add")
    assert (entry.actor, "繁昌区接收服务器" in entry.detail) == (of_city.username, True)


def test_a_refused_network_costs_the_next_push_only(
    webhook: Webhook, receiver: Receiver, clock: Clock, city: City
) -> None:
    """Off the list, nothing goes there from the next push on; back on it, the push is made good by its schedule."""
    row = Network.objects.get()
    row.delete()
    deliver(webhook, now=clock(), change=None, type="webhook.test", line="test")
    run(clock)
    assert receiver.messages == []
    row.save(force_insert=True)
    clock.move(minutes=6)
    assert run(clock) == 1
