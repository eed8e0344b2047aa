"""What a caller may do: one table per door, deny by default."""

from __future__ import annotations

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from projects.errors import NotAllowed

Scopes = dict[str, str | tuple[str, ...]]


class HasScope(BasePermission):
    """The door declares ``required_scopes``: action or method → one scope, or several of which any will do."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Does the caller hold one of the scopes? A refusal names them."""
        if not request.user.is_authenticated:
            return False
        method = request.method or "GET"
        if method.lower() not in view.http_method_names or not hasattr(view, method.lower()):
            return True  # nothing to protect: the answer is 405
        wanted = scopes_for(view, method)
        if not any(request.user.may(scope) for scope in wanted):
            raise NotAllowed(f"缺少权限范围：{'、'.join(wanted) or '未开放'}。请联系管理员授予后再试。")
        return True


def scopes_for(view: Any, method: str) -> tuple[str, ...]:
    """The scopes any of which opens this door; none when the door declares nothing."""
    table: Scopes = getattr(view, "required_scopes", {})
    action = getattr(view, "action", None)
    wanted = table.get(action or "") or table.get(method) or ()
    return (wanted,) if isinstance(wanted, str) else tuple(wanted)
