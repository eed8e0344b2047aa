"""应有未有首席责任人: projects that need a chief and have none, the largest first (domain.md 5)."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import F

from projects.ledger.chiefs import reasons_for_chief
from projects.ledger.models import CityRules, Project
from workflow.dispatch.agenda.base import LONGEST_SENTENCE, AgendaRule, Finding, Look
from workflow.dispatch.models import AgendaReason

CHIEF_WANTED = "应有首席责任人而未指定"


class ChiefMissing(AgendaRule):
    """By the rules of the city where each project lands."""

    code = AgendaReason.CHIEF_MISSING
    label = "缺首席责任人"
    says = "应有首席责任人而未指定的项目，投资大的在前"

    def find(self, look: Look, days: int) -> Iterable[Finding]:
        rules: dict[UUID, CityRules] = {}
        under = Project.objects.under(look.region).select_related("landing_organisation")
        largest = F("total_investment_wan").desc(nulls_last=True)
        for project in under.needing_chief().without_chief().order_by(largest, "number"):
            landing = project.landing_organisation
            rules[landing.pk] = rules.get(landing.pk) or CityRules.of(landing)
            yield Finding(project.pk, chief_sentence(reasons_for_chief(project, rules[landing.pk])))


def chief_sentence(reasons: list[str]) -> str:
    """For example ``市委市政府直接交办，应有首席责任人而未指定``. ``reasons``: see ``ledger.chiefs``."""
    room = LONGEST_SENTENCE - len(CHIEF_WANTED) - 1
    return "，".join(filter(None, ["、".join(reasons)[:room], CHIEF_WANTED]))
