"""月末集中: most steps of a unit's month carry one of its last days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from urllib.parse import urlencode

from django.urls import reverse

from projects.ledger.models.projects import ProjectQuerySet
from projects.ledger.stages import STAGE_STEPS
from projects.people.models import Organisation
from workflow.anomalies.kinds.base import Anomaly, Found, Link, since
from workflow.anomalies.models import AnomalyRules
from workflow.steps.models import Transition


class MonthEnd(Anomaly):
    """At least ``month_end_least`` and ``month_end_percent`` of a month's steps in its last ``month_end_days``."""

    code = "month_end"
    label = "月末集中"
    why = "一个单位当月的节点大多发生在月末几天：可能为赶考核突击申报。"
    advice = "抽查这几天的节点：企业、合同和现场是否真到了这一步，次月有没有撤销或停滞。"

    def find(self, projects: ProjectQuerySet, rules: AnomalyRules, *, on: date) -> Iterable[Found]:
        first = since(rules, on).replace(day=1)  # whole months: a cut one would look different every day
        taken = Transition.objects.counting().filter(project__in=projects, step__in=STAGE_STEPS)
        inside = taken.filter(effective_on__range=(first, on)).select_related("landing_organisation", "project")
        months: dict[tuple[Organisation, date], list[Transition]] = defaultdict(list)
        for one in inside.order_by("effective_on", "pk"):
            months[one.landing_organisation, one.effective_on.replace(day=1)].append(one)
        for (unit, month), steps in sorted(months.items(), key=lambda item: (item[0][1], item[0][0].path)):
            last = _last_of(month)
            late = [one for one in steps if (last - one.effective_on).days < rules.month_end_days]
            if len(late) >= rules.month_end_least and 100 * len(late) >= rules.month_end_percent * len(steps):
                yield self._found(unit, month, last, steps, late)

    def _found(
        self, unit: Organisation, month: date, last: date, steps: list[Transition], late: list[Transition]
    ) -> Found:
        listed = urlencode({"unit": unit.code, "updated_from": month.isoformat()})
        return Found(
            kind=self.code,
            key=f"{unit.pk}:{month:%Y-%m}",
            title=f"{unit.label} {month.year}年{month.month}月",
            detail=f"当月{len(steps)}个节点中{len(late)}个发生在{late[0].effective_on}至{last}"
            f"（{round(100 * len(late) / len(steps))}%）。",
            on=late[-1].effective_on,
            units=unit.label,
            paths=(unit.path,),
            facts=tuple(sorted(str(one.pk) for one in late)),
            check=Link("打开单位台账", f"{reverse('desk:projects')}?{listed}"),
            records=tuple(
                Link(
                    f"{one.effective_on} {one.project.name} {one.get_step_display()}",
                    f"{reverse('desk:project', args=[one.project_id])}?tab=history#tab",
                )
                for one in late
            ),
        )


def _last_of(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
