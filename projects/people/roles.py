"""Roles and what each may do. A permission is the same word as an API scope (api.md, Credentials)."""

from __future__ import annotations

from django.db import models


class Role(models.TextChoices):
    """What an officer is in this system; one person may hold several."""

    CLERK = "clerk", "填报员"
    VERIFIER = "verifier", "认定员"
    DISPATCHER = "dispatcher", "调度员"
    LEADER = "leader", "领导"
    SYSTEM_ADMIN = "system_admin", "系统管理员"
    SECURITY_ADMIN = "security_admin", "安全管理员"
    AUDIT_ADMIN = "audit_admin", "审计管理员"


class Permission(models.TextChoices):
    """One thing somebody may do; also the scope of a district system's key."""

    PROJECT_READ = "project:read", "查看项目"
    PROJECT_WRITE = "project:write", "填报项目"
    CLAIM_WRITE = "claim:write", "申报节点"
    CLAIM_VERIFY = "claim:verify", "认定节点"
    DISPATCH_READ = "dispatch:read", "查看调度"
    DISPATCH_WRITE = "dispatch:write", "组织调度"
    STATISTICS_READ = "statistics:read", "查看统计"
    WEBHOOK_WRITE = "webhook:write", "管理推送"


ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})

_READ = frozenset({Permission.PROJECT_READ, Permission.DISPATCH_READ, Permission.STATISTICS_READ})

PERMISSIONS_OF: dict[str, frozenset[str]] = {
    Role.CLERK: _READ | {Permission.PROJECT_WRITE, Permission.CLAIM_WRITE},
    Role.VERIFIER: _READ | {Permission.CLAIM_VERIFY},
    Role.DISPATCHER: _READ | {Permission.PROJECT_WRITE, Permission.CLAIM_WRITE, Permission.DISPATCH_WRITE},
    Role.LEADER: _READ,
    Role.SYSTEM_ADMIN: frozenset(),
    Role.SECURITY_ADMIN: frozenset(),
    Role.AUDIT_ADMIN: frozenset(),
}


def permissions_of(roles: list[str]) -> frozenset[str]:
    """The union of what ``roles`` may do."""
    return frozenset().union(*(PERMISSIONS_OF[role] for role in roles)) if roles else frozenset()
