"""Back office of people: organisations, posts and who sits on them, officers and their roles."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest, HttpResponse
from treebeard.admin import TreeAdmin
from treebeard.forms import movenodeform_factory

from projects.errors import Invalid
from projects.people.backoffice import ByRole, holds_one_of
from projects.people.models import Officer, OfficerRole, Organisation, Post, Tenure
from projects.people.roles import Role
from projects.people.services import check_roles, settle_staff

admin.site.site_header = "落地 后台管理"
admin.site.site_title = "落地后台"
admin.site.index_title = "基础资料"
admin.site.site_url = None  # the shell has its own way back
admin.site.unregister(Group)  # roles are ours (projects.people.roles), not Django's groups


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


ACCOUNTS = (Role.SYSTEM_ADMIN,)
ROLES = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
READERS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)


class RoleFormSet(BaseInlineFormSet):
    """The roles of one officer, under the same rule as ``services.grant_roles``."""

    def clean(self) -> None:
        """Administrators' roles exclude one another and all others."""
        super().clean()
        rows = [getattr(form, "cleaned_data", {}) for form in self.forms]
        try:
            check_roles(row["role"] for row in rows if row.get("role") and not row.get("DELETE"))
        except Invalid as refused:
            raise ValidationError(refused.detail) from refused


class RoleInline(ByRole, admin.TabularInline):
    """Roles of the officer: given by the security administrator too, and never to oneself."""

    roles_allowed = READERS
    model = OfficerRole
    formset = RoleFormSet
    extra = 0

    def _may_give(self, request: HttpRequest, obj: object) -> bool:
        is_own = isinstance(obj, Officer) and obj.pk == request.user.pk
        return bool(request.user.is_superuser) or (holds_one_of(request, ROLES) and not is_own)

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """A role is given."""
        return self._may_give(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """A role is exchanged."""
        return self._may_give(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """A role is taken back."""
        return self._may_give(request, obj)


@admin.register(Officer)
class OfficerAdmin(ByRole, UserAdmin):
    """People and service accounts; passwords are set by form, never shown.

    The system administrator keeps accounts, the security administrator gives roles, the audit administrator looks;
    none of them touches a superuser.
    """

    roles_allowed = READERS
    list_display = ("name", "username", "organisation", "kind", "is_active", "is_staff")
    list_filter = ("is_active", "is_staff", "kind", "roles__role")
    search_fields = ("name", "username", "organisation__name")
    ordering = ("name",)
    autocomplete_fields = ("organisation", "scope")
    list_select_related = ("organisation",)
    filter_horizontal = ()
    inlines = (RoleInline,)
    account_fields = ("name", "kind", "organisation", "scope", "email", "phone")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("人员", {"fields": account_fields}),
        ("权限", {"fields": ("is_active", "is_staff", "is_superuser")}),
        ("时间", {"fields": ("last_login", "created_at", "updated_at")}),
    )
    readonly_fields = ("is_staff", "last_login", "created_at", "updated_at")
    add_fieldsets = (
        (None, {"classes": ("wide",), "fields": ("username", "name", "organisation", "password1", "password2")}),
    )

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Accounts are opened by the system administrator."""
        return holds_one_of(request, ACCOUNTS)

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Only a superuser touches a superuser."""
        if isinstance(obj, Officer) and obj.is_superuser and not request.user.is_superuser:
            return False
        return holds_one_of(request, ROLES)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Without the password for whoever may not set it."""
        shown = super().get_fieldsets(request, obj)
        if obj is None or self._may_set_password(request, obj):
            return shown
        return ((None, {"fields": ("username",)}), *shown[1:])

    def get_readonly_fields(self, request: HttpRequest, obj: object = None) -> tuple[str, ...]:
        """Nobody makes a superuser who is not one; the account itself is the system administrator's."""
        fixed = tuple(super().get_readonly_fields(request, obj))
        if request.user.is_superuser:
            return fixed
        if holds_one_of(request, ACCOUNTS):
            return (*fixed, "is_superuser")
        return (*fixed, "username", *self.account_fields, "is_active", "is_superuser")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form as ``get_fieldsets`` shows it: a password that is not shown is not asked for either."""
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj is not None and not self._may_set_password(request, obj):
            form.base_fields.pop("password", None)
        return form

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """Passwords are set by the system administrator."""
        if not holds_one_of(request, ACCOUNTS):
            raise PermissionDenied
        return super().user_change_password(request, id, form_url)

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:
        """Whether one enters the back office follows from the roles."""
        super().save_related(request, form, formsets, change)
        settle_staff(form.instance)

    def _may_set_password(self, request: HttpRequest, obj: object) -> bool:
        return holds_one_of(request, ACCOUNTS) and self.has_change_permission(request, obj)
