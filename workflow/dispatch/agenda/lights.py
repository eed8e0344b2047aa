"""红灯、黄灯: projects whose light is on today, with the reasons of the light, the largest first (domain.md 6)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from django.db.models import F

from workflow.dispatch.agenda.base import AgendaRule, Finding, Look, shortened
from workflow.dispatch.models import AgendaReason
from workflow.lights.colours import LABELS, RED, YELLOW
from workflow.lights.queries.books import book_on
from workflow.lights.queries.now import light_of, with_light


class _Lit(AgendaRule):
    """What red and yellow share."""

    colour: ClassVar[str]

    def find(self, look: Look, days: int) -> Iterable[Finding]:
        book = book_on(look.on)
        lit = with_light(look.projects, on=look.on, book=book).filter(light_colour=self.colour)
        for project in lit.order_by(F("total_investment_wan").desc(nulls_last=True), "number"):
            light = light_of(project, on=look.on, book=book)
            yield Finding(project.pk, shortened(f"{LABELS[self.colour]}：{'；'.join(light.reasons)}"))


class RedLight(_Lit):
    """红灯"""

    code = AgendaReason.RED_LIGHT
    label = "红灯项目"
    says = "今天亮红灯的项目，写明亮灯理由"
    colour = RED


class YellowLight(_Lit):
    """黄灯"""

    code = AgendaReason.YELLOW_LIGHT
    label = "黄灯项目"
    says = "今天亮黄灯的项目，写明亮灯理由"
    colour = YELLOW
