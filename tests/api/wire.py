"""One request over the wire and its reply. Imports nothing of Django: processes of their own hammer with it."""

from __future__ import annotations

import http.client
import json
import time
import uuid
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Reply:
    """What came back, names of headers in small letters, and after how many seconds."""

    status: int
    headers: dict[str, str]
    content: bytes
    seconds: float = 0.0

    @property
    def body(self) -> Any:
        """Parsed JSON."""
        return json.loads(self.content)


def ask(client: http.client.HTTPConnection, method: str, path: str, key: str, body: Any = None, **more: str) -> Reply:
    """One request on this connection."""
    headers = {"Authorization": f"Bearer {key}"} | {name.replace("_", "-"): value for name, value in more.items()}
    content = None if body is None else json.dumps(body)
    if content is not None:
        headers["Content-Type"] = "application/json"
    if method == "POST":
        headers.setdefault("Idempotency-Key", uuid.uuid4().hex)
    began = time.monotonic()
    client.request(method, f"/api/v1{path}", content, headers)
    answer = client.getresponse()
    found = answer.read()
    return Reply(
        answer.status, {name.lower(): value for name, value in answer.getheaders()}, found, time.monotonic() - began
    )
