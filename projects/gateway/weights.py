"""How many bytes the body of one request may have, where a door takes more than ``DATA_UPLOAD_MAX_MEMORY_SIZE``."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from rest_framework.request import Request

from projects.gateway.rendering import too_large

Handler = Callable[..., Any]


def heavy(most: int) -> Callable[[Handler], Handler]:
    """Mark the handler of a JSON body of up to ``most`` bytes; 413 above, by its announced length or where it ends."""

    def mark(handler: Handler) -> Handler:
        @wraps(handler)
        def weighed(door: Any, request: Request, *args: Any, **kwargs: Any) -> Any:
            read_whole(request._request, most=most)
            return handler(door, request, *args, **kwargs)

        weighed.most_bytes = most  # type: ignore[attr-defined]
        return weighed

    return mark


def read_whole(request: HttpRequest, *, most: int) -> None:
    """Read the body and keep it for whoever asks next; never further than ``most`` bytes."""
    kept: Any = request
    if hasattr(kept, "_body"):
        return
    if announced(request) > most:
        raise too_large()
    body = request.read(most + 1)
    if len(body) > most:
        raise too_large()
    kept._body = body


def announced(request: HttpRequest) -> int:
    """The length that the request says its body has; 0 when it says none."""
    text = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(text) if text.isdigit() else 0


def longest_body(request: HttpRequest) -> int:
    """Bytes that the door takes to which the request goes."""
    view: Any = request.resolver_match.func if request.resolver_match else None
    action = getattr(view, "actions", {}).get((request.method or "").lower(), "")
    handler = getattr(getattr(view, "cls", None), action, None) if action else None
    return int(getattr(handler, "most_bytes", settings.DATA_UPLOAD_MAX_MEMORY_SIZE))
