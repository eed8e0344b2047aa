"""A copy of a pack as an HTTP answer: one for the page and the API."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from workflow.packs.services import Copy


def answer_of(copy: Copy) -> HttpResponse:
    """As an attachment that no browser runs and nobody keeps."""
    answer = HttpResponse(copy.data, content_type=copy.mime)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=copy.name) or "attachment"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Cache-Control"] = "private, no-store"
    return answer
