"""Whatever the owner of the database does to the log, ``verify_audit`` finds it and says where (row 33)."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from projects.audit import keeping
from projects.audit.models import Check, Entry
from tests.factories import NOW
from tests.projects.audit.samples import as_owner, head, own_key, raw, rehash, verify, write

pytestmark = pytest.mark.django_db

MANY = 30
SEALED = 20
COPIED = (
    "at, actor_id, actor, actor_name, actor_unit, address, channel, request, action, action_label, object_type,"
    " object_id, object_name, changes, result, detail, algorithm, previous, hash"
)


@pytest.fixture(autouse=True)
def chain() -> None:
    """Twenty entries that a checkpoint has sealed, and ten after it."""
    write(SEALED)
    assert keeping.check(now=NOW).is_good
    write(MANY - SEALED)


def edit() -> None:
    raw("UPDATE audit_entry SET detail = %s WHERE seq = 12", "什么也没有发生")


def edit_the_time() -> None:
    raw("UPDATE audit_entry SET at = %s WHERE seq = 12", NOW.replace(year=2025))


def edit_and_rehash_that_row_alone() -> None:
    raw("UPDATE audit_entry SET detail = 'x', hash = %s WHERE seq = 12", "ab" * 32)


def edit_the_algorithm() -> None:
    raw("UPDATE audit_entry SET algorithm = 'none' WHERE seq = 12")


def delete_one() -> None:
    raw("DELETE FROM audit_entry WHERE seq = 12")


def delete_some() -> None:
    raw("DELETE FROM audit_entry WHERE seq BETWEEN 12 AND 15")


def insert_in_the_middle() -> None:
    """All later ones move up by one; nothing but the numbers is changed."""
    for seq in range(MANY, 11, -1):
        raw("UPDATE audit_entry SET seq = %s WHERE seq = %s", seq + 1, seq)
    raw(f"INSERT INTO audit_entry (seq, {COPIED}) SELECT 12, {COPIED} FROM audit_entry WHERE seq = 11")
    raw("UPDATE audit_head SET seq = %s", MANY + 1)


def forge_the_tail() -> None:
    raw(f"INSERT INTO audit_entry (seq, {COPIED}) SELECT 31, {COPIED} FROM audit_entry WHERE seq = 30")


def forge_the_tail_and_the_head() -> None:
    forge_the_tail()
    raw("UPDATE audit_entry SET previous = (SELECT hash FROM audit_head), hash = %s WHERE seq = 31", "cd" * 32)
    raw("UPDATE audit_head SET seq = 31, hash = %s", "cd" * 32)


def swap_contents() -> None:
    raw("UPDATE audit_entry SET object_name = '甲' || object_name WHERE seq = 12")
    first, second = Entry.objects.get(seq=12), Entry.objects.get(seq=17)
    raw("UPDATE audit_entry SET object_name = %s, changes = %s WHERE seq = 12", second.object_name, second.changes)
    raw("UPDATE audit_entry SET object_name = %s, changes = %s WHERE seq = 17", first.object_name, first.changes)


def swap_numbers() -> None:
    raw("UPDATE audit_entry SET seq = 999 WHERE seq = 12")
    raw("UPDATE audit_entry SET seq = 12 WHERE seq = 17")
    raw("UPDATE audit_entry SET seq = 17 WHERE seq = 999")


def cut_the_tail() -> None:
    raw("DELETE FROM audit_entry WHERE seq > 15")


def cut_the_tail_and_set_the_head_back() -> None:
    cut_the_tail()
    raw("UPDATE audit_head SET seq = 15, hash = (SELECT hash FROM audit_entry WHERE seq = 15)")


def wipe() -> None:
    raw("DELETE FROM audit_entry")


def wipe_and_set_the_head_back() -> None:
    wipe()
    raw("UPDATE audit_head SET seq = 0, hash = ''")


def wipe_with_the_head() -> None:
    wipe()
    raw("DELETE FROM audit_head")


def wipe_and_begin_anew() -> None:
    wipe_and_set_the_head_back()
    write(3)


def rebuild_without_the_key() -> None:
    raw("UPDATE audit_entry SET detail = '改写' WHERE seq = 12")
    rehash(12, "a guess")


def rebuild_with_the_key() -> None:
    raw("UPDATE audit_entry SET detail = '改写' WHERE seq = 12")
    rehash(12, own_key())


def rebuild_shorter_with_the_key() -> None:
    raw("DELETE FROM audit_entry WHERE seq = 12")
    for seq in range(13, MANY + 1):
        raw("UPDATE audit_entry SET seq = %s WHERE seq = %s", seq - 1, seq)
    rehash(12, own_key())


def call_it_a_purge() -> None:
    raw("UPDATE audit_head SET purged_to = 10, purged_hash = (SELECT hash FROM audit_entry WHERE seq = 10)")
    raw("DELETE FROM audit_entry WHERE seq <= 10")


def insert_before_what_was_purged() -> None:
    call_it_a_purge()
    raw(f"INSERT INTO audit_entry (seq, {COPIED}) SELECT 4, {COPIED} FROM audit_entry WHERE seq = 11")


def turn_the_head() -> None:
    raw("UPDATE audit_head SET hash = %s", "ef" * 32)


ATTACKS: list[tuple[Callable[[], None], set[tuple[str, int]]]] = [
    (edit, {("edited", 12)}),
    (edit_the_time, {("edited", 12)}),
    (edit_and_rehash_that_row_alone, {("edited", 12), ("unlinked", 13)}),
    (edit_the_algorithm, {("edited", 12)}),
    (delete_one, {("missing", 12)}),
    (delete_some, {("missing", 12)}),
    (insert_in_the_middle, {("unlinked", 12), ("edited", 12)}),
    (forge_the_tail, {("extra", 31)}),
    (forge_the_tail_and_the_head, {("edited", 31)}),
    (swap_contents, {("edited", 12), ("edited", 17)}),
    (swap_numbers, {("edited", 12), ("edited", 17), ("unlinked", 12), ("unlinked", 17)}),
    (cut_the_tail, {("cut", 16)}),
    (cut_the_tail_and_set_the_head_back, {("cut", 16)}),
    (wipe, {("wiped", 1)}),
    (wipe_and_set_the_head_back, {("wiped", 1)}),
    (wipe_with_the_head, {("wiped", 0)}),
    (wipe_and_begin_anew, {("cut", 4)}),
    (rebuild_without_the_key, {("edited", 12), ("rebuilt", 12)}),
    (rebuild_with_the_key, {("rebuilt", 1)}),
    (rebuild_shorter_with_the_key, {("rebuilt", 1)}),
    (call_it_a_purge, {("purged", 1)}),
    (insert_before_what_was_purged, {("purged", 1), ("extra", 4)}),
    (turn_the_head, {("head", 30)}),
]


@pytest.mark.parametrize(("attack", "expected"), ATTACKS, ids=[attack.__name__ for attack, _ in ATTACKS])
def test_an_attack_is_found_and_located(attack: Callable[[], None], expected: set[tuple[str, int]]) -> None:
    with as_owner():
        attack()
    found, printed = verify()
    assert expected <= found, printed
    earliest = min(place for _, place in expected)
    assert min(place for _, place in found) == earliest, printed
    assert "异常" in printed


@pytest.mark.parametrize("attack", [attack for attack, _ in ATTACKS], ids=[attack.__name__ for attack, _ in ATTACKS])
def test_negative_control_without_digests_and_witnesses_the_same_eyes_are_blind(
    attack: Callable[[], None], monkeypatch: pytest.MonkeyPatch, checkpoint_file: Path
) -> None:
    """What the tests above prove is digest, head and checkpoint, and no other alarm: all off, no alarm."""
    with as_owner():
        attack()
    monkeypatch.setattr("projects.audit.verification._Walk._is_own", lambda self, row: True)
    monkeypatch.setattr("projects.audit.verification._Walk._add", lambda self, *said: None)
    checkpoint_file.unlink()
    Check.objects.all().delete()
    assert verify()[0] <= {("wiped", 0)}


def test_a_clean_chain_gives_no_finding() -> None:
    found, printed = verify()
    assert found == set()
    assert f"核对 {MANY} 条，至第 {MANY} 条" in printed


def test_the_earliest_wrong_place_is_told_after_a_rebuild_between_two_checkpoints() -> None:
    """Sealed at 20 and at 30; rewritten from 25 on with the key: the stretch between the two is named."""
    assert keeping.check(now=NOW).is_good
    with as_owner():
        raw("UPDATE audit_entry SET detail = '改写' WHERE seq = 25")
        rehash(25, own_key())
    found, printed = verify()
    assert found == {("rebuilt", 21)}
    assert "第 21–30 条" in printed


def test_a_tail_cut_after_the_last_checkpoint_is_found_by_the_check_that_left_it(checkpoint_file: Path) -> None:
    """The file of checkpoints is gone as well: what an earlier check had seen is remembered."""
    assert keeping.check(now=NOW).is_good
    checkpoint_file.unlink()
    with as_owner():
        raw("DELETE FROM audit_entry WHERE seq > 25")
        raw("UPDATE audit_head SET seq = 25, hash = (SELECT hash FROM audit_entry WHERE seq = 25)")
    assert verify()[0] == {("cut", 26), ("checkpoint", 30)}


def test_a_changed_checkpoint_is_a_finding(checkpoint_file: Path) -> None:
    line = json.loads(checkpoint_file.read_text())
    checkpoint_file.write_text(json.dumps({**line, "hash": "ab" * 32}) + "\n")
    found, printed = verify()
    assert ("checkpoint", SEALED) in found
    assert "签名不符" in printed


def test_a_line_that_is_no_checkpoint_is_a_finding_and_hides_nothing(checkpoint_file: Path) -> None:
    with checkpoint_file.open("a") as file:
        file.write("{broken\n")
    with as_owner():
        rebuild_with_the_key()
    assert verify()[0] == {("checkpoint", 0), ("rebuilt", 1)}


def test_a_second_line_about_the_same_entry_does_not_replace_the_first(checkpoint_file: Path) -> None:
    """With key and file an attacker can add a line, but an append-only file keeps the one before it."""
    with as_owner():
        rebuild_with_the_key()
    keeping.checkpoints.leave(SEALED, Entry.objects.get(seq=SEALED).hash, now=NOW)
    assert verify()[0] == {("rebuilt", 1)}


def test_an_empty_log_is_a_good_one() -> None:
    with as_owner():
        wipe_and_set_the_head_back()
    Check.objects.all().delete()
    keeping.checkpoints.path().unlink()
    assert verify()[0] == set()
    assert head().seq == 0
    assert connection.vendor in ("sqlite", "postgresql")
