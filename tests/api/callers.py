"""A district system with its key, as the tests play it."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from projects.gateway.models import ApiKey
from projects.gateway.services import create_client
from projects.people.models import Officer, Organisation
from tests.factories import JPEG, PDF, City

BASE = "/api/v1"
READ = ("project:read", "dispatch:read")
CLERK = (*READ, "project:write", "claim:write")
VERIFIER = (*READ, "claim:verify")


@dataclass
class Answer:
    """What came back."""

    response: HttpResponse

    @property
    def status(self) -> int:
        """HTTP status."""
        return self.response.status_code

    @property
    def body(self) -> Any:
        """Parsed JSON."""
        return json.loads(self.response.content)

    @property
    def code(self) -> str:
        """The stable code of a problem; checks its form on the way."""
        assert self.response["Content-Type"] == "application/problem+json", self.response.content
        body = self.body
        assert {"type", "title", "status", "detail", "code", "reason", "errors"} <= set(body)
        assert body["status"] == self.status
        return str(body["code"])

    @property
    def reason(self) -> str:
        """The finer code of a problem."""
        return str(self.body["reason"])

    @property
    def etag(self) -> str:
        """The entity tag."""
        return str(self.response["ETag"])

    def refused(self, status: int, code: str) -> dict[str, Any]:
        """Assert a refusal; its body."""
        assert (self.status, self.code) == (status, code), self.response.content.decode()
        return dict(self.body)

    def made(self, status: int = 201) -> dict[str, Any]:
        """Assert success; the body."""
        assert self.status == status, self.response.content.decode()
        return dict(self.body)


@dataclass
class Caller:
    """One client. ``post`` sends a fresh Idempotency-Key unless told otherwise."""

    key: str
    row: ApiKey
    client: Client = field(default_factory=lambda: Client(headers={}))

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """One request; ``headers`` with underscores."""
        extra = {"Authorization": f"Bearer {self.key}"} | {k.replace("_", "-"): v for k, v in headers.items()}
        content = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        url = path if path.startswith("http") else BASE + path
        return Answer(self.client.generic(method, url, headers=extra, **content))

    def get(self, path: str, **headers: str) -> Answer:
        """Read."""
        return self.send("GET", path, **headers)

    def post(self, path: str, body: Any = None, *, version: int | None = None, key: str | None = None) -> Answer:
        """Create or act."""
        headers = {"Idempotency_Key": key or uuid.uuid4().hex}
        if version is not None:
            headers["If_Match"] = f'"{version}"'
        return self.send("POST", path, {} if body is None else body, **headers)

    def patch(self, path: str, body: Any, *, version: int) -> Answer:
        """Change."""
        return self.send("PATCH", path, body, If_Match=f'"{version}"')

    def upload(self, project: str, kind: str, *, key: str | None = None, **over: Any) -> Answer:
        """Send a small real document."""
        picture = kind.endswith("photo")
        file = SimpleUploadedFile(f"{kind}.{'jpg' if picture else 'pdf'}", JPEG if picture else PDF)
        headers = {"Authorization": f"Bearer {self.key}", "Idempotency-Key": key or uuid.uuid4().hex}
        form = {"kind": kind, "file": file, "title": kind, **over}
        return Answer(self.client.post(f"{BASE}/projects/{project}/evidence/", form, headers=headers))


def caller(organisation: Organisation, *scopes: str, **over: Any) -> Caller:
    """A client of ``organisation`` with these scopes."""
    row, key = create_client(organisation, name="测试系统", scopes=scopes, by=None, now=timezone.now(), **over)
    return Caller(str(key), row)


def signed_in(officer: Officer) -> Client:
    """A browser of ``officer`` that must send CSRF tokens."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer)
    return client


def body_of(city: City, **over: Any) -> dict[str, Any]:
    """A project as a district system would send it."""
    return {
        "name": "中信博新能源装备产业园",
        "landing_organisation": city.district.code,
        "total_investment_wan": "80000",
        "industry": "C38",
        "negotiating_on": "2026-05-02",
        "investors": [{"name": "中信博新能源"}],
        **over,
    }
