"""Sending requests as somebody, and reading what came back. Nothing that a request does stays."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.access.expected import PERSONS, ROLES, SERVICES, hidden_words
from tests.access.routes import Act
from tests.access.world import EMAIL, PHONE, PLACES, Place, World, amount
from tests.factories import sign_in

WORDS = re.compile(r"(zq|qd|ql|qf|qu|qs|qr)([a-z]+)\1")
NUMBERS = re.compile(r"XM-2026-\d{5}")
AMOUNTS = re.compile(r"6[12]\d{5}(?:\.\d+)?|6[12]\d\.\d\d\b")
IDS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
TOKENS = re.compile(r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+')


@dataclass(frozen=True)
class Answer:
    """Status, body as text, and where it sends one to."""

    status: int
    text: str
    location: str = ""

    def without(self, *known: str) -> str:
        """The body without what differs between two requests for nothing: identifiers asked for, form tokens."""
        bare = TOKENS.sub(r"\1", IDS.sub("ID", self.text))
        for one in known:
            bare = bare.replace(one, "ASKED")
        return bare


@dataclass
class Caller:
    """One role with its browser or its key."""

    role: str
    client: Client
    headers: dict[str, str] = field(default_factory=dict)

    def send(self, act: Act, world: World, place: Place, address: str = "") -> Answer:
        """The act at ``place``, or the same at another address."""
        body = act.body(world, place) if act.body else {}
        headers = dict(self.headers)
        version = getattr(place, act.version).version if act.version else None
        if act.is_api:
            headers |= {"Idempotency-Key": uuid4().hex}
            headers |= {"If-Match": f'"{version}"'} if version else {}
        elif version:
            body = {**body, "version": version}
        return self.ask(
            act.method, address or act.address(place), body, headers, as_json=act.is_api and not act.with_file
        )

    def ask(
        self,
        method: str,
        address: str,
        body: Any = None,
        headers: dict[str, str] | None = None,
        *,
        as_json: bool = False,
    ) -> Answer:
        """One request in a savepoint that is rolled back; the browser keeps no message from it."""
        content: dict[str, Any] = {"headers": self.headers if headers is None else headers}
        if as_json and method != "GET":
            content |= {"data": json.dumps(body or {}), "content_type": "application/json"}
        elif method == "POST":
            content["data"] = body or {}
        with transaction.atomic():
            response = getattr(self.client, method.lower())(address, **content)
            text = b"".join(response.streaming_content) if response.streaming else response.content
            self.read()
            transaction.set_rollback(True)
        self.client.cookies.pop("messages", None)
        return Answer(response.status_code, text.decode("utf-8", "replace"), response.get("Location", ""))

    def read(self) -> None:
        """For those who look at the rows before the request is undone."""


def callers(world: World) -> dict[str, Caller]:
    """Everybody who asks, signed in once."""
    found = {}
    for role in ROLES:
        client = Client(raise_request_exception=False)
        headers = {}
        if role in PERSONS:
            sign_in(client, world.people[role])
            client.get(reverse("access:me"))  # the session is written down once, not within each savepoint
        elif role in SERVICES:
            headers = {"Authorization": f"Bearer {world.keys[role]}"}
        found[role] = Caller(role, client, headers)
    return found


class Leaks:
    """Finds in an answer what its reader must not know."""

    def __init__(self, world: World) -> None:
        self.hidden = {role: hidden_words(role) for role in ROLES}
        self.of: dict[str, str] = {}
        for number, name in enumerate(PLACES):
            place = world.places[name]
            for n, project in enumerate(place.projects):
                total = amount(4 * number + n)
                marks = (project.number, str(project.pk), f"{total}", f"{total}.0000", f"{total / 10_000:.2f}")
                self.of |= dict.fromkeys(marks, name)
            self.of |= dict.fromkeys((str(row.pk) for row in (place.evidence, place.claim, place.transition)), name)

    def in_answer(
        self, role: str, answer: Answer, *, asked: str = "", firms: bool = False, units: bool = False
    ) -> Iterator[str]:
        """Canaries, numbers, amounts, identifiers of what ``role`` does not see, but for those asked for.

        And from the API no telephone number and no address of anybody.
        """
        hidden, text = self.hidden[role], answer.text + answer.location
        for what, place in set(WORDS.findall(text)):
            told = (what == "qf" and firms) or (what == "qu" and units)
            if place in hidden[what] and not told:
                yield f"{what}{place}"
        if "/api/" in asked:
            yield from (mark for mark in (PHONE, EMAIL) if mark in text)
        marks = {*NUMBERS.findall(text), *AMOUNTS.findall(text), *IDS.findall(text)} - set(IDS.findall(asked))
        for mark in marks:
            if self.of.get(mark) in hidden["zq"]:
                yield f"{mark} of {self.of[mark]}"


LOGIN = reverse(settings.LOGIN_URL)
