"""只在会前修改: a project whose file moves only on the day before a sitting."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from projects.ledger.models import Change, Project, RowChange
from projects.ledger.models.projects import ProjectQuerySet
from projects.workdays.queries import calendar
from workflow.anomalies.kinds.base import Anomaly, Found, Link, moment, since
from workflow.anomalies.models import AnomalyRules
from workflow.dispatch.models import Meeting, MeetingState

_DAY = timedelta(days=1)
_LONGEST_HOLIDAY = timedelta(days=12)


class MeetingEve(Anomaly):
    """Edited before at least ``eve_least`` sittings of its units' offices, and on no other day."""

    code = "meeting_eve"
    label = "只在会前修改"
    why = "档案只在调度会前一天才有改动，平时没有：进展可能是为开会补写的。"
    advice = "对照会前改动与会后情况：问填报员和企业当周实际发生了什么，再看现场照片的拍摄日期。"

    def find(self, projects: ProjectQuerySet, rules: AnomalyRules, *, on: date) -> Iterable[Found]:
        first = since(rules, on)
        edited = _days_of_edits(projects, first)
        eves = _eves(first, on)
        if not eves:
            return
        known = Project.objects.filter(pk__in=list(edited)).select_related("landing_organisation").order_by("number")
        for project in known:
            days = edited[project.pk]
            own = {
                day for path, days in eves.items() if project.landing_organisation.path.startswith(path) for day in days
            }
            if len(days) >= rules.eve_least and days <= own:
                yield self._found(project, sorted(days))

    def _found(self, project: Project, days: list[date]) -> Found:
        archive = reverse("desk:project", args=[project.pk])
        return Found(
            kind=self.code,
            key=str(project.pk),
            title=project.name,
            detail=f"{len(days)}天有改动，都在调度会前一个工作日：{'、'.join(str(day) for day in days)}。",
            on=days[-1],
            units=project.landing_organisation.label,
            paths=(project.landing_organisation.path,),
            facts=(str(days[-1]),),  # one more eve brings it back; an old day that falls out of sight does not
            check=Link("看改了什么", f"{archive}?tab=history&all=1#tab"),
            records=(Link("进展报告", f"{archive}?tab=progress#tab"),),
        )


def _days_of_edits(projects: ProjectQuerySet, first: date) -> dict[UUID, set[date]]:
    """Project → days on which its fields or rows were changed by hand. What a verification writes is no edit."""
    found: dict[UUID, set[date]] = defaultdict(set)
    fields = Change.objects.filter(project__in=projects, at__gte=moment(first)).exclude(why__endswith="认定")
    rows = RowChange.objects.filter(project__in=projects, at__gte=moment(first))
    for source in (fields, rows):
        for project, at in source.order_by().values_list("project_id", "at"):
            found[project].add(timezone.localdate(at))
    return found


def _eves(first: date, on: date) -> dict[str, set[date]]:
    """Path of the office → the last working day before each of its sittings. Two queries."""
    held = Meeting.objects.exclude(state=MeetingState.CANCELLED).select_related("series__organisation")
    known = list(held.filter(starts_at__gte=moment(first), starts_at__lt=moment(on + 8 * _DAY)))
    days = calendar(first - _LONGEST_HOLIDAY, on + 8 * _DAY)
    found: dict[str, set[date]] = defaultdict(set)
    for meeting in known:
        eve = days.previous_workday(timezone.localdate(meeting.starts_at) - _DAY)
        found[meeting.series.organisation.path].add(eve)
    return found
