"""同一企业重复签约: one investor, two signed projects within some months."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from itertools import pairwise

from django.urls import reverse

from projects.ledger.models import Enterprise, Project
from projects.ledger.models.projects import ProjectQuerySet
from workflow.anomalies.kinds.base import Anomaly, Found, Link, since
from workflow.anomalies.models import AnomalyRules

_DAYS_A_MONTH = 31


class SameFirm(Anomaly):
    """Signings of the same investor not more than ``firm_months`` apart, the later one in the days looked back at."""

    code = "same_firm"
    label = "同一企业重复签约"
    why = "同一投资方在两个项目上先后签约：可能是一个项目拆成几个，或增资当作新项目，重复计数。"
    advice = "对照两份协议的建设内容、地块和金额：是分期、增资还是另一项投资；增资只计增量。"

    def find(self, projects: ProjectQuerySet, rules: AnomalyRules, *, on: date) -> Iterable[Found]:
        signed = projects.filter(signed_on__isnull=False, signed_on__lte=on)
        rows = Project.investors.through.objects.filter(project__in=signed)
        groups: dict[Enterprise, list[Project]] = defaultdict(list)
        for row in rows.select_related("enterprise", "project__landing_organisation").order_by(
            "project__signed_on", "pk"
        ):
            groups[row.enterprise].append(row.project)
        for firm, theirs in groups.items():
            close = _close(theirs, rules, since(rules, on))
            if close:
                yield self._found(firm, close)

    def _found(self, firm: Enterprise, projects: list[Project]) -> Found:
        days = "、".join(f"“{one.name}”{one.signed_on}" for one in projects)
        units = {one.landing_organisation.label: one.landing_organisation.path for one in projects}
        last = projects[-1].signed_on
        assert last is not None  # only signed ones are asked for
        return Found(
            kind=self.code,
            key=str(firm.pk),
            title=firm.name,
            detail=f"{len(projects)}个项目先后签约：{days}。",
            on=last,
            units="、".join(units),
            paths=tuple(units.values()),
            facts=tuple(sorted(f"{one.pk} {one.signed_on}" for one in projects)),
            check=Link("打开企业档案", reverse("ledger:enterprise", args=[firm.pk])),
            records=tuple(Link(one.name, reverse("desk:project", args=[one.pk])) for one in projects),
        )


def _close(projects: list[Project], rules: AnomalyRules, first: date) -> list[Project]:
    """Those next to another one within ``firm_months``, the later of the two signed on ``first`` or after."""
    found: list[Project] = []
    for earlier, later in pairwise(projects):
        assert earlier.signed_on is not None and later.signed_on is not None
        gap = (later.signed_on - earlier.signed_on).days
        if later.signed_on >= first and gap <= rules.firm_months * _DAYS_A_MONTH:
            found += [one for one in (earlier, later) if one not in found]
    return found
