"""A form that was saved needs its draft no more."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from projects.drafts.services import forget_page
from projects.people.models import Officer

SAVED = frozenset({302, 303})


class DraftMiddleware:
    """Innermost of all: a POST of a page that its own view answered with a redirect has been saved.

    Whoever is sent to log in or to choose a password first never gets as far as here, so his draft stays.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        by = request.user
        response = self.get_response(request)
        if request.method == "POST" and response.status_code in SAVED and isinstance(by, Officer):
            forget_page(request.path, by=by)
        return response
