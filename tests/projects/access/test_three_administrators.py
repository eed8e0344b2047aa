"""Row 31: three administrators, no overlap, nobody above them, none changed by one person alone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from threading import Barrier
from typing import Any
from unittest import mock
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from projects.access import triggers
from projects.access.models import Account, AccountRequest
from projects.access.policies import PERMISSION_FOR, Kind
from projects.access.services import (
    accounts,
    change_account,
    confirm_request,
    end_sessions,
    enter_password,
    refuse_request,
    requests,
    unlock,
    withdraw_request,
)
from projects.audit.models import Entry
from projects.errors import Conflict, DomainError, Invalid, NotAllowed
from projects.people.models import Officer, OfficerRole
from projects.people.roles import ADMINISTRATORS, PERMISSIONS_OF, Role
from projects.people.services import grant_roles, settle_staff
from tests.factories import NOW, PASSWORD, City, build_administrators, sign_in
from tests.projects.access.walks import bind

WHO = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)
OWNER_OF = {
    "roles": Role.SECURITY_ADMIN,
    "factor": Role.SECURITY_ADMIN,
    "unlock": Role.SECURITY_ADMIN,
    "end_sessions": Role.SECURITY_ADMIN,
    "password": Role.SYSTEM_ADMIN,
    "disable": Role.SYSTEM_ADMIN,
    "enable": Role.SYSTEM_ADMIN,
}
"""Written down a second time: whose part each act is."""


def do(kind: str, officer: Officer, by: Officer | None, reason: str = "轮岗") -> object:
    """One act on an account."""
    if kind == "unlock":
        return unlock(officer, by=by, now=NOW)
    if kind == "end_sessions":
        return end_sessions(officer, by=by, now=NOW)
    if kind == "enable":
        Officer.objects.filter(pk=officer.pk).update(is_active=False)
    roles = [Role.VERIFIER] if kind == "roles" else ()
    return change_account(officer, kind, roles=roles, reason=reason, by=by, now=NOW)


def test_no_permission_is_held_by_two_administrators() -> None:
    held = [PERMISSIONS_OF[role] for role in WHO]
    assert not (held[0] & held[1] or held[0] & held[2] or held[1] & held[2])
    assert set(OWNER_OF) == {str(kind) for kind in PERMISSION_FOR}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", OWNER_OF)
@pytest.mark.parametrize("role", [*WHO, Role.CLERK, Role.LEADER])
def test_each_act_belongs_to_one_administrator(
    city: City, administrators: dict[str, Officer], role: str, kind: str
) -> None:
    by = administrators.get(role) or {Role.CLERK: city.sibling_clerk, Role.LEADER: city.leader}[Role(role)]
    if OWNER_OF[kind] == role:
        do(kind, city.clerk, by)
        return
    with pytest.raises(NotAllowed):
        do(kind, city.clerk, by)
    assert Officer.objects.get(pk=city.clerk.pk).has_role(Role.CLERK)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", OWNER_OF)
@pytest.mark.parametrize("role", WHO)
def test_nobody_does_anything_to_the_own_account(administrators: dict[str, Officer], role: str, kind: str) -> None:
    with pytest.raises(NotAllowed, match="不能变更自己的账号和权限"):
        do(kind, administrators[role], administrators[role])


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["roles", "factor", "password", "disable"])
@pytest.mark.parametrize("role", WHO)
def test_an_administrator_is_never_changed_by_one_person(
    administrators: dict[str, Officer], role: str, kind: str
) -> None:
    concerned, asker = administrators[role], administrators[OWNER_OF[kind]]
    _second(role)
    if concerned == asker:
        asker = _second(OWNER_OF[kind], "another")
    bind(concerned, now=NOW)
    before = _picture(concerned)
    outcome = do(kind, concerned, asker)
    asked = outcome.request  # type: ignore[attr-defined]
    assert _picture(concerned) == before
    for nobody in (asker, concerned):
        with pytest.raises(NotAllowed, match="申请人和当事人以外"):
            confirm_request(asked.pk, by=nobody, now=NOW)
    assert _picture(concerned) == before
    third = next(one for one in administrators.values() if one not in (asker, concerned))
    confirm_request(asked.pk, by=third, now=NOW)
    assert _picture(concerned) != before
    assert {"access.ask", "access.confirm"} <= set(Entry.objects.values_list("action", flat=True))


def _second(role: str, username: str = "second") -> Officer:
    officer = Officer(username=username, name=username)
    officer.set_password(PASSWORD)
    officer.save()
    grant_roles(officer, [role], by=None, now=NOW)
    return officer


def _picture(officer: Officer) -> tuple[object, ...]:
    row = Officer.objects.get(pk=officer.pk)
    held = sorted(row.roles.values_list("role", flat=True))
    enrolled = Account.objects.filter(officer=row, enrolled_at__isnull=False).exists()
    return (row.password, row.is_active, held, enrolled)


@pytest.mark.django_db
def test_with_the_second_person_patched_away_one_suffices(system: Officer, audit: Officer) -> None:
    _second(Role.AUDIT_ADMIN)
    with mock.patch.object(accounts, "takes_two", return_value=False):
        change_account(audit, "disable", reason="", by=system, now=NOW)
    assert not Officer.objects.get(pk=audit.pk).is_active


@pytest.mark.django_db
def test_making_a_clerk_an_administrator_takes_two_as_well(city: City, security: Officer, system: Officer) -> None:
    with pytest.raises(Invalid, match="须写明理由"):
        change_account(city.clerk, "roles", roles=[Role.AUDIT_ADMIN], by=security, now=NOW)
    asked = change_account(
        city.clerk, "roles", roles=[Role.AUDIT_ADMIN], reason="接任审计", by=security, now=NOW
    ).request
    assert asked is not None
    with pytest.raises(Conflict, match="已有待复核"):
        change_account(city.clerk, "roles", roles=[Role.AUDIT_ADMIN], reason="再来", by=security, now=NOW)
    with pytest.raises(NotAllowed):
        confirm_request(asked.pk, by=city.leader, now=NOW)
    confirm_request(asked.pk, by=system, now=NOW)
    clerk = Officer.objects.get(pk=city.clerk.pk)
    assert [held.role for held in clerk.roles.all()] == [Role.AUDIT_ADMIN]
    assert clerk.is_staff and not clerk.may("project:read")


@pytest.mark.django_db
def test_a_request_is_refused_withdrawn_or_overtaken(city: City, administrators: dict[str, Officer]) -> None:
    system, security, audit = (administrators[role] for role in WHO)
    _second(Role.AUDIT_ADMIN)
    ask = lambda: change_account(audit, "disable", reason="调离", by=system, now=NOW).request  # noqa: E731
    first = ask()
    refuse_request(first.pk, by=security, now=NOW)
    with pytest.raises(Conflict, match="未同意"):
        confirm_request(first.pk, by=security, now=NOW)
    second = ask()
    with pytest.raises(NotAllowed):
        withdraw_request(second.pk, by=security, now=NOW)
    withdraw_request(second.pk, by=system, now=NOW)
    third = ask()
    Officer.objects.filter(pk=system.pk).update(is_active=False)
    with pytest.raises(Conflict, match="申请人已停用"):
        confirm_request(third.pk, by=security, now=NOW)
    assert Officer.objects.get(pk=audit.pk).is_active


@pytest.mark.django_db
def test_the_last_administrator_of_a_kind_stays(administrators: dict[str, Officer]) -> None:
    system, security, audit = (administrators[role] for role in WHO)
    with pytest.raises(Conflict, match="最后一名在用的审计管理员"):
        change_account(audit, "disable", reason="调离", by=system, now=NOW)
    with pytest.raises(Conflict, match="最后一名在用的审计管理员"):
        change_account(audit, "roles", roles=[Role.LEADER], reason="调离", by=security, now=NOW)


PAIRS = [(one, other) for one in WHO for other in Role if one != other]


@pytest.mark.django_db
@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_two_roles_are_refused_by_service_and_database(city: City, security: Officer, one: str, other: str) -> None:
    with pytest.raises(Invalid, match="须由不同的人担任"):
        change_account(city.clerk, "roles", roles=[one, other], reason="兼任", by=security, now=NOW)
    OfficerRole.objects.filter(officer=city.clerk).delete()
    OfficerRole.objects.create(officer=city.clerk, role=other)
    with pytest.raises(IntegrityError), transaction.atomic():
        OfficerRole.objects.create(officer=city.clerk, role=one)
    OfficerRole.objects.filter(officer=city.clerk).delete()
    if other not in ADMINISTRATORS:
        extra = [OfficerRole(officer=city.clerk, role=role) for role in (one, other)]
        with pytest.raises(IntegrityError), transaction.atomic():
            OfficerRole.objects.bulk_create(extra)


@pytest.mark.django_db
def test_a_role_is_not_exchanged_for_a_clashing_one_in_the_database(city: City) -> None:
    OfficerRole.objects.create(officer=city.clerk, role=Role.LEADER)
    with pytest.raises(IntegrityError), transaction.atomic():
        OfficerRole.objects.filter(officer=city.clerk, role=Role.LEADER).update(role=Role.AUDIT_ADMIN)


@pytest.mark.django_db
def test_without_the_trigger_the_database_takes_both(city: City) -> None:
    triggers.remove(connection)
    try:
        OfficerRole.objects.create(officer=city.clerk, role=Role.AUDIT_ADMIN)
        assert city.clerk.roles.count() == 2
        OfficerRole.objects.filter(officer=city.clerk, role=Role.AUDIT_ADMIN).delete()
    finally:
        triggers.install(connection)


def at_once(*acts: object) -> list[str]:
    """Run ``acts`` at the same moment; how each ended."""
    barrier = Barrier(len(acts), timeout=20)

    def one(act: object) -> str:
        try:
            barrier.wait()
            act()  # type: ignore[operator]
        except (DomainError, IntegrityError) as refused:
            return type(refused).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


@pytest.mark.django_db(transaction=True)
def test_two_administrators_roles_given_at_once_never_meet_on_one_person() -> None:
    person = Officer(username="person", name="某人")
    person.save()
    give = lambda role: lambda: OfficerRole.objects.create(officer=person, role=role)  # noqa: E731
    for _ in range(10):
        ends = at_once(*(give(role) for role in (*WHO, Role.CLERK)))
        held = set(person.roles.values_list("role", flat=True))
        assert len(held) == 1 or not held & ADMINISTRATORS, ends
        assert ends.count("done") == len(held)
        person.roles.all().delete()


@pytest.mark.django_db(transaction=True)
def test_one_request_answered_by_two_at_once_is_carried_out_once() -> None:
    built = build_administrators()
    system, security, audit = (built[role] for role in WHO)
    second = _second(Role.AUDIT_ADMIN)
    asked = change_account(audit, "password", reason="忘记", by=system, now=NOW).request
    assert asked is not None
    answer = lambda by: lambda: confirm_request(asked.pk, by=by, now=NOW)  # noqa: E731
    ends = at_once(answer(security), answer(second))
    assert sorted(ends) == ["Conflict", "done"]
    assert Entry.objects.filter(action="access.reset_password").count() == 1


def two_switched_off_at_once() -> list[str]:
    """The only two system administrators, by two operators at the console."""
    first, second = build_administrators()[Role.SYSTEM_ADMIN], _second(Role.SYSTEM_ADMIN)
    off = lambda who: lambda: change_account(who, Kind.DISABLE, by=None, now=NOW)  # noqa: E731
    return sorted(at_once(off(first), off(second)))


def left() -> int:
    held = OfficerRole.objects.filter(role=Role.SYSTEM_ADMIN, officer__is_active=True)
    return held.count()


@pytest.mark.django_db(transaction=True)
def test_of_the_last_two_administrators_switched_off_at_once_one_stays() -> None:
    assert two_switched_off_at_once() == ["Conflict", "done"]
    assert left() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_common_lock_none_would_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control. SQLite has one writer, so there is nothing to show on it."""
    if connection.vendor == "sqlite":
        assert not connection.features.has_select_for_update
        return
    both, real = Barrier(2, timeout=20), accounts.is_last_of

    def together(*given: Any) -> bool:
        found = real(*given)
        both.wait()
        return found

    monkeypatch.setattr(accounts, "locked", lambda officer: Officer.objects.select_for_update().get(pk=officer.pk))
    monkeypatch.setattr(accounts, "is_last_of", together)
    assert two_switched_off_at_once() == ["done", "done"]
    assert left() == 0


@pytest.mark.django_db
def test_four_eyes_are_held_by_the_database_too(administrators: dict[str, Officer]) -> None:
    system, security, audit = (administrators[role] for role in WHO)
    fields = {"kind": Kind.PASSWORD, "officer": audit, "reason": "x", "asked_by": system, "asked_at": NOW}
    bad = (
        {"asked_by": audit},
        {"state": "confirmed"},
        {"state": "confirmed", "decided_by": system},
        {"state": "confirmed", "decided_by": audit},
    )
    for over in bad:
        with pytest.raises(IntegrityError), transaction.atomic():
            AccountRequest.objects.create(**{**fields, **over})
    AccountRequest.objects.create(**{**fields, "state": "confirmed", "decided_by": security})


@pytest.mark.django_db
def test_with_the_check_of_the_answerer_patched_away_the_database_still_refuses(
    system: Officer, audit: Officer
) -> None:
    asked = change_account(audit, "password", reason="忘记", by=system, now=NOW).request
    assert asked is not None
    with mock.patch.object(requests, "check_may_answer"), pytest.raises(IntegrityError), transaction.atomic():
        confirm_request(UUID(str(asked.pk)), by=system, now=NOW)


@pytest.mark.django_db
def test_a_fresh_installation_has_no_account() -> None:
    assert not Officer.objects.exists()


@pytest.mark.django_db
def test_there_is_no_superuser(city: City, client: Client) -> None:
    with pytest.raises(CommandError, match="没有超级用户"):
        call_command("createsuperuser", username="root")
    with pytest.raises(NotAllowed):
        Officer.objects.create_superuser("root", PASSWORD, name="总管")
    Officer.objects.filter(pk=city.clerk.pk).update(is_superuser=True, is_staff=True)
    marked = Officer.objects.get(pk=city.clerk.pk)
    assert not marked.has_perm("people.change_officer") and not marked.has_module_perms("people")
    sign_in(client, marked)
    for name in ("people_officer", "ledger_cityrules", "steps_verifyingunit"):
        assert client.get(reverse(f"admin:{name}_changelist")).status_code == 403
    assert client.get(reverse("access:accounts")).status_code == 403
    assert client.get(reverse("audit:entries")).status_code == 403
    settle_staff(marked)
    assert not Officer.objects.get(pk=city.clerk.pk).is_staff


@pytest.mark.django_db
@pytest.mark.parametrize("word", ["system", "security", "audit"])
def test_the_first_administrators_come_by_command(word: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LUODI_ADMINISTRATOR_PASSWORD", "Anfang-77-gut")
    out = StringIO()
    call_command("create_administrator", role=word, username="wang.an", name="王安", stdout=out)
    assert "首次登录须修改密码并绑定动态码" in out.getvalue()
    officer = Officer.objects.get(username="wang.an")
    assert [held.role for held in officer.roles.all()] == [f"{word}_admin"]
    assert officer.is_staff and not officer.is_superuser
    assert enter_password("wang.an", "Anfang-77-gut", address="", now=NOW) == officer
    assert Entry.objects.filter(action="access.open_administrator").exists()
    with pytest.raises(CommandError, match="已存在"):
        call_command("create_administrator", role=word, username="wang.an", name="王安")


@pytest.mark.django_db
def test_the_command_takes_no_weak_password_and_reads_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    for typed in ("short", "wang.an-2026X", "Password1!"):
        monkeypatch.setattr("sys.stdin", StringIO(f"{typed}\n"))
        with pytest.raises(CommandError):
            call_command("create_administrator", role="audit", username="wang.an", name="王安", password_stdin=True)
    assert not Officer.objects.exists()


@pytest.mark.django_db
def test_the_command_asks_twice_on_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    typed = iter(["Anfang-77-gut", "Anfang-77-gutt"])
    monkeypatch.setattr("getpass.getpass", lambda prompt: next(typed))
    with pytest.raises(CommandError, match="不一致"):
        call_command("create_administrator", role="audit", username="wang.an", name="王安")
