"""Roles and what each may do. What a key may do too is the same word as an API scope (api.md, Credentials)."""

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
    """One thing somebody may do."""

    PROJECT_READ = "project:read", "查看项目"
    PROJECT_WRITE = "project:write", "填报项目"
    CLAIM_WRITE = "claim:write", "申报节点"
    CLAIM_VERIFY = "claim:verify", "认定节点"
    DISPATCH_READ = "dispatch:read", "查看调度"
    DISPATCH_WRITE = "dispatch:write", "组织调度"
    STATISTICS_READ = "statistics:read", "查看统计"
    OVERSIGHT_READ = "oversight:read", "查看异常线索"
    WEBHOOK_WRITE = "webhook:write", "管理推送"
    PEOPLE_WRITE = "people:write", "维护单位与人员"
    ACCESS_WRITE = "access:write", "授权与安全策略"
    CLIENT_WRITE = "client:write", "管理系统接入"
    AUDIT_READ = "audit:read", "查阅审计记录"


SCOPES = frozenset(
    {
        Permission.PROJECT_READ,
        Permission.PROJECT_WRITE,
        Permission.CLAIM_WRITE,
        Permission.CLAIM_VERIFY,
        Permission.DISPATCH_READ,
        Permission.DISPATCH_WRITE,
        Permission.STATISTICS_READ,
        Permission.WEBHOOK_WRITE,
    }
)
"""What a district system's key may be given; the administrators' permissions are for people alone."""

SIGHT = frozenset({Permission.PROJECT_READ, Permission.PROJECT_WRITE, Permission.CLAIM_WRITE, Permission.CLAIM_VERIFY})
"""Who holds one of these sees projects at all; which ones, says ``visible_to``. No administrator holds any."""

ADMINISTRATION = frozenset(
    {Permission.PEOPLE_WRITE, Permission.ACCESS_WRITE, Permission.CLIENT_WRITE, Permission.AUDIT_READ}
)
"""What administrators do, from the addresses meant for it."""

ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})

_READ = frozenset({Permission.PROJECT_READ, Permission.DISPATCH_READ, Permission.STATISTICS_READ})

PERMISSIONS_OF: dict[str, frozenset[str]] = {
    Role.CLERK: _READ | {Permission.PROJECT_WRITE, Permission.CLAIM_WRITE},
    Role.VERIFIER: _READ | {Permission.CLAIM_VERIFY},
    Role.DISPATCHER: _READ
    | {Permission.PROJECT_WRITE, Permission.CLAIM_WRITE, Permission.DISPATCH_WRITE, Permission.OVERSIGHT_READ},
    Role.LEADER: _READ | {Permission.OVERSIGHT_READ},
    Role.SYSTEM_ADMIN: frozenset({Permission.PEOPLE_WRITE}),
    Role.SECURITY_ADMIN: frozenset({Permission.ACCESS_WRITE, Permission.CLIENT_WRITE}),
    Role.AUDIT_ADMIN: frozenset({Permission.AUDIT_READ}),
}


def permissions_of(roles: list[str]) -> frozenset[str]:
    """The union of what ``roles`` may do."""
    return frozenset().union(*(PERMISSIONS_OF[role] for role in roles)) if roles else frozenset()
