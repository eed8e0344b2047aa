"""The description of the API as it is served: written once a process, for anybody may ask for it at any time."""

from __future__ import annotations

from functools import cache

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer

RENDERERS = {True: OpenApiJsonRenderer, False: OpenApiYamlRenderer}


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """JSON for who asks for it (``Accept: application/json`` or ``?format=json``), YAML otherwise."""
    as_json = "json" in request.headers.get("Accept", "") or request.GET.get("format") == "json"
    answer = HttpResponse(written(as_json), content_type=f"{RENDERERS[as_json].media_type}; charset=utf-8")
    answer["Vary"] = "Accept"
    return answer


@cache
def written(as_json: bool) -> bytes:
    """The document: it follows from the code alone."""
    document = SchemaGenerator().get_schema(request=None, public=True)
    text = RENDERERS[as_json]().render(document, renderer_context={})
    return text.encode() if isinstance(text, str) else text
