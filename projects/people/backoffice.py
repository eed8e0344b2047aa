"""Bases of every room's back office: who may look and who may write follows from the officer's role.

The three administrators are different people (``roles.ADMINISTRATORS``): the system administrator keeps accounts and
presets, the security administrator gives roles, the audit administrator reads the records.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.forms import Field, ModelChoiceField, ModelForm
from django.http import HttpRequest
from django.utils import timezone

from projects.audit.services import Difference, audited, record
from projects.people.models import Officer
from projects.people.roles import Role


class Act(models.TextChoices):
    """What the audit log calls a write in the back office."""

    ADD = "backoffice.add", "后台新增"
    CHANGE = "backoffice.change", "后台修改"
    DELETE = "backoffice.delete", "后台删除"


class Recorded:
    """Every write here and its audit entries are one transaction: one entry an object, inlines included."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Adding and changing."""
        with audited():
            return super().changeform_view(request, *args, **kwargs)  # type: ignore[misc]

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Deleting one."""
        with audited():
            return super().delete_view(request, *args, **kwargs)  # type: ignore[misc]

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Actions on several."""
        with audited():
            return super().changelist_view(request, *args, **kwargs)  # type: ignore[misc]

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        """Django asks for this once per saved form, with all that was sent: here the entries are made."""
        _record_form(request, form, is_new=add)
        for formset in formsets or ():
            for one in formset.forms:
                if one.has_changed() and one not in formset.deleted_forms:
                    _record_form(request, one, is_new=one in formset.extra_forms)
            for gone in formset.deleted_objects:
                record(Act.DELETE, gone, by=request.user, now=timezone.now())
        return super().construct_change_message(request, form, formsets, add)  # type: ignore[misc]

    def delete_model(self, request: HttpRequest, obj: models.Model) -> None:
        """One is deleted."""
        record(Act.DELETE, obj, by=request.user, now=timezone.now())
        super().delete_model(request, obj)  # type: ignore[misc]

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        """Several are."""
        for gone in queryset:
            record(Act.DELETE, gone, by=request.user, now=timezone.now())
        super().delete_queryset(request, queryset)  # type: ignore[misc]


def _record_form(request: HttpRequest, form: ModelForm, *, is_new: bool) -> None:
    changes = [_difference(form, name, is_new=is_new) for name in form.changed_data]
    record(Act.ADD if is_new else Act.CHANGE, form.instance, by=request.user, now=timezone.now(), changes=changes)


def _difference(form: ModelForm, name: str, *, is_new: bool) -> Difference:
    """One field as it was and as it is; what is secret only as changed."""
    field = form.fields[name]
    label = str(field.label or name)
    if "password" in name or "secret" in name:
        return Difference(name, label, "", "（已修改，不登记内容）")
    before = "" if is_new else _shown(field, form.get_initial_for_field(field, name))
    return Difference(name, label, before, _shown(field, form.cleaned_data.get(name)))


def _shown(field: Field, value: Any) -> str:
    """A value as people read it: the name of a row or of a choice, 是 and 否."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(field, ModelChoiceField) and not isinstance(value, models.Model | models.QuerySet | list):
        found = field.queryset.filter(**{field.to_field_name or "pk": value}).first() if field.queryset else None
        return str(found or value)
    if isinstance(value, models.QuerySet | list | tuple):
        return "、".join(str(one) for one in value)
    named = dict(getattr(field, "choices", ()) or ()) if not isinstance(field, ModelChoiceField) else {}
    return str(named.get(value, value))


class ByRole(Recorded):
    """Who may do what here follows from the officer's role, not from Django's permission table."""

    roles_allowed: tuple[str, ...] = (Role.SYSTEM_ADMIN,)

    def _is_allowed(self, request: HttpRequest) -> bool:
        return holds_one_of(request, self.roles_allowed)

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Only the filters that are shown: any other would answer questions about what is not, such as a digest."""
        shown = [name for name in getattr(self, "list_filter", ()) if isinstance(name, str)]
        shown += [getattr(self, "date_hierarchy", None) or ""]
        return any(name and (lookup == name or lookup.startswith(f"{name}__")) for name in shown)

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
    """Is it an active officer of the back office who holds one of ``roles``? There is no superuser."""
    officer = request.user
    if not (isinstance(officer, Officer) and officer.is_active and officer.is_staff):
        return False
    return any(officer.has_role(role) for role in roles)
