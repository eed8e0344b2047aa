"""Bases of every room's back office: who may look and who may write follows from the officer's role.

The three administrators are different people (``roles.ADMINISTRATORS``): the system administrator keeps accounts and
presets, the security administrator gives roles, the audit administrator reads the records.
"""

from __future__ import annotations

from django.http import HttpRequest

from projects.people.models import Officer
from projects.people.roles import Role


class ByRole:
    """Who may do what here follows from the officer's role, not from Django's permission table."""

    roles_allowed: tuple[str, ...] = (Role.SYSTEM_ADMIN,)

    def _is_allowed(self, request: HttpRequest) -> bool:
        return holds_one_of(request, self.roles_allowed)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Is the room listed?"""
        return self._is_allowed(request)

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """May it be looked at?"""
        return self._is_allowed(request)

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """May something be added?"""
        return self._is_allowed(request)

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """May it be changed?"""
        return self._is_allowed(request)

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Whoever and whatever once took part stays in the record: switched off or ended, not deleted."""
        return False


class ReadOnly(ByRole):
    """Looked at, never written: every write goes through the services and leaves its record."""

    roles_allowed: tuple[str, ...] = (Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN)

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody adds here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody changes here."""
        return False


def holds_one_of(request: HttpRequest, roles: tuple[str, ...]) -> bool:
    """Is it an active officer of the back office who holds one of ``roles``, or the superuser?"""
    officer = request.user
    if not (isinstance(officer, Officer) and officer.is_active and officer.is_staff):
        return False
    return officer.is_superuser or any(officer.has_role(role) for role in roles)
