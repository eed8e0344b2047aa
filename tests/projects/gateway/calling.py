"""A district's system as its vendor would write it: it signs by the guide, not with our code."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import os
import sys
import uuid
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from django.test import Client as Browser
from django.utils import timezone

from projects.gateway.models import ApiKey
from projects.gateway.services import create_client
from projects.gateway.signing import secret_of, shown
from projects.people.models import Organisation

BASE = "/api/v1"
PEPPER = "sample-secret-for-demonstration-only"
READ = f"{BASE}/organisations/"


def rounds(full: int, slice_: int) -> int:
    """The size of reliability.md 6 with ``LUODI_FULL=1``, a slice of it otherwise."""
    return full if os.environ.get("LUODI_FULL") == "1" else slice_


@dataclass
class System:
    """A client with its key and signing secret."""

    key: str
    row: ApiKey
    secret: str
    browser: Browser = field(default_factory=Browser)

    def headers(self, method: str, target: str, body: bytes = b"", *, nonce: str = "", at: int = 0) -> dict[str, str]:
        """The four headers of a signed request."""
        nonce, at = nonce or uuid.uuid4().hex, at or int(timezone.now().timestamp())
        path, mark, query = target.partition("?")
        content = f"{nonce}.{at}.{method} {quote(unquote(path))}{mark}{query}\n".encode() + body
        secret = base64.b64decode(self.secret.removeprefix("whsec_"))
        mac = base64.b64encode(hmac.new(secret, content, hashlib.sha256).digest()).decode()
        return {
            "Authorization": f"Bearer {self.key}",
            "webhook-id": nonce,
            "webhook-timestamp": str(at),
            "webhook-signature": f"v1,{mac}",
        }

    def send(self, method: str, target: str, body: bytes = b"", *, headers: dict[str, str], **extra: Any) -> Any:
        """One request exactly as given."""
        kind = extra.pop("content_type", "application/json")
        return self.browser.generic(method, target, body, content_type=kind, headers=headers, **extra)

    def signed(self, method: str, target: str, body: bytes = b"", **over: Any) -> Any:
        """One request, signed for what it is."""
        return self.send(method, target, body, headers=self.headers(method, target, body, **over))


def system(unit: Organisation, *scopes: str, **over: Any) -> System:
    """A client of ``unit``; it must sign unless told otherwise."""
    values: dict[str, Any] = {"signing": "required", **over}
    row, key = create_client(
        unit, name="测试系统", scopes=scopes or ("project:read",), by=None, now=timezone.now(), **values
    )
    return System(str(key), row, shown(secret_of(row.public_id, PEPPER)))


def told(figure: str) -> None:
    """A figure of row 20, shown by ``pytest -s``."""
    sys.stdout.write(f"row 20: {figure}\n")


def over_the_wire(url: str, target: str, headers: dict[str, str], method: str = "GET", body: bytes = b"") -> int:
    """Status of one request to a live server, on a connection of its own."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    try:
        connection.request(method, target, body or None, headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


def problem(answer: Any) -> dict[str, Any]:
    """The body of a refusal."""
    assert answer["Content-Type"] == "application/problem+json"
    return dict(json.loads(answer.content))
