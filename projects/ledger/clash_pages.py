"""What the page of a clash shows: both files field by field, and what its reader may do now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from projects.ledger.kinds import ClashSide, ClashState
from projects.ledger.models import Clash, ClashEvent, Enterprise, MatchKey, Project
from projects.ledger.money import show_yi
from projects.ledger.policies import may_write
from projects.ledger.policies_clashes import may_rule
from projects.people.models import Officer


@dataclass(frozen=True)
class Compared:
    """One field of both files."""

    label: str
    first: str
    later: str

    @property
    def is_same(self) -> bool:
        """Do both say the same, and something?"""
        return bool(self.first) and self.first == self.later


def compared(clash: Clash) -> list[Compared]:
    """Both files side by side."""
    first, later = _shown(clash.first), _shown(clash.later)
    since = _since(clash)
    rows = [Compared(label, first[label], later[label]) for label in first if first[label] or later[label]]
    return [*rows, Compared("何时登记相同信息", since[clash.first_id], since[clash.later_id])]


def _shown(project: Project) -> dict[str, str]:
    total = project.total_investment_wan
    return {
        "项目编号": project.number,
        "项目名称": project.name,
        "录入时间": _at(project.created_at),
        "录入单位": project.source_organisation.name,
        "首谈单位": str(project.first_contact_organisation or ""),
        "落地单位": project.landing_organisation.name,
        "投资方": "；".join(_firm(one) for one in project.investors.all()),
        "项目公司": _firm(project.company) if project.company else "",
        "总投资": f"{show_yi(total)} 亿元" if total is not None else "",
        "行业": project.industry,
        "在谈日期": project.negotiating_on.isoformat(),
        "阶段": f"{project.get_stage_display()}（{project.get_standing_display()}）",
        "建设内容": project.summary,
    }


def _firm(one: Enterprise) -> str:
    return f"{one.name}（{one.uscc}）" if one.uscc and one.name != one.uscc else one.name


def _at(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


def _since(clash: Clash) -> dict[object, str]:
    """Project → from when it carries the first of the keys that both have; who renamed a file has not been first."""
    keys: dict[tuple[str, str], dict[object, datetime]] = {}
    for one in MatchKey.objects.filter(project__in=[clash.first_id, clash.later_id]):
        keys.setdefault((one.kind, one.key), {})[one.project_id] = one.since
    both = [found for found in keys.values() if len(found) == len(ClashSide)]
    ids = (clash.first_id, clash.later_id)
    return {pk: _at(min(found[pk] for found in both)) if both else "现已无相同信息" for pk in ids}


def may_settle(clash: Clash, officer: Officer) -> bool:
    """May the officer rule now?"""
    own = officer.pk in (clash.first.created_by_id, clash.later.created_by_id)
    if clash.state != ClashState.OPEN or own or not may_rule(clash, officer):
        return False
    return not clash.events.filter(kind=ClashEvent.Kind.RULED, by=officer).exists()


def may_reopen(clash: Clash, officer: Officer) -> bool:
    """May the officer have it ruled again?"""
    fresh = clash.state == ClashState.RULED and clash.reopened_at is None
    return fresh and clash.ruled_by_id != officer.pk and may_rule(clash, officer)


def own_side(clash: Clash, officer: Officer) -> str:
    """The side for which the officer may speak now; empty for none, and for who could speak for both."""
    if clash.state != ClashState.OPEN:
        return ""
    sides = {ClashSide.FIRST: clash.first, ClashSide.LATER: clash.later}
    own = [side.value for side, project in sides.items() if may_write(project, officer)]
    return own[0] if len(own) == 1 else ""
