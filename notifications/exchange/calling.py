"""One call of the API from inside the process, through the very views that answer it over HTTP.

Who calls is told by an attribute of the request object, which no header and no body can set (``Vouched``). The answer
is the answer of HTTP: same scopes, same visibility, same refusals, same masking.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

import orjson
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.handlers.wsgi import WSGIRequest
from django.http import FileResponse, HttpResponse
from django.urls import resolve

from projects.audit.models import Channel
from projects.audit.sources import Source, coming_from
from projects.gateway.authentication import Vouched

API = "/api/v1/"
KEPT_HEADERS = ("ETag", "Location", "Idempotent-Replayed")
NO_FILES = "文件内容不随回执返回，请联网时下载，或向市级调取。"


@dataclass(frozen=True)
class Call:
    """``path``: below /api/v1/, percent-encoded, with its query. ``headers``: names as in HTTP."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    content_type: str = "application/json"


@dataclass(frozen=True)
class Answered:
    """``body``: JSON, or nothing."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def value(self) -> Any:
        """The JSON value; None where there is no body."""
        return orjson.loads(self.body) if self.body else None


def call(key: str, said: Call, *, number: str = "") -> Answered:
    """The answer to one call under the key with this public id. A fault of ours is raised, never an answer.

    ``number``: of the request, in the audit log; at most 19 characters.
    """
    request = request_of(said)
    request.vouched = Vouched(key)  # type: ignore[attr-defined]
    match = resolve(request.path_info)
    request.resolver_match = match
    with coming_from(Source(Channel.API, "", number)):
        return answered(match.func(request, *match.args, **match.kwargs))


def request_of(said: Call) -> WSGIRequest:
    """The request as a server on ``PUBLIC_URL`` would have read it."""
    here = urlsplit(settings.PUBLIC_URL)
    path, _, query = said.path.partition("?")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": said.method,
        "PATH_INFO": unquote(path, "latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": here.hostname or "localhost",
        "SERVER_PORT": str(here.port or (443 if here.scheme == "https" else 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": here.netloc,
        "wsgi.url_scheme": here.scheme,
        "wsgi.input": io.BytesIO(said.body),
        "CONTENT_LENGTH": str(len(said.body)),
        "REMOTE_ADDR": "",
    }
    if said.body:
        environ["CONTENT_TYPE"] = said.content_type
    for name, value in said.headers.items():
        environ[f"HTTP_{name.upper().replace('-', '_')}"] = value
    request = WSGIRequest(environ)
    request.user = AnonymousUser()
    return request


def answered(response: HttpResponse | FileResponse) -> Answered:
    """The response as a line of a receipt can hold it: files cannot."""
    if hasattr(response, "render") and not getattr(response, "is_rendered", True):
        response.render()
    headers = {name: response[name] for name in KEPT_HEADERS if name in response}
    is_json = "json" in response.get("Content-Type", "")
    if response.streaming or not (is_json or not response.content):
        if isinstance(response, FileResponse) and response.file_to_stream:
            response.file_to_stream.close()  # ``response.close()`` would end the request, and with it the connection
        return Answered(406, {}, orjson.dumps({"status": 406, "code": "not_acceptable", "detail": NO_FILES}))
    return Answered(response.status_code, headers, bytes(response.content))
