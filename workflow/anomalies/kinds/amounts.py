"""认定后改金额: an amount that moved after a signing had been verified."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation

from django.urls import reverse
from django.utils import timezone

from projects.ledger.models import Change, Project
from projects.ledger.models.projects import ProjectQuerySet
from projects.ledger.words import shown_field
from workflow.amendments.queries import changed_after_verification
from workflow.anomalies.kinds.base import Anomaly, Found, Link, moment, since
from workflow.anomalies.models import AnomalyRules


class AmountsChanged(Anomaly):
    """A change of at least ``amount_percent`` of what stood there, whether or not a request explains it."""

    code = "amounts"
    label = "认定后改金额"
    why = "签约认定之后金额又变了：统计和通报用的是认定时的数。"
    advice = "看有没有变更申请和依据（补充协议、决议）；没有申请的，问是谁、凭什么改的。"

    def find(self, projects: ProjectQuerySet, rules: AnomalyRules, *, on: date) -> Iterable[Found]:
        recent = changed_after_verification(projects).filter(at__gte=moment(since(rules, on)))
        groups: dict[Project, list[Change]] = defaultdict(list)
        for change in recent.select_related("project__landing_organisation"):
            if is_moved(change.before, change.after, rules.amount_percent):
                groups[change.project].append(change)
        for project, changes in groups.items():
            yield self._found(project, changes)

    def _found(self, project: Project, changes: list[Change]) -> Found:
        last = changes[0]
        archive = reverse("desk:project", args=[project.pk])
        said = (shown_field(last.field, last.before) or "空", shown_field(last.field, last.after) or "空")
        more = f"等{len(changes)}处" if len(changes) > 1 else ""
        why = f"；理由：{last.why}" if last.why else "；没有写明理由"
        return Found(
            kind=self.code,
            key=str(project.pk),
            title=project.name,
            detail=f"{last.label}由{said[0]}改为{said[1]}{more}（{last.by}，{timezone.localdate(last.at)}）{why}。",
            on=timezone.localdate(last.at),
            units=project.landing_organisation.label,
            paths=(project.landing_organisation.path,),
            facts=(str(last.pk),),
            check=Link("看历史记录", f"{archive}?tab=history&all=1#tab"),
            records=(Link("金额变更申请", f"{reverse('amendments:queue')}?tab=all"),),
        )


def is_moved(before: str, after: str, percent: int) -> bool:
    """Did the stored amount move by ``percent`` of what stood there, the number itself included? New ones always."""
    try:
        was, now = Decimal(before), Decimal(after)
    except InvalidOperation:
        return before != after
    return was != now and (was == 0 or 100 * abs(now - was) >= percent * abs(was))
