"""Each hour the chain is checked once and its end is left outside; what goes wrong is loud."""

from __future__ import annotations

import json
import logging
import resource
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from projects.audit import checkpoints, keeping, queries
from projects.audit.acts import Act
from projects.audit.models import Check, Entry
from projects.audit.services import audited, record
from projects.audit.tasks import keep
from tests.factories import NOW
from tests.projects.audit.samples import as_owner, raw, write


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


@pytest.mark.django_db
def test_the_tick_checks_once_an_hour_however_often_it_rings(checkpoint_file: Path) -> None:
    write(3)
    with time_machine.travel(NOW, tick=False) as clock:
        for _ in range(5):
            keep()
        assert Check.objects.count() == 1
        clock.shift(timedelta(hours=1))
        keep()
        keep()
    assert Check.objects.count() == 2
    assert [line["seq"] for line in lines(checkpoint_file)] == [3, 3]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_leave_one_check_and_one_checkpoint(
    checkpoint_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(3)
    met = threading.Barrier(2, timeout=60)
    judged = keeping.judged

    def together() -> Any:
        verdict = judged()
        met.wait()  # both have found the check due, and both have walked
        return verdict

    monkeypatch.setattr(keeping, "judged", together)
    wrong: list[Exception] = []

    def work() -> None:
        try:
            keeping.check_due("this hour", now=NOW)
        except Exception as failure:
            wrong.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert wrong == []
    assert Check.objects.count() == 1
    assert len(lines(checkpoint_file)) == 1


@pytest.mark.django_db
def test_negative_control_checks_without_a_name_are_made_twice(checkpoint_file: Path) -> None:
    write(3)
    keeping.check(now=NOW)
    keeping.check(now=NOW)
    assert Check.objects.count() == 2
    assert len(lines(checkpoint_file)) == 2


@pytest.mark.django_db
def test_a_checkpoint_is_a_signed_line_in_the_file_and_in_the_log(
    checkpoint_file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(2)
    with caplog.at_level(logging.WARNING, "luodi.audit"):
        keeping.check(now=NOW)
    last = Entry.objects.get(seq=2)
    line = checkpoint_file.read_text().strip()
    assert (json.loads(line)["seq"], json.loads(line)["hash"]) == (2, last.hash)
    assert [(one.name, one.getMessage()) for one in caplog.records] == [("luodi.audit", f"audit checkpoint {line}")]
    latest = checkpoints.latest()
    assert latest is not None
    assert latest.is_genuine


@pytest.mark.django_db
def test_a_checkpoint_keeps_its_worth_when_the_algorithm_changes(settings: Settings) -> None:
    write(2)
    keeping.check(now=NOW)
    settings.AUDIT_ALGORITHM = "hmac-sha256"
    write(2)
    assert keeping.check(now=NOW).is_good
    assert set(Entry.objects.values_list("algorithm", flat=True)) == {"hmac-sm3", "hmac-sha256"}


@pytest.mark.django_db
def test_a_file_that_cannot_be_written_is_loud_at_once(
    tmp_path: Path, settings: Settings, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    write(2)
    blocked = tmp_path / "a file"
    blocked.write_text("no folder")
    settings.AUDIT_CHECKPOINTS = str(blocked / "checkpoints.jsonl")
    found = keeping.check(now=timezone.now())
    assert [finding["code"] for finding in found.findings] == ["unwritable"]
    assert client.get("/readyz").json()["audit"] == "findings: 1"
    assert any(one.levelno == logging.CRITICAL for one in caplog.records)
    alarm = queries.alarm(timezone.now())
    assert alarm is not None
    assert "检查点无法写入" in alarm.sentences[0]


@pytest.mark.django_db
def test_a_full_disk_leaves_no_torn_line_and_the_next_check_is_well(checkpoint_file: Path) -> None:
    write(2)
    keeping.check(now=NOW)
    whole = checkpoint_file.read_bytes()
    with room_for(len(whole) + 10), pytest.raises(OSError, match="only 10 of"):
        checkpoints.leave(2, "ab" * 32, now=NOW)
    assert checkpoint_file.read_bytes() == whole
    assert keeping.check(now=NOW).is_good


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """The operating system lets no file of this process grow beyond ``size`` bytes, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.django_db
def test_a_file_that_was_moved_away_is_told_once_and_then_begun_anew(checkpoint_file: Path) -> None:
    write(2)
    keeping.check(now=NOW)
    checkpoint_file.rename(checkpoint_file.with_suffix(".old"))
    first, second = keeping.check(now=NOW), keeping.check(now=NOW)
    assert [finding["code"] for finding in first.findings] == ["checkpoint"]
    assert second.is_good
    assert len(lines(checkpoint_file)) == 1


@pytest.mark.django_db
def test_a_person_s_wish_is_the_next_ticks_work_on_a_long_chain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "AT_ONCE", 2)
    write(5)
    with time_machine.travel(NOW, tick=False) as clock:
        keep()
        clock.shift(timedelta(minutes=1))
        assert keeping.check_asked(by=None, now=timezone.now()) is None
        assert Check.objects.count() == 1
        clock.shift(timedelta(minutes=1))
        keep()
        assert Check.objects.count() == 2
        keep()
        assert Check.objects.count() == 2


@pytest.mark.django_db
def test_a_person_s_check_of_a_short_chain_is_done_and_recorded() -> None:
    write(5)
    found = keeping.check_asked(by=None, now=NOW)
    assert found is not None
    entry = Entry.objects.get(action=Act.CHECK)
    assert entry.detail == "完好，核对 5 条，至第 5 条"


@pytest.mark.django_db
def test_the_command_ends_badly_when_something_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    write(5)
    call_command("verify_audit")
    assert "审计链完好：核对 5 条，至第 5 条" in capsys.readouterr().out
    with as_owner():
        raw("DELETE FROM audit_entry WHERE seq = 3")
    with pytest.raises(CommandError, match="1 处异常"):
        call_command("verify_audit")
    assert "[missing] 第 3 条缺失，已被删除。" in capsys.readouterr().out


@pytest.mark.django_db
def test_the_alarm_is_the_same_for_the_same_trouble_and_silent_when_all_is_well() -> None:
    assert queries.alarm(NOW) is None
    write(5)
    keeping.check(now=NOW)
    assert queries.alarm(NOW + timedelta(minutes=69)) is None
    late = queries.alarm(NOW + timedelta(minutes=71))
    assert late is not None
    assert late.key == "late"
    with as_owner():
        raw("DELETE FROM audit_entry WHERE seq = 3")
    keys = set()
    for _ in range(2):
        keeping.check(now=NOW)
        alarm = queries.alarm(NOW)
        assert alarm is not None
        keys.add(alarm.key)
    assert len(keys) == 1
    with as_owner():
        raw("DELETE FROM audit_entry WHERE seq = 2")
    keeping.check(now=NOW)
    alarm = queries.alarm(NOW)
    assert alarm is not None
    assert alarm.key not in keys


@pytest.mark.django_db
def test_old_checks_are_forgotten() -> None:
    Check.objects.create(at=NOW - timedelta(days=401))
    keeping.check(now=NOW)
    assert Check.objects.count() == 1


@pytest.mark.django_db
def test_a_check_that_was_not_asked_for_is_no_entry() -> None:
    with audited():
        record(Act.EXPORT, by=None, now=NOW)
    keeping.check(now=NOW)
    assert Entry.objects.count() == 1
