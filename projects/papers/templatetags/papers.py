"""``{% paper document %}``: a document on a page, as it will look on paper."""

from __future__ import annotations

from typing import Any

from django import template

from projects.papers.blocks import Paper

register = template.Library()


@register.inclusion_tag("papers/_paper.html")
def paper(document: Paper) -> dict[str, Any]:
    """The sheet. The page loads ``papers/paper.css``."""
    return {"paper": document.values()}
