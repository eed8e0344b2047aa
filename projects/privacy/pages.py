"""What a reader sees on a page: every personal number that somebody typed into a text, masked. Pure.

Forms stay as they are, so that whoever may edit a text edits what stands in it and does not save stars: the contents
of ``textarea`` and the values of controls are not touched. A link to ``tel:`` shows a number on purpose: one's own, or
one that was just revealed with a reason. Mail addresses have filters of their own: who works with one sees it whole.
"""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from projects.masking import mask_text

_PARTS = re.compile(
    r"(?P<data><script\b[^>]*type=\"application/json\"[^>]*>)(?P<json>.*?)(?=</script>)"
    r"|(?P<kept><(?P<name>script|style|textarea)\b.*?</(?P=name)\s*>|<a\b[^>]*href=\"tel:[^>]*>.*?</a>|<!--.*?-->)"
    r"|(?P<tag><[^>]*>)"
    r"|(?P<text>[^<]+)",
    re.DOTALL | re.IGNORECASE,
)
_TOLD = re.compile(r"(\b(?:title|aria-label|alt|content|placeholder)=\")([^\"]*)")
_DIGITS = re.compile(r"[0-9０-９]{3}")
_WORDLESS = frozenset({UUID, Decimal, date, datetime, int, float, bool, type(None)})
"""Types whose values hold no words: most of an answer."""
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}
"""As Django's ``json_script`` writes them."""


def masked_page(html: str) -> str:
    """``html`` with the numbers in its texts masked; where there are none it is the same text."""
    return _PARTS.sub(_shown, html)


def masked_values(value: Any, *, spared: frozenset[str] = frozenset()) -> Any:
    """Dictionaries and lists with every text in them masked, but for the values under the names ``spared``."""
    if isinstance(value, str):
        return mask_text(value) if _DIGITS.search(value) else value
    if isinstance(value, dict):
        shown = {}
        for name, inner in value.items():
            kind = type(inner)  # a page of a list holds three thousand values, most of them plain texts or wordless
            if kind in _WORDLESS or name in spared:
                shown[name] = inner
            elif kind is str:
                shown[name] = mask_text(inner) if _DIGITS.search(inner) else inner
            else:
                shown[name] = masked_values(inner, spared=spared)
        return shown
    if isinstance(value, list | tuple):
        return [masked_values(inner, spared=spared) for inner in value]
    return value


def _shown(part: re.Match[str]) -> str:
    text = part["text"] or part["tag"]
    if part["data"]:
        return part["data"] + _shown_json(part["json"])
    if part["kept"] or not _DIGITS.search(text):
        return part[0]
    return mask_text(text) if part["text"] else _TOLD.sub(_shown_words, text)


def _shown_words(attribute: re.Match[str]) -> str:
    return attribute[1] + mask_text(attribute[2])


def _shown_json(text: str) -> str:
    """Data for a script stays what it was but for its texts; what is no JSON stays whole."""
    if not _DIGITS.search(text):
        return text
    try:
        found = json.loads(text)
    except ValueError:
        return text
    masked = masked_values(found)
    return text if masked == found else json.dumps(masked, ensure_ascii=False).translate(_ESCAPES)
