"""The key of the chain is replaced: old entries still verify, and whoever has the old key can do nothing with it."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from projects.audit import checkpoints
from projects.audit.chain import digest
from projects.audit.keys import newest, number_of, read_keys
from projects.audit.models import Entry
from tests.projects.audit.samples import as_owner, head, raw, rehash, verify, write

pytestmark = pytest.mark.django_db
OLD, NEW = "o" * 40, "n" * 40
BOTH = f"2:{NEW},1:{OLD}"


@pytest.fixture
def chain(settings: Settings, tmp_path: Path) -> Settings:
    """Five entries under the first key, checked."""
    settings.AUDIT_KEY, settings.AUDIT_CHECKPOINTS = OLD, str(tmp_path / "checkpoints")
    write(5)
    assert verify()[0] == set()
    return settings


@pytest.fixture
def rotated(chain: Settings) -> Settings:
    """The same, and the second key begun."""
    chain.AUDIT_KEY = BOTH
    call_command("rotate_audit_key", stdout=StringIO())
    write(3)
    return chain


def marks() -> list[str]:
    return list(Entry.objects.order_by("seq").values_list("algorithm", flat=True))


def test_entries_of_both_keys_verify_and_name_their_key(rotated: Settings) -> None:
    assert marks()[:5] == ["hmac-sm3"] * 5
    assert set(marks()[5:]) == {"hmac-sm3:2"}
    assert Entry.objects.get(seq=6).action == "audit.rotate_key"
    assert verify()[0] == set()


def test_the_checkpoint_after_the_change_is_signed_with_the_new_key(rotated: Settings) -> None:
    last = checkpoints.latest()
    assert last is not None and last.key == 2 and last.is_genuine
    rotated.AUDIT_KEY = f"2:{'x' * 40},1:{OLD}"
    assert not last.is_genuine


def test_a_changed_number_of_the_key_reads_as_edited(rotated: Settings) -> None:
    with as_owner():
        raw("UPDATE audit_entry SET algorithm = 'hmac-sm3' WHERE seq = 7")
    assert ("edited", 7) in verify()[0]


def test_whoever_has_the_old_key_cannot_go_on_with_it(rotated: Settings) -> None:
    last = Entry.objects.order_by("-seq").values()[0]
    forged = {**last, "seq": last["seq"] + 1, "previous": last["hash"], "algorithm": "hmac-sm3"}
    forged["hash"] = digest(forged["previous"], forged, OLD.encode())
    with as_owner():
        Entry.objects.create(**forged)
        raw("UPDATE audit_head SET seq = %s, hash = %s", forged["seq"], forged["hash"])
    assert ("oldkey", forged["seq"]) in verify()[0]


def test_whoever_has_the_old_key_cannot_set_the_chain_back(rotated: Settings) -> None:
    """All entries of the new key taken out, the rest rebuilt, the checkpoint file emptied, the checks forgotten."""
    with as_owner():
        raw("DELETE FROM audit_entry WHERE seq > 5")
        raw("UPDATE audit_entry SET detail = '改过' WHERE seq = 3")
        rehash(1, OLD)
        raw("DELETE FROM audit_check")
    Path(rotated.AUDIT_CHECKPOINTS).write_text("")
    assert ("oldkey", 5) in verify()[0]
    rotated.AUDIT_KEY = OLD  # the control: with the old key alone nobody would see it
    assert verify()[0] == set()


def test_without_the_old_key_its_entries_are_named_and_not_called_edited(rotated: Settings) -> None:
    rotated.AUDIT_KEY = f"2:{NEW}"
    codes = {code for code, _ in verify()[0]}
    assert codes == {"nokey"}


def test_the_command_refuses_where_there_is_nothing_to_change(chain: Settings, rotated: Settings) -> None:
    with pytest.raises(CommandError, match="已在使用"):
        call_command("rotate_audit_key")
    chain.AUDIT_KEY = OLD
    with pytest.raises(CommandError, match="只有一把密钥"):
        call_command("rotate_audit_key")


def test_the_command_refuses_a_broken_chain(chain: Settings) -> None:
    with as_owner():
        raw("UPDATE audit_entry SET detail = '改过' WHERE seq = 3")
    chain.AUDIT_KEY = BOTH
    before = head().seq
    with pytest.raises(CommandError, match="第 3 条"):
        call_command("rotate_audit_key")
    assert head().seq == before


def test_a_new_key_in_the_configuration_alone_asks_for_the_command(chain: Settings) -> None:
    chain.AUDIT_KEY = BOTH
    findings, said = verify()
    assert ("oldkey", 5) in findings
    assert "rotate_audit_key" in said


def test_checkpoints_of_old_lines_without_a_number_stay_genuine(chain: Settings) -> None:
    line = json.loads(Path(chain.AUDIT_CHECKPOINTS).read_text().splitlines()[0])
    del line["key"]
    Path(chain.AUDIT_CHECKPOINTS).write_text(json.dumps(line) + "\n")
    chain.AUDIT_KEY = BOTH
    last = checkpoints.latest()
    assert last is not None and last.is_genuine


@pytest.mark.parametrize("text", ["1:a,2:b", "2:a,2:b", "2:a,x", "2:"])
def test_a_list_of_keys_that_cannot_be_meant_is_refused(text: str) -> None:
    if text == "2:":
        assert read_keys(text) == {1: b"2:"}
        return
    with pytest.raises(ValueError, match="LUODI_AUDIT_KEY"):
        read_keys(text)


@pytest.mark.parametrize("mark", ["hmac-sm3:1", "hmac-sm3:02", "hmac-sm3:", "hmac-sm3:x", "none", "none:2"])
def test_a_mark_that_nobody_writes_is_no_mark(mark: str) -> None:
    with pytest.raises(KeyError):
        number_of(mark)


def test_an_unnumbered_value_is_the_first_key(settings: Settings) -> None:
    settings.AUDIT_KEY = OLD
    assert newest() == (1, OLD.encode())
