"""How entries read on a page."""

from __future__ import annotations

import re

from django import template

from projects.audit import words
from projects.audit.models import Entry, Result

register = template.Library()

_ADDRESS = re.compile(r"(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) (/.*)")
_IDENTIFIER = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_COLOURS = {Result.DONE: "green", Result.REFUSED: "yellow", Result.FAILED: "red"}


@register.filter
def object_label(object_type: str) -> str:
    """The Chinese name of a kind of object."""
    return words.object_label(object_type)


@register.filter
def actor_label(entry: Entry) -> str:
    """Who acted."""
    return words.actor_label(entry)


@register.filter
def object_in_brief(name: str) -> str:
    """A request without an object is kept as ``POST /path/``: for the list, its page without identifiers."""
    found = _ADDRESS.fullmatch(name)
    return f"网页地址 {_IDENTIFIER.sub('…', found.group(2))}" if found else name


@register.filter
def result_colour(result: str) -> str:
    """The colour of the tag; a result nobody knows, in a row that was tampered with, is red."""
    return _COLOURS.get(Result(result), "red") if result in Result.values else "red"
