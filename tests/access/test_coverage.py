"""The matrix covers every route by construction: a new one without a provider fails here."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.access import backoffice
from tests.access.consoles import CONSOLES
from tests.access.expected import PERSONS, SERVICES
from tests.access.operations import OPERATIONS
from tests.access.pages import PAGES
from tests.access.requests import Answer, Caller, Leaks
from tests.access.routes import PUBLIC, Act, is_back_office, names, operations
from tests.access.world import PLACES, World

pytestmark = [pytest.mark.django_db]
ACTS = (*PAGES, *OPERATIONS, *CONSOLES)
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
WITHOUT = "新增路由没有写进访问矩阵：在 tests/access/pages.py 或 operations.py 加一行"


def test_every_named_route_is_in_the_matrix_or_open_on_purpose() -> None:
    covered = {act.name for act in ACTS} | set(PUBLIC)
    absent = {name for name, pattern in names() if not is_back_office(pattern)} - covered
    assert not absent, f"{WITHOUT}：{sorted(absent)}"


def test_every_operation_of_the_api_is_in_the_matrix() -> None:
    covered = {(act.name, act.method) for act in OPERATIONS}
    absent = set(operations()) - covered
    assert not absent, f"{WITHOUT}：{sorted(absent)}"


def test_every_back_office_page_belongs_to_a_model_of_the_table() -> None:
    assert not list(backoffice.unknown()), f"{WITHOUT}（tests/access/backoffice.py）：{list(backoffice.unknown())}"


def test_the_table_names_no_route_that_is_gone() -> None:
    present = {name for name, _ in names()}
    assert {act.name for act in ACTS} <= present
    assert set(PUBLIC) <= present


def samples() -> list[Act]:
    """One act a route."""
    return list({act.name: act for act in ACTS}.values())


@pytest.mark.parametrize("act", samples(), ids=lambda act: act.name)
def test_methods_that_stand_in_no_line_are_refused(act: Act, world: World, people: dict[str, Caller]) -> None:
    known = {one.method for one in ACTS if one.name == act.name}
    role = "service" if act.is_api else "system_admin" if act in CONSOLES else "office"
    place = next(world.places[name] for name in PLACES if act.exists_at(world.places[name]))
    for method in METHODS:
        if method not in known:
            answer = people[role].ask(method, act.address(place), as_json=act.is_api)
            assert answer.status >= 400, (method, act.name, role, answer.status)


@pytest.mark.parametrize("role", ["system_admin", "security_admin", "audit_admin", "office", "service", "anonymous"])
def test_the_back_office_opens_its_pages_to_whom_the_table_says(
    role: str, world: World, people: dict[str, Caller], leaks: Leaks
) -> None:
    let_in, changed, told, opened = [], [], [], 0
    for address, readers, writers in backoffice.addresses():
        answer = people[role].ask("GET", address)
        opened += answer.status == 200
        let_in += [address] if answer.status == 200 and role not in readers else []
        told += [f"{address}: {found}" for found in leaks.in_answer(role, answer)]
        sent = people[role].ask("POST", address, {"post": "yes"})
        changed += [address] if sent.status < 300 and role not in readers | writers else []
    assert not let_in
    assert not changed
    assert not told
    assert bool(opened) == (role in backoffice.EVERY_ADMINISTRATOR)


@pytest.mark.parametrize("name", [name for name in PUBLIC if name.startswith("outbox:demo")])
def test_the_demonstration_mailbox_does_not_exist_outside_a_demonstration(
    name: str, world: World, people: dict[str, Caller]
) -> None:
    address = {"demo_mail": "/demo/mail/", "demo_message": "/demo/mail/x/", "demo_html": "/demo/mail/x/html/"}
    for role in (*PERSONS, "anonymous"):
        assert people[role].ask("GET", address.get(name[7:], "/demo/mail/x/parts/0/")).status == 404


@pytest.mark.parametrize(
    "address", ["/healthz", "/readyz", "/login/", "/api/v1/schema/", "/api/v1/docs/", "/api/v1/nix/"]
)
def test_what_is_open_to_everybody_tells_nothing(address: str, world: World, leaks: Leaks) -> None:
    response = Client().get(address)
    assert response.status_code in (200, 404, 503)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    told = Answer(response.status_code, body.decode()).without()  # a random form token may hold any two letters
    assert "zq" not in told


def test_services_are_people_to_nobody() -> None:
    assert not set(SERVICES) & set(PERSONS)
