"""联系人: whom to call at an enterprise. Telephones are kept ciphered, and shown in full only for a recorded reason."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from projects.audit.services import Difference, audited, record
from projects.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from projects.ledger.acts import Act
from projects.ledger.models import Contact, Enterprise
from projects.ledger.policies import check_may_update_enterprise, may_see_contacts
from projects.ledger.services.enterprise_rows import keep_changes, locked_enterprise
from projects.ledger.services.recognitions import checked_reason
from projects.lines import check_line
from projects.people.acts import Act as PeopleAct
from projects.people.models import Officer
from projects.people.roles import Permission, Role
from projects.people.services.reveals import check_rate, checked_why
from projects.privacy.showing import shown_mail, shown_phone
from projects.privacy.tokens import UNREADABLE, Unreadable
from projects.rows import one_or_none

FIELDS = ("name", "title", "phone", "email", "is_primary")
_SIGNS = frozenset("0123456789+-() ")


@audited()
def add_contact(
    enterprise_id: UUID,
    *,
    name: str,
    title: str = "",
    phone: str = "",
    email: str = "",
    is_primary: bool = False,
    by: Officer,
    now: datetime,
) -> Contact:
    """Enter a contact. The first one of an enterprise is the primary one; a new primary one takes the place."""
    enterprise = locked_enterprise(enterprise_id, by=by)
    check_may_update_enterprise(enterprise, by)
    values = _checked({"name": name, "title": title, "phone": phone, "email": email})
    is_first = not enterprise.contacts.valid().filter(is_primary=True).exists()
    contact = Contact(
        enterprise=enterprise, **values, is_primary=is_primary or is_first, added_by=by, added_at=now, updated_at=now
    )
    _step_down(contact, now=now)
    contact.save(force_insert=True)
    changes = _keep(contact, "", told_contact(contact), by=by, now=now)
    record(Act.ADD_CONTACT, enterprise, by=by, now=now, changes=changes)
    return contact


@audited()
def update_contact(
    contact_id: UUID, values: dict[str, Any], *, by: Officer, now: datetime, expected_version: int | None = None
) -> Contact:
    """Change fields (``FIELDS``)."""
    contact = _locked(contact_id, by=by, expected_version=expected_version)
    before, old_phone = told_contact(contact), contact.phone
    for name, value in _checked(values).items():
        setattr(contact, name, value)
    _step_down(contact, now=now)
    contact.version += 1
    contact.updated_at = now
    contact.save()
    after = told_contact(contact)
    if contact.phone != old_phone and before == after:
        after += "（号码已更换）"
    changes = _keep(contact, before, after, by=by, now=now)
    record(Act.UPDATE_CONTACT, contact.enterprise, by=by, now=now, changes=changes)
    return contact


@audited()
def withdraw_contact(
    contact_id: UUID, *, reason: str, by: Officer, now: datetime, expected_version: int | None = None
) -> Contact:
    """Say that this person is to be called no more, with a reason; the row stays."""
    contact = _locked(contact_id, by=by, expected_version=expected_version)
    why, before = checked_reason(reason), told_contact(contact)
    contact.withdrawn_at, contact.withdrawn_by, contact.withdrawn_reason = now, by, why
    contact.version += 1
    contact.updated_at = now
    contact.save()
    changes = _keep(contact, before, "", by=by, now=now, why=why)
    record(Act.WITHDRAW_CONTACT, contact.enterprise, by=by, now=now, changes=changes, detail=why)
    return contact


def may_reveal_contact(by: Officer) -> bool:
    """Who calls enterprises: clerks, dispatchers and leaders. A district system never does."""
    writes = by.may(Permission.PROJECT_WRITE) or by.may(Permission.DISPATCH_WRITE)
    return by.kind == Officer.Kind.PERSON and by.is_active and (writes or by.has_role(Role.LEADER))


def visible_contact(contact_id: UUID, by: Officer) -> Contact:
    """A contact that holds, of an enterprise whose contacts ``by`` sees, or ``NotFound``."""
    contact = one_or_none(Contact.objects.valid().select_related("enterprise").filter(pk=contact_id))
    if contact is None or not may_see_contacts(contact.enterprise, by):
        raise NotFound("没有找到这位联系人，或不在您的查看范围内。")
    return contact


def check_may_reveal_contact(by: Officer) -> None:
    """``NotAllowed`` without the role for it."""
    if not may_reveal_contact(by):
        raise NotAllowed("您的角色不能查看联系人的完整电话，请找项目的填报员或调度员。")


@audited()
def reveal_contact(contact_id: UUID, *, reason: str, words: str = "", by: Officer, now: datetime) -> str:
    """The full number, once, with one audit entry that says why; counted with the reveals of officers' numbers."""
    contact = visible_contact(contact_id, by)
    check_may_reveal_contact(by)
    why = checked_why(reason, words.strip())
    if not contact.phone:
        raise Invalid(f"{contact.name}没有登记电话，请先登记。", "reason")
    if isinstance(contact.phone, Unreadable):
        raise Conflict(UNREADABLE, "unreadable")
    check_rate(by, now)
    record(PeopleAct.REVEAL_PHONE, contact, by=by, now=now, detail=f"{contact.enterprise}联系人；事由：{why}")
    return contact.phone


def _locked(contact_id: UUID, *, by: Officer, expected_version: int | None) -> Contact:
    """Enterprise first, then the contact: one order for all."""
    seen = visible_contact(contact_id, by)
    enterprise = locked_enterprise(seen.enterprise_id, by=by)
    check_may_update_enterprise(enterprise, by)
    contact = one_or_none(Contact.objects.valid().select_for_update(no_key=True).filter(pk=contact_id))
    if contact is None:
        raise Conflict("这位联系人刚被他人作废，请刷新页面。")
    if expected_version is not None and contact.version != expected_version:
        raise Stale()
    contact.enterprise = enterprise
    return contact


def _step_down(contact: Contact, *, now: datetime) -> None:
    """Beside a primary contact no other is primary."""
    if contact.is_primary:
        others = contact.enterprise.contacts.valid().filter(is_primary=True).exclude(pk=contact.pk)
        for other in others:
            other.is_primary, other.updated_at, other.version = False, now, other.version + 1
            other.save()


def told_contact(contact: Contact) -> str:
    """A contact on one line, masked: as the history and the pages show it."""
    parts = (contact.name, contact.title, shown_phone(contact.phone), shown_mail(contact.email))
    primary = "首要" if contact.is_primary else ""
    return "　".join(part for part in (*parts, primary) if part)


def _keep(contact: Contact, before: str, after: str, *, by: Officer, now: datetime, why: str = "") -> list[Difference]:
    if before == after:
        return []
    changes = [Difference("contact", "联系人", before, after)]
    keep_changes(contact.enterprise, changes, by=by, now=now, why=why)
    return changes


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    unknown = sorted(set(values) - set(FIELDS))
    if unknown:
        raise Invalid(f"不认识的字段：{'、'.join(unknown)}。", unknown[0], "unknown_field")
    cleaned = {name: _text(name, value) if isinstance(value, str) else value for name, value in values.items()}
    if "name" in cleaned and not cleaned["name"]:
        raise Invalid("请填写联系人姓名。", "name")
    if cleaned.get("phone"):
        check_phone(cleaned["phone"])
    if cleaned.get("email"):
        _check_mail(cleaned["email"])
    return cleaned


def _text(name: str, value: str) -> str:
    if isinstance(value, Unreadable):
        return value
    field: Any = Contact._meta.get_field(name)
    line = check_line(value, str(field.verbose_name), name)
    if field.max_length and len(line) > field.max_length:
        raise Invalid(f"“{field.verbose_name}”最多{field.max_length}个字。", name)
    return line


def check_phone(number: str) -> None:
    """``Invalid`` unless it is 5 to 20 digits and signs. What does not decipher stays what it is."""
    digits = sum(sign.isdigit() for sign in number)
    if not isinstance(number, Unreadable) and (not set(number) <= _SIGNS or not 5 <= digits <= 20):
        raise Invalid("电话请填数字，可带区号、+、-，如13900001111、0553-3831234。", "phone")


def _check_mail(address: str) -> None:
    try:
        validate_email(address)
    except ValidationError as refused:
        raise Invalid("邮箱格式不对，请核对。", "email") from refused


def contacts_of(enterprise: Enterprise, by: Officer) -> list[Contact]:
    """Contacts that hold, the primary one first; none for who may not see them."""
    return list(enterprise.contacts.valid()) if may_see_contacts(enterprise, by) else []
