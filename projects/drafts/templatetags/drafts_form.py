"""The token of a form that is saved once. Load with ``{% load drafts_form %}``, write ``{% form_token %}``."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from projects.drafts.once import FIELD, token_of

register = template.Library()


@register.simple_tag(takes_context=True)
def form_token(context: dict[str, Any]) -> SafeString:
    """A hidden field; a form that comes back with its errors keeps the token it had."""
    token = token_of(context["request"]) or uuid4()
    return format_html('<input type="hidden" name="{}" value="{}" autocomplete="off">', FIELD, token)
