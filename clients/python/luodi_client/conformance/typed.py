"""The generated client as the kit holds it: each call is an exchange of the walk, nothing is mended on the way."""

from __future__ import annotations

from contextlib import contextmanager
from typing import Callable, Iterator

from ..core import Core
from ..errors import NotAllowed
from ..operations import Operations
from ..transport import Answer, Request
from .rules import skip


class Typed(Operations, Core):
    """The operations by the key and over the connection of ``core``. What is sent goes out once, through ``send``."""

    def __init__(self, core: Core, send: Callable[[Request], Answer]) -> None:
        vars(self).update(vars(core))
        self._send = send

    def persist(self, request: Request) -> Answer:
        """The answer as it came; the walk alone waits where it says 429."""
        return self._send(request)


@contextmanager
def needing(*scopes: str) -> Iterator[None]:
    """Skips the rule when the key lacks one of ``scopes``; another 403 is the server's."""
    try:
        yield
    except NotAllowed as refused:
        if refused.code == "not_allowed":
            skip(f"密钥没有 {'、'.join(scopes)}")
        raise
