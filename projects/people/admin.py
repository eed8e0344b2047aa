"""Back office of people: looked at here, written on the pages of 组织与人员 and 登录与授权, where each rule is kept."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group

from projects.people.backoffice import ReadOnly
from projects.people.models import Officer, OfficerRole, Organisation, Post, Tenure
from projects.people.roles import Role
from projects.privacy.showing import shown_mail

admin.site.site_header = "落地 后台管理"
admin.site.site_title = "落地后台"
admin.site.index_title = "基础资料"
admin.site.site_url = None  # the shell has its own way back
assert isinstance(admin.site.get_model_admin(Group), GroupAdmin)  # registered by the import above
admin.site.unregister(Group)  # roles are ours (projects.people.roles)

READERS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)


@admin.register(Organisation)
class OrganisationAdmin(ReadOnly, admin.ModelAdmin):
    """The one tree."""

    list_display = ("name", "code", "kind", "short_name")
    list_filter = ("kind",)
    search_fields = ("name", "short_name", "code")


class TenureInline(ReadOnly, admin.TabularInline):
    """Who sat on the post."""

    model = Tenure
    extra = 0


@admin.register(Post)
class PostAdmin(ReadOnly, admin.ModelAdmin):
    """Chairs with their holders."""

    list_display = ("title", "organisation", "is_principal")
    list_filter = ("is_principal",)
    search_fields = ("title", "organisation__name")
    list_select_related = ("organisation",)
    inlines = (TenureInline,)


@admin.register(Tenure)
class TenureAdmin(ReadOnly, admin.ModelAdmin):
    """Tenures across posts."""

    list_display = ("officer", "post", "valid_from", "valid_to")
    search_fields = ("officer__name", "post__title", "post__organisation__name")
    list_select_related = ("officer", "post__organisation")


class RoleInline(ReadOnly, admin.TabularInline):
    """Roles of the officer."""

    roles_allowed = READERS
    model = OfficerRole
    extra = 0


@admin.register(Officer)
class OfficerAdmin(ReadOnly, admin.ModelAdmin):
    """People and service accounts. Password, roles, and on or off: on the pages of 登录与授权."""

    roles_allowed = READERS
    list_display = ("name", "username", "organisation", "kind", "is_active", "is_staff")
    list_filter = ("is_active", "is_staff", "kind", "roles__role")
    search_fields = ("name", "username", "organisation__name")
    ordering = ("name",)
    list_select_related = ("organisation",)
    account_fields = ("username", "name", "kind", "organisation", "scope", "email")
    fieldsets = (
        ("人员", {"fields": (*account_fields[:-1], "mail")}),
        ("权限", {"fields": ("is_active", "is_staff")}),
        ("时间", {"fields": ("last_login", "created_at", "updated_at")}),
    )
    inlines = (RoleInline,)
    readonly_fields = ("mail",)

    @admin.display(description="邮箱")
    def mail(self, officer: Officer) -> str:
        """Masked: nobody writes to people from here."""
        return shown_mail(officer.email)
