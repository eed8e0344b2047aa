"""In front of Django: who was just turned away is turned away again before a request is made of the call.

Hundreds of refusals a second would otherwise be work enough to slow down everybody else (ADR 0035, row 21).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from projects.gateway.limits.admission import refused, turned_away
from projects.gateway.limits.rules import Standing
from projects.gateway.middleware import API, body_of

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
OWN = ("ratelimit", "retry-after", "content-length")
"""Headers that each refusal says for itself; the others are the same in all of them."""


class Turnstile:
    """A WSGI application: the one given, except for those who still have to wait.

    What Django's middleware puts into a refusal is taken from the first that it answers, so there is one list of it.
    """

    def __init__(self, application: Application) -> None:
        self.application = application
        self._status = ""
        self._shared: Headers = []

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        standing = turned_away(environ) if environ["PATH_INFO"].startswith(API) else None
        if standing is None:
            return self.application(environ, start_response)
        if not self._status:
            return self.application(environ, self._noting(start_response))
        content = body_of(refused(standing))
        start_response(self._status, [*self._shared, *_own(standing, content)])
        return [content]

    def _noting(self, start_response: Callable[..., Any]) -> Callable[..., Any]:
        def note(status: str, headers: Headers, *more: Any) -> Any:
            if status.startswith("429 "):
                self._shared = [(name, value) for name, value in headers if not name.lower().startswith(OWN)]
                self._status = status
            return start_response(status, headers, *more)

        return note


def _own(standing: Standing, content: bytes) -> Headers:
    return [*standing.headers().items(), ("Content-Length", str(len(content)))]
