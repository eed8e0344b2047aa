"""In front of Django: who was just turned away is turned away again before a request is made of the call.

Hundreds of refusals a second would otherwise be work enough to slow down everybody else (ADR 0035, row 21).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from projects.gateway.limits.admission import is_crowded, refused, standing_of, too_busy, turned_away
from projects.gateway.middleware import API, OWN_REFUSAL, body_of
from projects.gateway.refusals import Refusal

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
OWN = ("ratelimit", "retry-after", "content-length")
"""Headers that each refusal says for itself; the others are the same in all of them."""


class Turnstile:
    """A WSGI application: the one given, except for those who still have to wait or hold all they may at once.

    What Django's middleware puts into a refusal is taken from the first that it answers, so there is one list of it.
    """

    def __init__(self, application: Application) -> None:
        self.application = application
        self._status = ""
        self._shared: Headers = []

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        found = _refusal(environ) if environ.get("PATH_INFO", "").startswith(API) else None
        if found is None:
            return self.application(environ, start_response)
        if not self._status:
            return self.application(environ, self._noting(environ, start_response))
        refusal, own = found
        content = body_of(refusal)
        start_response(self._status, [*self._shared, *own.items(), ("Content-Length", str(len(content)))])
        return [content]

    def _noting(self, environ: Environ, start_response: Callable[..., Any]) -> Callable[..., Any]:
        """What a view says belongs to its route: only a refusal by the middleware itself is taken."""

        def note(status: str, headers: Headers, *more: Any) -> Any:
            if OWN_REFUSAL in environ:
                self._shared = [(name, value) for name, value in headers if not name.lower().startswith(OWN)]
                self._status = status
            return start_response(status, headers, *more)

        return note


def _refusal(environ: Environ) -> tuple[Refusal, dict[str, str]] | None:
    """Why the call is turned away without a closer look, and the headers that say so."""
    if standing := turned_away(environ):
        return refused(standing), standing.headers()
    return (too_busy(), standing_of(environ).headers()) if is_crowded(environ) else None
