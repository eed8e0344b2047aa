"""What a vendor's programmer holds in the hand."""

from __future__ import annotations

from .core import Core
from .operations import Operations


class Luodi(Operations, Core):
    """``Luodi("https://主机", "luodi_….…")``: ``client.projects.list(stage="signed")``, ``client.claims.approve(…)``.

    ``signing_secret``: ``whsec_…`` where requests are signed; ``retry``: ``Retry(attempts=…)``; ``context``: an
    ``ssl.SSLContext`` for a certificate of one's own authority.
    """

    def __enter__(self) -> Luodi:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()
