"""Doors of letters."""

from workflow.letters.views.detail import attachment, copy, detail, edit
from workflow.letters.views.drafting import new
from workflow.letters.views.ladders import ladder, ladders, propose
from workflow.letters.views.listed import export, listed
from workflow.letters.views.talks import talk, talk_new, talks

__all__ = [
    "attachment",
    "copy",
    "detail",
    "edit",
    "export",
    "ladder",
    "ladders",
    "listed",
    "new",
    "propose",
    "talk",
    "talk_new",
    "talks",
]
