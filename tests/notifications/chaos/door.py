"""The project's own WSGI application with one door more: ``POST /chaos/tell``, behind which a transaction tells."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs

from django.db import close_old_connections, connections

from config.wsgi import application as site
from tests.notifications.chaos.telling import Undone, tell_one

DOOR = "/chaos/tell"


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """200 after the commit, 409 after the rollback, 500 when nobody can say."""
    if environ["PATH_INFO"] != DOOR:
        return site(environ, start_response)
    asked = {name: values[0] for name, values in parse_qs(environ["QUERY_STRING"]).items()}
    start_response(_told(asked), [("Content-Type", "text/plain"), ("Content-Length", "0")])
    return [b""]


def _told(asked: dict[str, str]) -> str:
    close_old_connections()
    try:
        tell_one(asked["token"], asked["recipient"], undo=asked["undo"] == "1")
    except Undone:
        return "409 Conflict"
    except Exception:  # the clerk asks again
        return "500 Internal Server Error"
    finally:
        connections.close_all()
    return "200 OK"
