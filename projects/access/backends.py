"""Django's hook for sessions. It knows who a session belongs to and signs nobody in: that is ``services.signing``."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from projects.people.models import Officer
from projects.rows import one_or_none

PATH = "projects.access.backends.Sessions"


class Sessions(BaseBackend):
    """No password is ever taken here, so no other door of Django's, the back office's included, lets anybody in."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> None:
        """Nobody."""

    def get_user(self, user_id: UUID) -> Officer | None:
        """The active officer with the unit every page asks for; switched off, the session is nobody's from now on."""
        people = Officer.objects.select_related("organisation", "scope")
        found: Officer | None = one_or_none(people.filter(pk=user_id, is_active=True))
        return found
