"""Keys and providers change under load: nothing is lost, nothing stays behind, nobody's edit is overwritten."""

from __future__ import annotations

import os
import random
import sys
import threading
from collections.abc import Callable
from io import StringIO
from typing import Any
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from pytest_django import Settings

from projects.audit.models import Entry
from projects.people.models import Officer
from projects.privacy import services
from projects.privacy.columns import ciphered_fields, with_token
from projects.privacy.fields import EncryptedTextField
from projects.privacy.services import Rotation, outdated, rotate_batch
from projects.privacy.tokens import open_token, seal
from tests.factories import NOW, City
from tests.projects.privacy.samples import key, people

FULL = os.environ.get("LUODI_FULL") == "1"
VALUES = int(os.environ.get("LUODI_VALUES", 100_000 if FULL else 2_000))
"""``LUODI_FULL=1`` takes the size of row 36, ``LUODI_VALUES=20000`` any other."""
SWITCHES = [(f"{key(2)},{key(1)}", "aes-gcm"), (f"{key(3)},{key(2)}", "sm4-gcm"), (f"{key(4)},{key(3)}", "sm4-gcm")]
"""New key and new provider, back again, and a new key alone."""
EDITORS = 3


def phones() -> EncryptedTextField:
    field = Officer._meta.get_field("phone")
    assert isinstance(field, EncryptedTextField)
    return field


def prefixes() -> set[str]:
    """Provider and key of every token."""
    tokens = with_token(Officer.objects.all(), "phone").values_list("held_token", flat=True)
    return {":".join(token.split(":")[1:3]) for token in tokens}


def run() -> str:
    out = StringIO()
    call_command("rotate_field_keys", stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_the_command_gives_every_value_the_current_key_and_says_how_many(city: City, keys: Settings) -> None:
    officers = people(city.district, 7)
    assert {one.phone for one in Officer.objects.all()} >= {one.phone for one in officers}
    keys.FIELD_KEYS, keys.FIELD_CIPHER = SWITCHES[0]
    count = Officer.objects.exclude(phone="").count()
    assert f"people.officer.phone：已更换 {count}，被同时修改 0，无法解密 0，剩余 0" in run()
    assert prefixes() == {"aes-gcm:2"}
    entry = Entry.objects.filter(action="privacy.rotate").get()
    assert (entry.object_name, f"{count} 个值" in entry.detail) == ("people.officer.phone", True)
    assert "已更换 0" in run()
    keys.FIELD_KEYS = key(2)
    assert {one.phone for one in Officer.objects.filter(pk__in=[one.pk for one in officers])} == {
        one.phone for one in officers
    }


@pytest.mark.django_db
def test_version_and_time_of_the_row_do_not_change(city: City, keys: Settings) -> None:
    before = Officer.objects.get(pk=city.clerk.pk)
    keys.FIELD_KEYS, keys.FIELD_CIPHER = SWITCHES[0]
    run()
    after = Officer.objects.get(pk=city.clerk.pk)
    assert (after.version, after.updated_at) == (before.version, before.updated_at)


@pytest.mark.django_db
def test_a_rotation_that_was_interrupted_goes_on_where_it_stopped(
    city: City, keys: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(city.district, 1_200)
    keys.FIELD_KEYS, keys.FIELD_CIPHER = SWITCHES[0]
    batches = outdated(phones())
    first = rotate_batch(phones(), next(batches), by=None, now=NOW)
    with monkeypatch.context() as broken:
        broken.setattr(services, "seal", _power_cut_after(10))
        with pytest.raises(KeyboardInterrupt):
            rotate_batch(phones(), next(batches), by=None, now=NOW)
    assert first.changed == 500
    assert prefixes() == {"sm4-gcm:1", "aes-gcm:2"}
    assert "剩余 0" in run()
    assert prefixes() == {"aes-gcm:2"}


def _power_cut_after(count: int) -> Callable[..., Any]:
    left = iter(range(count))

    def sealing(clear: str, *, context: str) -> Any:
        if next(left, None) is None:
            raise KeyboardInterrupt
        return seal(clear, context=context)

    return sealing


@pytest.mark.django_db
def test_an_edit_between_reading_and_writing_stays(city: City, keys: Settings) -> None:
    assert _edited_meanwhile(city, keys) == (1, "13700000000")


@pytest.mark.django_db
def test_without_the_condition_the_edit_is_lost(city: City, keys: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: writing whatever stands there now loses the edit."""

    def blind(field: EncryptedTextField, pk: Any, token: str) -> Rotation:
        anew = seal(open_token(token, context=field.context), context=field.context)
        return Rotation(changed=field.model._base_manager.filter(pk=pk).update(phone=anew))

    monkeypatch.setattr(services, "_rotated", blind)
    assert _edited_meanwhile(city, keys) == (0, "13800001234")


def _edited_meanwhile(city: City, keys: Settings) -> tuple[int, str]:
    """What the rotation left alone, and the number it leaves behind."""
    keys.FIELD_KEYS, keys.FIELD_CIPHER = SWITCHES[0]
    batch = next(outdated(phones()))
    Officer.objects.filter(pk=city.clerk.pk).update(phone="13700000000")
    done = rotate_batch(phones(), batch, by=None, now=NOW)
    return done.kept, str(Officer.objects.get(pk=city.clerk.pk).phone)


@pytest.mark.django_db
def test_what_does_not_decipher_is_counted_left_alone_and_refused_at_the_end(city: City, keys: Settings) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_officer SET phone = 'enc1:sm4-gcm:9:AAAA' WHERE username = 'litian'")
    keys.FIELD_KEYS, keys.FIELD_CIPHER = SWITCHES[0]
    with pytest.raises(CommandError, match="还有 1 个值未更换"):
        run()
    assert prefixes() == {"aes-gcm:2", "sm4-gcm:9"}


@pytest.mark.django_db(transaction=True)
def test_keys_and_providers_change_under_load_and_no_value_is_lost(
    city: City, keys: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    expected = {one.pk: str(one.phone) for one in people(city.district, VALUES)}
    edits = 0
    for number, (field_keys, cipher) in enumerate(SWITCHES):
        keys.FIELD_KEYS, keys.FIELD_CIPHER = field_keys, cipher
        edits += _rotate_under_load(expected, number)
        assert prefixes() == {f"{cipher}:{field_keys[0]}"}
        keys.FIELD_KEYS = field_keys.split(",")[0]
        found = dict(Officer.objects.filter(pk__in=list(expected)[:900]).values_list("pk", "phone"))
        assert {pk: expected[pk] for pk in found} == found
    kept = dict(Officer.objects.filter(username__startswith="person").values_list("pk", "phone"))
    lost = sum(kept.get(pk) != number for pk, number in expected.items())
    with capsys.disabled():
        sys.stdout.write(f"\nrotation: {len(expected)} values, {len(SWITCHES)} switches, {edits} edits, lost {lost}\n")
    assert (lost, len(kept)) == (0, len(expected))


def _rotate_under_load(expected: dict[UUID, str], seed: int) -> int:
    """Editors write while the command runs; ``expected`` learns what they wrote. How many edits there were."""
    started, done = threading.Barrier(EDITORS + 1), threading.Event()
    order = list(expected)
    random.Random(seed).shuffle(order)
    written: dict[UUID, str] = {}
    threads = [
        threading.Thread(target=_edit, args=(order[number::EDITORS], seed, written, started, done))
        for number in range(EDITORS)
    ]
    for one in threads:
        one.start()
    started.wait()
    try:
        run()
    finally:
        done.set()
        for one in threads:
            one.join()
    expected.update(written)
    return len(written)


def _edit(
    mine: list[UUID], seed: int, written: dict[UUID, str], started: threading.Barrier, done: threading.Event
) -> None:
    try:
        started.wait()
        for place, pk in enumerate(mine):
            number = f"17{seed}{place:08d}"
            Officer.objects.filter(pk=pk).update(phone=number)
            written[pk] = number
            if done.is_set():
                return
    finally:
        connections["default"].close()


@pytest.mark.django_db
def test_every_ciphered_column_of_the_house_is_rotated() -> None:
    assert "people.officer.phone" in [field.context for field in ciphered_fields()]
