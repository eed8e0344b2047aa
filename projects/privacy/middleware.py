"""The last door of every page: no personal number leaves in a text, whichever template forgot its filter."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from projects.privacy.pages import masked_page

Answer = HttpResponse | StreamingHttpResponse


class MaskingMiddleware:
    """Pages and parts of pages go through ``masked_page``; files and JSON have doors of their own."""

    def __init__(self, get_response: Callable[[HttpRequest], Answer]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> Answer:
        response = self.get_response(request)
        if isinstance(response, HttpResponse) and response.headers.get("Content-Type", "").startswith("text/html"):
            shown = response.text
            masked = masked_page(shown)
            if masked != shown:
                response.content = masked.encode(response.charset)
        return response
