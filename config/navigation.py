"""Who finds what in the shell: the main navigation, and the menu under one's own name.

Officers who work on projects get the pages of projects; administrators, who see no project, their consoles.
"""

from __future__ import annotations

from dataclasses import dataclass

from projects.people.models import Officer
from projects.people.roles import Permission


@dataclass(frozen=True)
class Item:
    """A page: its URL name, the section it marks, its icon and its word."""

    name: str
    key: str
    icon: str
    label: str
    permission: str


ORGANISATIONS = Item("people:organisations", "people", "sitemap", "单位人员", "")

MAIN = (
    Item("desk:home", "home", "home", "工作台", Permission.PROJECT_READ),
    Item("desk:projects", "projects", "list-details", "项目台账", Permission.PROJECT_READ),
    Item("steps:queue", "claims", "rosette-discount-check", "认定", Permission.PROJECT_READ),
    Item("desk:board", "board", "layout-kanban", "看板", Permission.PROJECT_READ),
    Item("dispatch:calendar", "meetings", "calendar-event", "调度会", Permission.DISPATCH_READ),
    Item("items:list", "items", "clipboard-list", "交办督办", Permission.DISPATCH_READ),
    Item("statistics:explorer", "statistics", "chart-bar", "统计", Permission.STATISTICS_READ),
    Item("outbox:ledger", "reminders", "bell", "提醒记录", Permission.PROJECT_READ),
    Item("access:accounts", "access", "user-shield", "账号", Permission.ACCESS_WRITE),
    Item("access:accounts", "access", "user-shield", "账号", Permission.PEOPLE_WRITE),
    Item("gateway:clients", "clients", "plug-connected", "接入", Permission.CLIENT_WRITE),
    Item("watch:duty", "reminders", "activity-heartbeat", "值守", Permission.PEOPLE_WRITE),
    Item("audit:entries", "audit", "shield-search", "审计", Permission.AUDIT_READ),
    Item("access:accounts", "access", "user-shield", "账号", Permission.AUDIT_READ),
)

BESIDE: dict[str, tuple[Item, ...]] = {
    "projects": (
        Item("desk:projects", "projects", "", "项目", Permission.PROJECT_READ),
        Item("ledger:enterprise_list", "projects", "", "企业", Permission.PROJECT_READ),
        Item("ledger:chains", "projects", "", "产业链", Permission.PROJECT_READ),
        Item("progress:problems", "projects", "", "存在问题", Permission.PROJECT_READ),
        Item("funds:queue", "projects", "", "资金核实", Permission.PROJECT_READ),
        Item("amendments:queue", "projects", "", "金额变更", Permission.PROJECT_READ),
        Item("lights:decrees", "projects", "", "亮灯调整", Permission.PROJECT_READ),
        Item("lights:rules", "projects", "", "亮灯规则", Permission.PROJECT_READ),
        Item("decisions:list", "projects", "", "项目决策", Permission.PROJECT_READ),
        Item("ledger:clashes", "projects", "", "首报争议", Permission.PROJECT_READ),
        Item("plans:templates", "projects", "", "节点模板", Permission.PROJECT_READ),
    ),
    "claims": (
        Item("steps:queue", "claims", "", "认定", Permission.PROJECT_READ),
        Item("spotchecks:rounds", "claims", "", "核查", Permission.PROJECT_READ),
    ),
    "meetings": (
        Item("dispatch:calendar", "meetings", "", "日历", Permission.DISPATCH_READ),
        Item("minutes:list", "meetings", "", "会议纪要", Permission.DISPATCH_READ),
        Item("dispatch:series", "meetings", "", "会议系列", Permission.DISPATCH_READ),
        Item("dispatch:materials", "meetings", "", "汇报材料", Permission.DISPATCH_READ),
        Item("reporting:home", "meetings", "", "信息报送", Permission.DISPATCH_READ),
        Item("dispatch:feeds", "meetings", "", "订阅日历", Permission.DISPATCH_READ),
    ),
    "items": (
        Item("items:list", "items", "", "交办事项", Permission.DISPATCH_READ),
        Item("letters:list", "items", "", "督办函件", Permission.DISPATCH_READ),
        Item("letters:talks", "items", "", "约谈记录", Permission.DISPATCH_READ),
        Item("letters:ladders", "items", "", "督办规则", Permission.PROJECT_READ),
    ),
    "board": (
        Item("desk:board", "board", "", "看板", Permission.PROJECT_READ),
        Item("desk:timeline", "board", "", "节点计划", Permission.PROJECT_READ),
        Item("proposals:list", "board", "", "进退建议", Permission.PROJECT_READ),
        Item("anomalies:list", "board", "", "异常线索", Permission.OVERSIGHT_READ),
    ),
    "statistics": (
        Item("statistics:explorer", "statistics", "", "统计", Permission.STATISTICS_READ),
        Item("statistics:saved", "statistics", "", "常用与定稿", Permission.STATISTICS_READ),
    ),
    "clients": (
        Item("gateway:clients", "clients", "", "系统接入", Permission.CLIENT_WRITE),
        Item("webhooks:webhooks", "clients", "", "变更推送", Permission.CLIENT_WRITE),
        Item("webhooks:networks", "clients", "", "推送地址段", Permission.CLIENT_WRITE),
    ),
    "reminders": (
        Item("outbox:ledger", "reminders", "", "提醒记录", Permission.PROJECT_READ),
        Item("watch:duty", "reminders", "", "值守", Permission.DISPATCH_WRITE),
        Item("receipts:receipts", "reminders", "", "确认情况", Permission.PROJECT_READ),
        Item("reminders:why", "reminders", "", "为什么", Permission.PROJECT_READ),
        Item("preferences:own", "reminders", "", "提醒设置", Permission.PROJECT_READ),
        Item("preferences:office", "reminders", "", "单位预设", Permission.DISPATCH_WRITE),
    ),
}
"""The pages that stand beside the first one of a section; the strip is shown on these pages only."""

MENU = (
    Item("handover:list", "handovers", "arrows-exchange", "责任交接", Permission.PROJECT_READ),
    Item("handover:deputies", "handovers", "user-share", "代理（AB角）", Permission.PROJECT_READ),
    Item("preferences:own", "", "bell-cog", "提醒设置", ""),
    Item("outbox:addresses", "", "send", "接收渠道", ""),
    Item("access:me", "", "user-circle", "我的账号", ""),
    Item("access:password", "", "key", "修改密码", ""),
)


def main_of(officer: Officer) -> list[Item]:
    """The main navigation. The organisations stand there for administrators, in the menu for everybody else."""
    items = [item for item in MAIN if officer.may(item.permission)]
    return items if officer.may(Permission.PROJECT_READ) else [*items, ORGANISATIONS]


def menu_of(officer: Officer) -> list[Item]:
    """The menu under the officer's name."""
    items = [item for item in MENU if not item.permission or officer.may(item.permission)]
    return [ORGANISATIONS, *items] if officer.may(Permission.PROJECT_READ) else items


def beside(officer: Officer, section: str, name: str) -> list[Item]:
    """The strip of pages of the section, where the page of that URL name is one of them."""
    items = BESIDE.get(section, ())
    return [item for item in items if officer.may(item.permission)] if any(item.name == name for item in items) else []
