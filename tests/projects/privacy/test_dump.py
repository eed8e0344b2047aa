"""Who steals the database holds no telephone; what was changed in it is found."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from pytest_django import Settings

from projects.people.models import Officer
from projects.privacy.ciphers import Refused
from projects.privacy.columns import with_token
from projects.privacy.fields import EncryptedTextField
from projects.privacy.tokens import open_token, seal
from tests.factories import City
from tests.projects.privacy.samples import PHONE, dump, people

CONTEXT = "people.officer.phone"
BEFORE, COLUMN, AFTER = "0001_initial", "0002_phone_column", "0002_phones"


def give(city: City) -> None:
    city.clerk.phone = PHONE
    city.clerk.save()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("code", ["sm4-gcm", "aes-gcm"])
def test_no_number_is_in_the_database(city: City, keys: Settings, code: str) -> None:
    keys.FIELD_CIPHER = code
    give(city)
    numbers = [str(one.phone) for one in people(city.district, 300)]
    stolen = dump()
    assert b"litian" in stolen
    assert [number for number in [PHONE, "13800001234", *numbers] if number.encode() in stolen] == []


@pytest.mark.django_db(transaction=True)
def test_with_a_plain_column_the_number_is_found(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control."""
    monkeypatch.setattr(EncryptedTextField, "get_prep_value", models.TextField.get_prep_value)
    give(city)
    assert PHONE.encode() in dump()


@pytest.mark.django_db(transaction=True)
def test_a_dump_by_the_vendors_own_tool_holds_no_number_either(city: City) -> None:
    give(city)
    text = _vendors_dump()
    assert "litian" in text
    assert PHONE not in text


def _vendors_dump() -> str:
    """pg_dump where the machine has one that fits the server, else the same rows by COPY; SQLite's own SQL dump."""
    if connection.vendor == "sqlite":
        return "\n".join(connection.connection.iterdump())
    tool, wanted = shutil.which("pg_dump"), connection.settings_dict
    if tool is None:
        return dump().decode()
    where = {"-h": wanted["HOST"], "-p": str(wanted["PORT"]), "-U": wanted["USER"], "-d": wanted["NAME"]}
    command = [tool, *(part for option, value in where.items() if value for part in (option, value))]
    secret = {**os.environ, "PGPASSWORD": wanted["PASSWORD"]}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=secret)
    if "server version" in done.stderr:  # a tool older than the server dumps nothing
        return dump().decode()
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def other(transactional_db: None, tmp_path: Path) -> Iterator[BaseDatabaseWrapper]:
    """A database of its own, empty, in the place of the test's: it is migrated back and forth."""
    usual = connections["default"]
    is_file = usual.vendor == "sqlite"
    name = str(tmp_path / "phones.sqlite3") if is_file else f"{usual.settings_dict['NAME']}_m"
    if not is_file:
        with usual.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"')
    own = type(usual)({**usual.settings_dict, "NAME": name, "OPTIONS": _without_pool(usual)}, alias="default")
    connections["default"] = own
    yield own
    own.close()
    connections["default"] = usual
    if not is_file:
        with usual.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}"')


def _without_pool(database: BaseDatabaseWrapper) -> dict[str, object]:
    return {name: value for name, value in database.settings_dict["OPTIONS"].items() if name != "pool"}


def migrate(database: BaseDatabaseWrapper, name: str) -> type[models.Model]:
    """The people room at migration ``name``; the officer of that time."""
    executor = MigrationExecutor(database)
    executor.migrate([("people", name)])
    state = MigrationExecutor(database).loader.project_state([("people", name)])
    return state.apps.get_model("people", "officer")


@pytest.mark.django_db(transaction=True)
def test_clear_numbers_are_ciphered_by_the_migration_and_come_back(other: BaseDatabaseWrapper) -> None:
    numbers = {f"person{number}": f"136{number:08d}" if number % 7 else "" for number in range(1_300)}
    old = migrate(other, BEFORE)._base_manager
    old.bulk_create([old.model(username=name, name=name, phone=phone) for name, phone in numbers.items()])
    assert b"13600000001" in dump(other)

    now = migrate(other, AFTER)._base_manager
    assert dict(now.values_list("username", "phone")) == numbers
    stolen = dump(other)
    assert [phone for phone in numbers.values() if phone and phone.encode() in stolen] == []

    back = migrate(other, BEFORE)._base_manager
    assert dict(back.values_list("username", "phone")) == numbers


@pytest.mark.django_db(transaction=True)
def test_without_overwriting_old_numbers_stay_in_a_sqlite_file(other: BaseDatabaseWrapper) -> None:
    """Negative control of ``PRAGMA secure_delete``: a cleared page of SQLite keeps what stood there."""
    is_file = other.vendor == "sqlite"
    with other.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete=OFF" if is_file else "SELECT 1")
    old = migrate(other, BEFORE)._base_manager
    numbers = [f"136{number:08d}" for number in range(1_300)]
    old.bulk_create(
        [old.model(username=f"person{place}", name="人", phone=number) for place, number in enumerate(numbers)]
    )
    migrate(other, AFTER)
    stolen = dump(other)
    assert any(number.encode() in stolen for number in numbers) is is_file


@pytest.mark.django_db(transaction=True)
def test_the_migration_may_be_repeated_after_it_was_cut_off(other: BaseDatabaseWrapper) -> None:
    rows = migrate(other, COLUMN)._base_manager
    done = seal("13600000001", context=CONTEXT)
    rows.bulk_create([rows.model(username="done", name="完"), rows.model(username="left", name="余")])
    with other.cursor() as cursor:
        cursor.execute("UPDATE people_officer SET phone = %s WHERE username = 'done'", [str(done)])
        cursor.execute("UPDATE people_officer SET phone = '13600000002' WHERE username = 'left'")
    now = migrate(other, AFTER)._base_manager
    assert dict(now.values_list("username", "phone")) == {"done": "13600000001", "left": "13600000002"}
    assert with_token(now.all(), "phone").get(username="done").held_token == done


@pytest.mark.django_db(transaction=True)
def test_the_migration_does_not_go_back_over_a_value_it_cannot_read(other: BaseDatabaseWrapper) -> None:
    rows = migrate(other, AFTER)._base_manager
    rows.create(username="broken", name="坏")
    with other.cursor() as cursor:
        cursor.execute("UPDATE people_officer SET phone = 'enc1:sm4-gcm:gone:AAAA'")
    with pytest.raises(Refused):
        migrate(other, BEFORE)


def flipped(token: str, place: int, bit: int) -> str:
    """``token`` with one bit of one character turned; never a character that no database takes."""
    turned = chr(ord(token[place]) ^ (1 << bit))
    return token[:place] + (turned if turned.isprintable() else "~") + token[place + 1 :]


def test_each_bit_of_a_token_matters(keys: Settings) -> None:
    token = seal(PHONE, context=CONTEXT)
    opened = []
    for place in range(len(token)):
        for bit in range(7):
            try:
                open_token(flipped(token, place, bit), context=CONTEXT)
            except Refused:
                continue
            opened.append((place, bit))
    assert opened == []


@pytest.mark.django_db
def test_each_flipped_byte_in_the_database_is_found_and_named(city: City, keys: Settings) -> None:
    people(city.district, 200)
    chosen = random.Random(36)
    rows = with_token(Officer.objects.filter(username__startswith="person"), "phone")
    broken = chosen.sample(list(rows.values_list("pk", "held_token")), 60)
    with connection.cursor() as cursor:
        for _, token in broken:
            turned = flipped(token, chosen.randrange(len(token)), chosen.randrange(7))
            cursor.execute("UPDATE people_officer SET phone = %s WHERE phone = %s", [turned, token])
    out = StringIO()
    with pytest.raises(CommandError, match="有 60 个"):
        call_command("verify_fields", stdout=out)
    found = out.getvalue()
    assert [pk for pk, _ in broken if f"people.officer.phone pk={pk}：" not in found] == []
    assert "136000" not in found


@pytest.mark.django_db
def test_a_database_nobody_touched_is_said_to_be_whole(city: City) -> None:
    out = StringIO()
    call_command("verify_fields", stdout=out)
    assert "全部可以解密" in out.getvalue()


@pytest.mark.django_db
def test_a_number_written_in_clear_past_the_application_is_found(city: City) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_officer SET phone = %s WHERE username = 'litian'", [PHONE])
    with pytest.raises(CommandError, match="有 1 个"):
        call_command("verify_fields", stdout=StringIO())
