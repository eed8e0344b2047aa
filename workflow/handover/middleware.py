"""A job change made on a page shows its handovers at once, not at the next tick."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from workflow.handover.services import propose_handovers

JOB_PAGES = frozenset({"people", "access", "admin"})
"""Namespaces whose pages seat people, end tenures, or disable accounts."""

log = structlog.get_logger(__name__)


class JobChangeMiddleware:
    """After a page of people has saved something, look at the facts. The tick makes good what fails here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer of the page is not touched, whatever happens."""
        response = self.get_response(request)
        match = request.resolver_match
        if request.method == "POST" and response.status_code < 400 and match and match.namespace in JOB_PAGES:
            try:
                propose_handovers(timezone.now())
            except Exception:  # the page's own work is done; the tick comes within a minute
                log.exception("handovers after a job change failed")
        return response
