"""Keys: their form, what is stored, their scopes, life and addresses."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from projects.addresses import is_allowed_from
from projects.errors import Conflict, Invalid
from projects.gateway import triggers
from projects.gateway.keys import new_key, read_key
from projects.gateway.models import ApiKey, IdempotencyRecord
from projects.gateway.services import create_client, issue_key, purge_records, revoke_key
from projects.people.models import Officer, Organisation

NOW = datetime(2026, 11, 18, 1, 0, tzinfo=UTC)


def client_of(district: Organisation, **over: object) -> tuple[ApiKey, str]:
    row, key = create_client(
        district,
        name="繁昌系统",
        scopes=["project:read"],
        by=None,
        now=NOW,
        **over,  # type: ignore[arg-type]
    )
    return row, str(key)


def test_a_key_reads_as_it_was_written() -> None:
    key = new_key()
    assert re.fullmatch(r"luodi_[a-z0-9]{12}\.[A-Za-z0-9_-]{43}", str(key))
    assert read_key(str(key)) == key


@pytest.mark.parametrize("text", ["", "luodi_", "luodi_abc.def", "x" * 5000, "luodi_000000000000." + "é" * 43])
def test_what_is_no_key_is_not_read(text: str) -> None:
    assert read_key(text) is None


def test_the_secret_stands_nowhere_in_the_database(district: Organisation) -> None:
    _, key = client_of(district)
    secret = key.split(".")[1]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            assert secret not in repr(cursor.fetchall())


def test_the_digest_depends_on_the_pepper() -> None:
    key = new_key()
    assert key.digest("one") != key.digest("two")
    assert len(key.digest("one")) == 64


def test_a_client_is_a_service_account_of_its_organisation_without_password(district: Organisation) -> None:
    row, _ = client_of(district)
    account = Officer.objects.get(pk=row.account_id)
    assert (account.kind, account.organisation, account.has_usable_password()) == ("service", district, False)


def test_two_keys_may_live_for_a_change_over_and_no_third(district: Organisation) -> None:
    row, _ = client_of(district)
    second, _ = issue_key(row.account.client, by=None, now=NOW)
    with pytest.raises(Conflict) as refused:
        issue_key(row.account.client, by=None, now=NOW)
    assert refused.value.code == "too_many_keys"
    revoke_key(second, reason="换用", by=None, now=NOW)
    issue_key(row.account.client, by=None, now=NOW)


def third_key(row: ApiKey, **over: Any) -> ApiKey:
    """A third one for the account of ``row``, put into the table past the service."""
    made = new_key()
    values = {"public_id": made.public_id, "digest": made.digest("x"), "scopes": ["project:read"], "created_at": NOW}
    return ApiKey.objects.create(account=row.account, **{**values, "expires_at": NOW + timedelta(days=9), **over})


def test_the_database_refuses_a_third_live_key_whoever_writes_it(district: Organisation) -> None:
    row, _ = client_of(district)
    issue_key(row.account.client, by=None, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        third_key(row)
    third_key(row, revoked_at=NOW)
    ended = third_key(row, created_at=NOW + timedelta(days=366), expires_at=NOW + timedelta(days=400))
    assert ended.is_live(NOW + timedelta(days=366))


@pytest.mark.parametrize(
    ("first", "change"),
    [
        ({"revoked_at": NOW}, {"revoked_at": None}),
        ({}, {"expires_at": NOW + timedelta(days=999)}),
        ({}, {"expires_at": None}),
    ],
)
def test_the_database_brings_no_ended_key_back(
    district: Organisation, first: dict[str, Any], change: dict[str, Any]
) -> None:
    row, _ = client_of(district)
    if first:
        ApiKey.objects.filter(pk=row.pk).update(**first)
    with pytest.raises(IntegrityError), transaction.atomic():
        ApiKey.objects.filter(pk=row.pk).update(**change)


def test_without_the_triggers_the_same_statements_pass(district: Organisation) -> None:
    row, _ = client_of(district)
    issue_key(row.account.client, by=None, now=NOW)
    triggers.remove(connection)
    try:
        assert not triggers.installed(connection)
        extra = third_key(row, revoked_at=NOW)
        ApiKey.objects.filter(pk=extra.pk).update(revoked_at=None)
        assert ApiKey.objects.live(NOW).count() == 3
        extra.delete()
    finally:
        triggers.install(connection)
    assert triggers.installed(connection)


def test_an_expired_key_does_not_count_as_live(district: Organisation) -> None:
    row, _ = client_of(district, expires_at=NOW + timedelta(days=1))
    assert row.is_live(NOW)
    assert not row.is_live(NOW + timedelta(days=1))
    assert not ApiKey.objects.live(NOW + timedelta(days=1)).exists()


def test_revoking_twice_keeps_the_first_instant(district: Organisation) -> None:
    row, _ = client_of(district)
    assert revoke_key(row, reason="泄露", by=None, now=NOW).revoked_at == NOW
    again = revoke_key(row, reason="再次", by=None, now=NOW + timedelta(hours=1))
    assert (again.revoked_at, again.revoked_reason) == (NOW, "泄露")


def test_a_key_ends_after_a_year_unless_told_otherwise(district: Organisation) -> None:
    row, _ = client_of(district)
    assert row.expires_at == NOW + timedelta(days=365)


@pytest.mark.parametrize("days", [-1, 0, 3661])
def test_no_key_is_made_for_the_past_or_for_ever(district: Organisation, days: int) -> None:
    with pytest.raises(Invalid) as refused:
        client_of(district, expires_at=NOW + timedelta(days=days))
    assert refused.value.code == "invalid_expiry"
    assert not ApiKey.objects.exists()


@pytest.mark.parametrize("digest", ["0" * 63, "A" * 64, "luodi_abc.def" + "0" * 51, ""])
def test_the_database_takes_nothing_but_a_digest(district: Organisation, digest: str) -> None:
    row, _ = client_of(district)
    with pytest.raises(IntegrityError), transaction.atomic():
        ApiKey.objects.filter(pk=row.pk).update(digest=digest)


@pytest.mark.parametrize(
    ("address", "networks", "allowed"),
    [
        ("10.1.2.3", [], True),
        ("10.1.2.3", ["10.0.0.0/8"], True),
        ("11.1.2.3", ["10.0.0.0/8"], False),
        ("::ffff:10.1.2.3", ["10.0.0.0/8"], True),
        ("2001:db8::5", ["2001:db8::/32"], True),
        ("2001:db9::5", ["10.0.0.0/8", "2001:db8::/32"], False),
        ("unix", ["10.0.0.0/8"], False),
    ],
)
def test_the_address_list_holds_in_both_families(address: str, networks: list[str], allowed: bool) -> None:
    assert is_allowed_from(address, networks) is allowed


def test_an_address_that_is_none_is_refused(district: Organisation) -> None:
    with pytest.raises(Invalid) as refused:
        client_of(district, networks=["10.0.0.0/99"])
    assert refused.value.code == "invalid_network"


def test_the_command_prints_the_key_alone_on_its_last_line(district: Organisation) -> None:
    out = StringIO()
    call_command(
        "create_api_client", "--organisation", "340212", "--scopes", "project:read,claim:write", "--days=30", stdout=out
    )
    last = out.getvalue().rstrip("\n").split("\n")[-1]
    key = read_key(last)
    assert key is not None
    row = ApiKey.objects.get(public_id=key.public_id)
    assert row.scopes == ["claim:write", "project:read"]
    assert row.expires_at is not None
    assert row.account.name == "繁昌区业务系统"


@pytest.mark.parametrize(
    ("organisation", "scopes", "days", "sentence"),
    [
        ("999999", "project:read", "30", "没有代码为 999999 的单位"),
        ("340212", "project:fly", "30", "没有权限范围 project:fly"),
        ("340212", ",", "30", "至少给出一个权限范围"),
        ("340212", "project:read", "0", "有效天数"),
    ],
)
def test_the_command_refuses_in_chinese_and_creates_nothing(
    district: Organisation, organisation: str, scopes: str, days: str, sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence):
        call_command("create_api_client", "--organisation", organisation, "--scopes", scopes, "--days", days)
    assert not Officer.objects.exists()


def test_answers_are_kept_for_48_hours(district: Organisation) -> None:
    row, _ = client_of(district)
    for hours in (1, 47, 49):
        IdempotencyRecord.objects.create(
            account=row.account, key=str(hours), fingerprint="x", started_at=NOW - timedelta(hours=hours)
        )
    assert purge_records(now=NOW) == 1
    assert set(IdempotencyRecord.objects.values_list("key", flat=True)) == {"1", "47"}
