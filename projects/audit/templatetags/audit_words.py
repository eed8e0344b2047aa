"""How entries read on a page."""

from __future__ import annotations

from django import template

from projects.audit import words
from projects.audit.models import Entry, Result

register = template.Library()

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
def result_colour(result: str) -> str:
    """The colour of the tag; a result nobody knows, in a row that was tampered with, is red."""
    return _COLOURS.get(Result(result), "red") if result in Result.values else "red"
