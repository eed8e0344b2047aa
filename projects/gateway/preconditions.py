"""Nobody overwrites what they have not seen: ``If-Match`` against the version (RFC 9110, 13.1.1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rest_framework.request import Request

from projects.errors import Stale
from projects.gateway.refusals import Refusal


def etag(version: int) -> str:
    """The strong entity tag of a version."""
    return f'"{version}"'


def check_nothing_seen(request: Request) -> None:
    """412 when ``If-Match`` names a version of something that does not exist yet, ``*`` included."""
    if request.headers.get("If-Match", "").strip():
        raise Refusal(412, "stale", "还没有这个对象，无版本可比。若要新建，请去掉 If-Match 后重新提交。")


def check_version_named(request: Request) -> str:
    """The header; 428 without one. Asked of every door that needs a version, before its handler (``Door``)."""
    header = request.headers.get("If-Match", "").strip()
    if header in ("", "*"):
        raise Refusal(
            428, "precondition_required", '请先读取最新内容，并在 If-Match 中给出其版本，例如 If-Match: "3"。'
        )
    return header


@contextmanager
def unchanged(request: Request, version: int, *, show: Callable[[], dict[str, Any]]) -> Iterator[int]:
    """Yield the version the caller has seen, for the service to check again under lock.

    428 without ``If-Match``; 412 with what ``show`` answers when the version is another one, now or under the lock.
    ``*`` would defeat the purpose and is refused like no header at all.
    """
    header = check_version_named(request)
    try:
        if etag(version) not in [tag.strip() for tag in header.split(",")]:
            raise Stale()
        yield version
    except Stale as stale:
        raise Refusal(412, stale.code, stale.detail, current=show()) from stale
