"""Back office of people: organisations, posts and who sits on them, officers and their roles."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from treebeard.admin import TreeAdmin
from treebeard.forms import movenodeform_factory

from projects.people.models import Officer, OfficerRole, Organisation, Post, Tenure
from projects.people.roles import Role

admin.site.site_header = "落地 后台管理"
admin.site.site_title = "落地后台"
admin.site.index_title = "基础资料"
admin.site.site_url = None  # the shell has its own way back
admin.site.unregister(Group)  # roles are ours (projects.people.roles), not Django's groups


class ByRole:
    """Who may do what here follows from the officer's role, not from Django's permission table."""

    roles_allowed: tuple[str, ...] = (Role.SYSTEM_ADMIN,)

    def _is_allowed(self, request: HttpRequest) -> bool:
        officer = request.user
        if not (isinstance(officer, Officer) and officer.is_active and officer.is_staff):
            return False
        return officer.is_superuser or any(officer.has_role(role) for role in self.roles_allowed)

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


@admin.register(Organisation)
class OrganisationAdmin(ByRole, TreeAdmin):
    """The one tree; a unit is moved, never deleted while anything belongs to it."""

    form = movenodeform_factory(Organisation)
    list_display = ("name", "code", "kind", "short_name")
    list_filter = ("kind",)
    search_fields = ("name", "short_name", "code")


class TenureInline(ByRole, admin.TabularInline):
    """Who sat on the post."""

    model = Tenure
    extra = 0
    autocomplete_fields = ("officer",)


@admin.register(Post)
class PostAdmin(ByRole, admin.ModelAdmin):
    """Chairs with their holders."""

    list_display = ("title", "organisation", "is_principal")
    list_filter = ("is_principal",)
    search_fields = ("title", "organisation__name")
    autocomplete_fields = ("organisation",)
    list_select_related = ("organisation",)
    inlines = (TenureInline,)


@admin.register(Tenure)
class TenureAdmin(ByRole, admin.ModelAdmin):
    """Tenures across posts."""

    list_display = ("officer", "post", "valid_from", "valid_to")
    search_fields = ("officer__name", "post__title", "post__organisation__name")
    autocomplete_fields = ("officer", "post")
    list_select_related = ("officer", "post__organisation")


class RoleInline(ByRole, admin.TabularInline):
    """Roles of the officer: given by the security administrator too."""

    roles_allowed = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
    model = OfficerRole
    extra = 0

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """A role is taken back."""
        return self._is_allowed(request)


@admin.register(Officer)
class OfficerAdmin(ByRole, UserAdmin):
    """People and service accounts; passwords are set by form, never shown."""

    roles_allowed = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
    list_display = ("name", "username", "organisation", "kind", "is_active", "is_staff")
    list_filter = ("is_active", "is_staff", "kind", "roles__role")
    search_fields = ("name", "username", "organisation__name")
    ordering = ("name",)
    autocomplete_fields = ("organisation", "scope")
    list_select_related = ("organisation",)
    filter_horizontal = ()
    inlines = (RoleInline,)
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("人员", {"fields": ("name", "kind", "organisation", "scope", "email", "phone")}),
        ("权限", {"fields": ("is_active", "is_staff", "is_superuser")}),
        ("时间", {"fields": ("last_login", "created_at", "updated_at")}),
    )
    readonly_fields = ("last_login", "created_at", "updated_at")
    add_fieldsets = (
        (None, {"classes": ("wide",), "fields": ("username", "name", "organisation", "password1", "password2")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: object = None) -> tuple[str, ...]:
        """Nobody makes a superuser who is not one."""
        fixed = tuple(super().get_readonly_fields(request, obj))
        return fixed if request.user.is_superuser else (*fixed, "is_superuser")
