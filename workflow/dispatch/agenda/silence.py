"""久无进展: projects of which nothing new was heard for so many days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import OuterRef
from django.utils import timezone

from projects.ledger.stages import Stage
from projects.progress.queries import last_at, last_news_on
from projects.workdays.days import date_text
from workflow.dispatch.agenda.base import AgendaRule, Finding, Look
from workflow.dispatch.models import AgendaReason
from workflow.steps.models import Transition


class NoNews(AgendaRule):
    """The longest silence first. A project in production is left in peace; a verified step counts as news."""

    code = AgendaReason.NO_NEWS
    label = "久无进展"
    says = "连续若干天没有进展报告、问题反馈、节点推进或档案更新的项目"
    days = 30

    def find(self, look: Look, days: int) -> Iterable[Finding]:
        steps = Transition.objects.filter(project=OuterRef("pk"))
        heard = last_news_on(look.projects.exclude(stage=Stage.PRODUCING), also=[last_at(steps, "recorded_at")])
        silent = heard.filter(last_news_at__lt=look.now - timedelta(days=days)).order_by("last_news_at", "number")
        for project, at in silent.values_list("pk", "last_news_at"):
            last_on = timezone.localdate(at)
            quiet = (look.on - last_on).days
            yield Finding(project, f"已{quiet}天没有新进展，最近一次更新为{date_text(last_on, look.on)}")
