"""Entries are kept for 184 days at least, 365 by preset, and leave in whole sealed segments (row 32)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core import checks as django_checks
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings

from config.checks import audit_is_kept
from projects.audit import checkpoints, keeping
from projects.audit.acts import Act
from projects.audit.models import Entry
from projects.audit.services import Unrecorded, audited, record
from projects.errors import Invalid
from tests.projects.audit.samples import Act as Sample
from tests.projects.audit.samples import as_owner, head, raw, refuse_every_entry, verify, write

pytestmark = pytest.mark.django_db


def days_ago(days: float) -> datetime:
    return timezone.now() - timedelta(days=days)


def sealed(days: float, many: int = 3) -> None:
    """Entries of that day and the checkpoint after them."""
    write(many, at=days_ago(days))
    assert keeping.check(now=timezone.now()).is_good


def ages() -> list[int]:
    """In whole days, of what is kept, the oldest first; the log's own acts aside."""
    now = timezone.now()
    return [
        (now - at).days for at in Entry.objects.filter(action="sample.try").order_by("seq").values_list("at", flat=True)
    ]


@pytest.mark.parametrize("days", [179, 180, 181, 182, 183, 184])
def test_the_shortest_retention_keeps_what_is_not_older_than_184_days(days: int, settings: Settings) -> None:
    settings.AUDIT_RETENTION_DAYS = 184
    sealed(days)
    assert keeping.purge(now=timezone.now()) == 0
    assert Entry.objects.count() == 3


def test_what_is_185_days_old_leaves_and_the_rest_still_verifies(settings: Settings) -> None:
    settings.AUDIT_RETENTION_DAYS = 184
    sealed(185)
    sealed(184)
    sealed(2)
    assert keeping.purge(now=timezone.now()) == 3
    assert max(ages()) == 184
    assert verify()[0] == set()
    assert (head().purged_to, Entry.objects.order_by("seq")[0].seq) == (3, 4)


@pytest.mark.parametrize("days", [1, 183])
def test_a_retention_below_the_floor_is_refused_by_check_and_by_service(days: int, settings: Settings) -> None:
    settings.AUDIT_RETENTION_DAYS = days
    found = audit_is_kept()
    assert [(one.id, one.level) for one in found] == [("luodi.E004", django_checks.ERROR)]
    sealed(400)
    with pytest.raises(Invalid, match="184天"):
        keeping.purge(now=timezone.now())
    assert Entry.objects.count() == 3


def test_the_preset_is_a_year(settings: Settings) -> None:
    assert settings.AUDIT_RETENTION_DAYS == 365
    sealed(367)
    sealed(364)
    keeping.purge(now=timezone.now())
    assert max(ages()) == 364


def test_a_purge_is_an_act_that_names_what_went() -> None:
    sealed(400)
    last = Entry.objects.get(seq=3)
    keeping.purge(now=timezone.now())
    found = Entry.objects.get(action=Act.PURGE)
    assert (found.object_id, found.object_name) == ("3", last.hash)
    assert "共 3 条" in found.detail
    assert "365 天" in found.detail
    assert keeping.is_purge_due(timezone.now()) is False


def test_nothing_old_is_nothing_done() -> None:
    sealed(10)
    assert keeping.purge(now=timezone.now()) == 0
    assert not Entry.objects.filter(action=Act.PURGE).exists()


def test_what_no_checkpoint_has_sealed_stays() -> None:
    sealed(400)
    write(4, at=days_ago(390))
    assert keeping.purge(now=timezone.now()) == 3
    assert Entry.objects.filter(action="sample.try").count() == 4


def test_an_old_time_behind_a_young_one_stays() -> None:
    """Acts that were committed in another order than they began: only what has nothing younger before it goes."""
    sealed(400, many=2)
    for days in (370, 300, 380):  # a young act stands between two old ones
        with audited():
            record(Sample.TRY, by=None, now=days_ago(days))
    assert keeping.check(now=timezone.now()).is_good
    sealed(1)
    assert keeping.purge(now=timezone.now()) == 2
    assert ages()[:3] == [370, 300, 380]


def test_checkpoints_from_before_a_purge_raise_no_alarm_and_the_next_purge_goes_on_from_there() -> None:
    for days in (420, 410, 400):
        sealed(days)
    sealed(1)
    assert keeping.purge(now=days_plus(-55)) == 0
    assert keeping.purge(now=timezone.now()) == 9
    assert len(list(checkpoints.kept())) == 4
    assert verify()[0] == set()
    write(2)
    assert verify()[0] == set()


def days_plus(days: int) -> datetime:
    return timezone.now() + timedelta(days=days)


def test_the_record_of_a_purge_leaves_with_a_later_one_and_nothing_is_amiss() -> None:
    sealed(400)
    keeping.purge(now=timezone.now())
    sealed(1)
    with as_owner():  # the database's own floor knows no time but the real one
        assert keeping.purge(now=days_plus(400)) == 4
    assert Entry.objects.get().action == Act.PURGE
    assert verify()[0] == set()


def test_a_segment_whose_seal_is_forged_stays() -> None:
    write(3, at=days_ago(400))
    path = checkpoints.path()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text('{"at": "x", "seq": 3, "hash": "y", "signature": "z"}\n')
    assert keeping.purge(now=timezone.now()) == 0


def test_negative_control_a_front_that_goes_without_a_record_is_found() -> None:
    """The same rows, taken by the same statements, without the act."""
    sealed(400)
    sealed(1)
    raw("UPDATE audit_head SET purged_to = 3, purged_hash = (SELECT hash FROM audit_entry WHERE seq = 3)")
    raw("DELETE FROM audit_entry WHERE seq <= 3")
    assert verify()[0] == {("purged", 1)}


def test_a_purge_that_cannot_be_recorded_is_undone() -> None:
    sealed(400)
    refuse_every_entry()
    with pytest.raises(Unrecorded), transaction.atomic():
        keeping.purge(now=timezone.now())
    assert Entry.objects.count() == 3
    assert head().purged_to == 0
