"""The choices of node plans."""

from __future__ import annotations

from django.db import models


class State(models.TextChoices):
    """Where a node stands; a milestone's own state follows the project's stage (see ``NodeQuerySet.reached``)."""

    PLANNED = "planned", "未开始"
    DOING = "doing", "进行中"
    DONE = "done", "完成"
    CANCELLED = "cancelled", "取消"


class DayCount(models.TextChoices):
    """How the days of a node are counted."""

    CALENDAR = "calendar", "自然日"
    WORKING = "working", "工作日"


class OwnerRole(models.TextChoices):
    """Who should answer for a node: a part of the project's team, one of its units, or a kind of department."""

    CHIEF = "chief", "首席责任人"
    SECRETARY = "secretary", "项目秘书"
    LEAD = "lead", "牵头单位"
    LANDING = "landing", "落地单位"
    DEVELOPMENT = "development", "发改部门"
    PLANNING = "planning", "自规部门"
    HOUSING = "housing", "住建部门"
    ENVIRONMENT = "environment", "生态环境部门"
    INDUSTRY = "industry", "工信部门"
    MARKET = "market", "市监部门"
    EMERGENCY = "emergency", "应急部门"
    FINANCE = "finance", "财政部门"
    WATER = "water", "水务部门"
    POWER = "power", "供电部门"


DEPARTMENT_WORDS: dict[str, tuple[str, ...]] = {
    OwnerRole.DEVELOPMENT: ("发展和改革", "发展改革", "发改"),
    OwnerRole.PLANNING: ("自然资源", "自规", "规划"),
    OwnerRole.HOUSING: ("住房和城乡", "住房城乡", "住建"),
    OwnerRole.ENVIRONMENT: ("生态环境", "环保", "环境保护"),
    OwnerRole.INDUSTRY: ("工业和信息化", "工信", "经信"),
    OwnerRole.MARKET: ("市场监督", "市监"),
    OwnerRole.EMERGENCY: ("应急",),
    OwnerRole.FINANCE: ("财政",),
    OwnerRole.WATER: ("水务", "水利"),
    OwnerRole.POWER: ("供电", "电力"),
}
"""Words by which a department of that kind is known among the units around a project."""
