"""Refusals as exceptions: problem+json (RFC 9457) with its ``code``, ``errors`` and ``missing``."""

from __future__ import annotations

from typing import Any, Mapping

Headers = Mapping[str, str]


class Unreachable(Exception):
    """No answer: the network, the certificate or the server's process. Whether a write was done is not known.

    Ask again with the same Idempotency-Key (``error.idempotency_key``): it is done once.
    """

    def __init__(self, reason: str, idempotency_key: str | None = None) -> None:
        super().__init__(f"没有收到应答：{reason}")
        self.idempotency_key = idempotency_key


class ApiProblem(Exception):
    """An answer of 400 and above.

    ``status``: HTTP; ``code``: stable English word; ``reason``: a finer one; ``detail``: a Chinese sentence for people;
    ``errors``: ``[{field, code, detail}]``; ``missing``: ``[{kind, name, label, how}]`` of ``incomplete``; ``current``:
    the object as it is now, of ``stale``; ``headers`` by lower-case name; ``body``: everything that came.
    """

    def __init__(self, status: int, body: Mapping[str, Any], headers: Headers) -> None:
        self.status = status
        self.body = dict(body)
        self.headers = dict(headers)
        self.code = str(body.get("code", ""))
        self.reason = str(body.get("reason", self.code))
        self.detail = str(body.get("detail", ""))
        self.errors: list[dict[str, str]] = list(body.get("errors") or [])
        self.missing: list[dict[str, str]] = list(body.get("missing") or [])
        self.current: dict[str, Any] | None = body.get("current")
        super().__init__(f"{status} {self.code}：{self.detail}" if self.detail else f"HTTP {status}")


class NotAuthenticated(ApiProblem):
    """401: the key is wrong, expired or revoked, or the signature is."""


class NotAllowed(ApiProblem):
    """403: a scope is lacking, or ``four_eyes``."""


class NotFound(ApiProblem):
    """404: it does not exist, or lies outside what this key may see."""


class Conflict(ApiProblem):
    """409: the state does not allow it, or the same request is in flight."""


class Stale(ApiProblem):
    """412: somebody changed it; ``current`` is the newest."""


class Invalid(ApiProblem):
    """400, 422: ``errors`` names the fields; ``missing`` what is still needed (code ``incomplete``)."""


class TooManyRequests(ApiProblem):
    """429: after all attempts."""


class Unavailable(ApiProblem):
    """5xx: the server's fault, not the caller's."""


KINDS: dict[int, type[ApiProblem]] = {
    400: Invalid,
    401: NotAuthenticated,
    403: NotAllowed,
    404: NotFound,
    409: Conflict,
    412: Stale,
    422: Invalid,
    429: TooManyRequests,
}


def problem_of(status: int, body: Any, headers: Headers) -> ApiProblem:
    """The exception for an answer; what is no problem+json is kept as far as it can be read."""
    kind = KINDS.get(status, Unavailable if status >= 500 else ApiProblem)
    return kind(status, body if isinstance(body, dict) else {}, headers)
