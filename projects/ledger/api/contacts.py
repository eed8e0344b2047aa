"""API doors of contacts 联系人. Telephone and mail are answered masked; no door answers them in full."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from projects.errors import Invalid, NotFound
from projects.gateway.bodies import Body, read_body, read_query
from projects.gateway.doors import DetailQuery, Door, PageQuery, Row, Rows, one, requester
from projects.gateway.idempotency import once
from projects.gateway.openapi import described, paged
from projects.gateway.pagination import Order
from projects.gateway.preconditions import unchanged
from projects.ledger.models import Contact, Enterprise
from projects.ledger.policies import may_see_contacts
from projects.ledger.services import add_contact, update_contact, withdraw_contact
from projects.people.roles import Permission
from projects.privacy.showing import shown_mail, shown_phone
from projects.rows import one_or_none


class ContactBody(Body):
    """What may be written."""

    name = serializers.CharField(max_length=40, help_text="姓名")
    title = serializers.CharField(required=False, allow_blank=True, max_length=60, help_text="职务")
    phone = serializers.CharField(required=False, allow_blank=True, max_length=20, help_text="电话，加密保存")
    email = serializers.CharField(required=False, allow_blank=True, max_length=254, help_text="邮箱")
    is_primary = serializers.BooleanField(required=False, help_text="首要联系人，每家企业一位")


class ContactChangeBody(ContactBody):
    """What may be changed; ``withdrawn_reason`` withdraws the contact."""

    withdrawn_reason = serializers.CharField(
        required=False, max_length=200, help_text="作废理由：给出即作废，不能与其他字段同时给出"
    )


class ContactShown(serializers.Serializer):
    """A contact as answered."""

    id = serializers.UUIDField(help_text="标识")
    url = serializers.URLField(help_text="地址")
    version = serializers.IntegerField(help_text="版本")
    created_at = serializers.DateTimeField(help_text="登记时间")
    updated_at = serializers.DateTimeField(help_text="更新时间")
    enterprise = serializers.UUIDField(help_text="企业标识")
    name = serializers.CharField(help_text="姓名")
    title = serializers.CharField(help_text="职务")
    phone_masked = serializers.CharField(help_text="电话，脱敏")
    email_masked = serializers.CharField(help_text="邮箱，脱敏")
    is_primary = serializers.BooleanField(help_text="首要联系人")
    withdrawn_at = serializers.DateTimeField(allow_null=True, help_text="作废时间")


class ContactDoor(Door):
    """Contacts of one enterprise, for who sees a project that uses it, or keeps it; 404 for anybody else."""

    tag = "企业"
    shown = ContactShown
    required_scopes = {
        "list": Permission.PROJECT_READ,
        "retrieve": Permission.PROJECT_READ,
        "create": Permission.PROJECT_WRITE,
        "partial_update": Permission.PROJECT_WRITE,
    }
    columns = (
        *("id", "version", "added_at", "updated_at", "enterprise_id", "name", "title", "phone", "email"),
        *("is_primary", "withdrawn_at"),
    )

    @described("企业联系人列表", {200: paged(ContactShown)}, query=(PageQuery,))
    def list(self, request: Request, enterprise_id: UUID) -> Response:
        """Those that hold, in the order in which they were entered."""
        query = read_query(PageQuery, request)
        found = self.enterprise(request, enterprise_id).contacts.valid()
        return self.page(query, found.values(*self.columns), Order("added_at"), self.present)

    @described("企业联系人", {200: ContactShown}, query=(DetailQuery,))
    def retrieve(self, request: Request, enterprise_id: UUID, pk: UUID) -> Response:
        """One contact."""
        return self.represent(self.show(request, enterprise_id, pk))

    @described("登记企业联系人", {201: ContactShown}, body=ContactBody)
    @once
    def create(self, request: Request, enterprise_id: UUID) -> Response:
        """A new one."""
        self.enterprise(request, enterprise_id)
        values = read_body(ContactBody, request)
        made = add_contact(enterprise_id, **values, by=requester(request), now=timezone.now())
        return self.represent(self.show(request, enterprise_id, made.pk), status=201, place=True)

    @described("更新或作废企业联系人", {200: ContactShown}, body=ContactChangeBody, needs_version=True)
    def partial_update(self, request: Request, enterprise_id: UUID, pk: UUID) -> Response:
        """Change some fields, or withdraw with a reason."""
        known = self.show(request, enterprise_id, pk)
        values = read_body(ContactChangeBody, request, partial=True)
        with unchanged(request, known["version"], show=lambda: self.show(request, enterprise_id, pk)) as version:
            by, now = requester(request), timezone.now()
            reason = values.pop("withdrawn_reason", "")
            if reason and values:
                raise Invalid("作废时不能同时修改其他字段，请分两次提交。", "withdrawn_reason")
            if reason:
                withdraw_contact(pk, reason=reason, by=by, now=now, expected_version=version)
            else:
                update_contact(pk, values, by=by, now=now, expected_version=version)
        return self.represent(self.show(request, enterprise_id, pk))

    def enterprise(self, request: Request, enterprise_id: UUID) -> Enterprise:
        """The enterprise whose contacts the caller may see, or 404."""
        by = requester(request)
        found = one_or_none(Enterprise.objects.visible_to(by).filter(pk=enterprise_id))
        if found is None or not may_see_contacts(found, by):
            raise NotFound
        return found

    def show(self, request: Request, enterprise_id: UUID, pk: UUID) -> Row:
        """The contact as answered, or 404."""
        found = Contact.objects.filter(enterprise=self.enterprise(request, enterprise_id), pk=pk)
        rows: Any = list(found.values(*self.columns))
        if not rows:
            raise NotFound
        return one(self.present(rows))

    def present(self, rows: Rows) -> Rows:
        """Rows with address, masked."""
        if not rows:
            return []
        base = self.address("contacts-list", rows[0]["enterprise_id"])
        same = ("version", "updated_at", "name", "title", "is_primary", "withdrawn_at")
        return [
            {"id": row["id"], "url": f"{base}{row['id']}/", "created_at": row["added_at"]}
            | {"enterprise": row["enterprise_id"], "phone_masked": shown_phone(row["phone"])}
            | {"email_masked": shown_mail(row["email"])}
            | {name: row[name] for name in same}
            for row in rows
        ]
