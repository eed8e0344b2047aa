"""Back office of keys: who holds which, when it was last used. Everything is done on the pages of 系统接入."""

from __future__ import annotations

from django.contrib import admin

from projects.gateway.models import ApiKey
from projects.people.backoffice import ReadOnly


@admin.register(ApiKey)
class ApiKeyAdmin(ReadOnly, admin.ModelAdmin):
    """Looked at by the system and the audit administrator; neither digest nor key is shown."""

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

    @admin.display(description="所属单位")
    def organisation(self, key: ApiKey) -> str:
        """Whose system it is."""
        return str(key.account.organisation or "")
