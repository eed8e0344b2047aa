"""The part written by hand: credentials, signing, Idempotency-Key, If-Match, retries, pages.

``operations.py`` is generated and calls nothing but ``Core.call`` and ``Core.follow``.
"""

from __future__ import annotations

import email.utils
import http.client
import json
import random
import ssl
import time
import uuid
from dataclasses import dataclass, field
from typing import Any, Callable, Iterable, Iterator, Mapping
from urllib.parse import quote, urlencode, urlsplit

from .errors import Unreachable, problem_of
from .signing import signed
from .transport import Answer, Request, Transport
from .uploads import form, has_files

BASE = "/api/v1"
REDIRECTED = "对方要求转到 {}，这次调用没有办理：请改用那个地址（通常是 https）。"
NOT_THE_API = "应答是网页，不是接口的应答：请核对地址（是否应为 https）和中间的代理、认证门户。"
BUSY = frozenset({429, 502, 503, 504})


@dataclass(frozen=True)
class Retry:
    """How often and how long: ``attempts`` in all, the first wait in seconds (doubled each time), the longest wait.

    A ``Retry-After`` of the server counts before them; one longer than ``longest`` is not waited for.
    """

    attempts: int = 5
    first: float = 0.5
    longest: float = 60.0
    sleep: Callable[[float], None] = field(default=time.sleep, repr=False)

    def wait(self, attempt: int, asked: float | None) -> float | None:
        """Seconds before the attempt after ``attempt`` (from 1); nothing when it is time to give up."""
        if attempt >= self.attempts or (asked or 0) > self.longest:
            return None
        usual = min(self.first * 2 ** (attempt - 1), self.longest)
        return asked if asked is not None else usual * random.uniform(0.5, 1.0)  # noqa: S311 - spreads callers, no secret


class Core:
    """One key at one server. ``call`` is one operation; safe for several threads."""

    def __init__(
        self,
        base_url: str,
        key: str,
        *,
        signing_secret: str = "",
        timeout: float = 30.0,
        retry: Retry | None = None,
        context: ssl.SSLContext | None = None,
    ) -> None:
        self.transport = Transport(base_url, timeout=timeout, context=context)
        self.retry = retry or Retry()
        self.key, self.signing_secret = key, signing_secret
        self.root = self.transport.prefix if self.transport.prefix.endswith(BASE) else self.transport.prefix + BASE

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.transport.origin}{self.root}>"

    def call(
        self,
        method: str,
        path: str,
        *,
        place: Mapping[str, object] | None = None,
        query: Mapping[str, object] | None = None,
        body: Mapping[str, Any] | None = None,
        files: Iterable[str] = (),
        form_only: bool = False,
        content: tuple[str, bytes] | None = None,
        headers: Mapping[str, str] | None = None,
        version: int | str | None = None,
        once: str | None = None,
        raw: bool = False,
    ) -> Any:
        """One operation: its JSON, bytes with ``raw``, nothing for 204.

        ``path`` below /api/v1 with ``{names}`` filled from ``place``; ``version``: of If-Match; ``once``: an
        Idempotency-Key of one's own, otherwise every POST gets a new one, which is kept over all its attempts.
        ``content``: media type and bytes of a body that is neither JSON nor a form; ``headers``: the operation's own.
        Raises ``ApiProblem`` for a refusal and ``Unreachable`` when no answer came.
        """
        target = self.target(path, place or {}, query or {})
        headers = dict(headers or {})
        if version is not None:
            headers["If-Match"] = f'"{version}"' if not str(version).startswith('"') else str(version)
        if method == "POST":
            headers["Idempotency-Key"] = once or uuid.uuid4().hex
        sent = b""
        if content is not None:
            headers["Content-Type"], sent = content
        elif body is not None and (form_only or has_files(body)):
            sent, headers["Content-Type"] = form(body, files)
        elif method != "GET" and method != "DELETE":
            sent = json.dumps(body or {}, ensure_ascii=False).encode()
            headers["Content-Type"] = "application/json"
        answer = self.persist(Request(method, target, headers, sent))
        return accepted(answer).content if raw else accepted(answer).data

    def follow(self, page: Mapping[str, Any]) -> Iterator[Any]:
        """All results of a list, from this page on to the last."""
        while True:
            yield from page["results"]
            onwards = page.get("next")
            if not onwards:
                return
            parts = urlsplit(onwards)
            answer = self.persist(Request("GET", f"{parts.path}?{parts.query}"))
            page = accepted(answer).data

    def target(self, path: str, place: Mapping[str, object], query: Mapping[str, object]) -> str:
        """The address behind the host. A value outside the path's alphabet is encoded; ``/`` in it too."""
        filled = self.root + path.format(**{name: quote(str(value), safe="") for name, value in place.items()})
        asked = [(name, _plain(one)) for name, value in query.items() for one in _each(value) if one is not None]
        return f"{filled}?{urlencode(asked)}" if asked else filled

    def persist(self, request: Request) -> Answer:
        """Send until the server has said something final. Only what may be repeated is repeated."""
        repeatable = request.method in ("GET", "HEAD") or "Idempotency-Key" in request.headers
        attempt = 0
        while True:
            attempt += 1
            try:
                answer = self.once(request)
            except (OSError, http.client.HTTPException) as lost:
                wait = self.retry.wait(attempt, None) if repeatable else None
                if wait is None:
                    said = str(lost) or type(lost).__name__
                    raise Unreachable(said, request.headers.get("Idempotency-Key")) from lost
            else:
                if not _try_again(answer, repeatable=repeatable):
                    return answer
                wait = self.retry.wait(attempt, retry_after(answer))
                if wait is None:
                    return answer
            self.retry.sleep(wait)

    def once(self, request: Request) -> Answer:
        """One attempt, with the key and a signature of its own."""
        headers = {**request.headers, "Authorization": f"Bearer {self.key}", "Accept": "application/json"}
        if self.signing_secret:
            path, _, asked = request.target.partition("?")
            headers.update(signed(self.signing_secret, request.method, path, asked, request.body))
        return self.transport.send(Request(request.method, request.target, headers, request.body))

    def close(self) -> None:
        """End this thread's connection."""
        self.transport.close()


def accepted(answer: Answer) -> Answer:
    """The answer if it says that it was done, and says so as the API does; ``ApiProblem`` otherwise.

    A redirect is none: nothing was done, and the key must not be sent elsewhere. Nor is the page of a portal.
    """
    if 300 <= answer.status < 400:
        said = {"code": "redirected", "detail": REDIRECTED.format(answer.headers.get("location", ""))}
        raise problem_of(answer.status, said, answer.headers)
    if not 200 <= answer.status < 300:
        raise problem_of(answer.status, answer.data, answer.headers)
    if answer.content_type == "text/html":
        raise problem_of(answer.status, {"code": "not_the_api", "detail": NOT_THE_API}, answer.headers)
    return answer


def _try_again(answer: Answer, *, repeatable: bool) -> bool:
    """429 and 503 with Retry-After say that nothing was done; the rest only where a repetition does no harm."""
    if answer.status == 429 or (answer.status == 503 and "retry-after" in answer.headers):
        return True
    if not repeatable:
        return False
    data = answer.data if answer.status == 409 else None
    return answer.status in BUSY or (isinstance(data, dict) and data.get("code") == "idempotency_in_flight")


def retry_after(answer: Answer) -> float | None:
    """Seconds that the server asks for (a number or a date, RFC 9110 10.2.3); nothing without or unreadable."""
    said = answer.headers.get("retry-after", "").strip()
    if said.isdigit():
        return float(said)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(said).timestamp() - time.time()) if said else None
    except (TypeError, ValueError):
        return None


def _each(value: object) -> Iterable[object]:
    return value if isinstance(value, (list, tuple)) else (value,)


def _plain(value: object) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)
