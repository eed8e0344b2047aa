"""Back office of keys: who holds which, when it was last used; and the switch that ends one.

Keys are issued by ``create_api_client``, which shows them once.
"""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from projects.gateway.models import ApiKey
from projects.gateway.services import revoke_key
from projects.people.backoffice import ReadOnly
from projects.people.roles import Role


@admin.register(ApiKey)
class ApiKeyAdmin(ReadOnly, admin.ModelAdmin):
    """Looks and revokes; neither digest nor key is shown.

    Nothing is added (a key made here would be seen by nobody who needs it) nor changed (another need, another key).
    """

    roles_allowed = (Role.SYSTEM_ADMIN,)

    list_display = (
        "public_id",
        "account",
        "organisation",
        "expires_at",
        "revoked_at",
        "last_used_at",
        "last_used_from",
    )
    list_select_related = ("account__organisation",)
    search_fields = ("public_id", "account__name", "account__organisation__name")
    exclude = ("digest",)
    actions = ("revoke",)

    @admin.display(description="所属单位")
    def organisation(self, key: ApiKey) -> str:
        """Whose system it is."""
        return str(key.account.organisation or "")

    @admin.action(description="吊销所选密钥（立即生效，不可恢复）")
    def revoke(self, request: HttpRequest, keys: QuerySet[ApiKey]) -> None:
        """End them for good."""
        if not self.has_view_permission(request):
            return
        for key in keys:
            revoke_key(key, by=None, now=timezone.now())
        self.message_user(request, f"已吊销{len(keys)}把密钥。")
