"""How things stand, in numbers: the same for the page 值守, ``/readyz``, the API and the foot of an alarm."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from notifications.outbox.models import Delivery, Watermark
from notifications.outbox.queries import Undecided, waiting_since
from notifications.watch.expected import CANARY, pulses
from notifications.watch.models import Probe
from notifications.watch.spans import span
from projects.rows import one_or_none

DEADMAN = "deadman"
MAIL_LATE = timedelta(minutes=15)


class Ping(models.TextChoices):
    """How the dead-man ping stands."""

    OFF = "off", "未设置"
    NONE = "none", "还没有发出过"
    TAKEN = "taken", "对方已收下"
    REFUSED = "refused", "对方没有收下"


@dataclass(frozen=True)
class Figures:
    """Instants; None: never, or nothing waits. ``scanned_at``: of the scan that has not run for the longest time."""

    at: datetime
    scanned_at: datetime | None
    canary_at: datetime | None
    unsent_since: datetime | None
    uncertain: int
    dead: int
    ping: Ping
    pinged_at: datetime | None

    def age(self, moment: datetime | None) -> int | None:
        """Whole seconds since then."""
        return max(int((self.at - moment).total_seconds()), 0) if moment else None

    def ago(self, moment: datetime | None, never: str = "从未") -> str:
        """In words: 12秒前."""
        return f"{span(max(self.at - moment, timedelta(0)))}前" if moment else never

    @property
    def scanned(self) -> str:
        """How long ago the last round of scans was."""
        return self.ago(self.scanned_at)

    @property
    def canary(self) -> str:
        """How long ago a worker was seen to work."""
        return self.ago(self.canary_at)

    @property
    def unsent(self) -> str:
        """How long the oldest message waits that ought to have left."""
        return f"已等{span(self.at - self.unsent_since)}" if self.unsent_since else "没有积压"

    @property
    def is_scan_late(self) -> bool:
        """Longer ago than an alarm waits?"""
        return self._is_silent(self.scanned_at)

    @property
    def is_canary_late(self) -> bool:
        """Longer ago than an alarm waits?"""
        return self._is_silent(self.canary_at)

    @property
    def is_unsent_late(self) -> bool:
        """Does it wait so long that an alarm is due?"""
        return self.unsent_since is not None and self.at - self.unsent_since > MAIL_LATE

    def _is_silent(self, moment: datetime | None) -> bool:
        return moment is None or self.at - moment > timedelta(seconds=settings.WATCH_SILENCE_SECONDS)

    @property
    def pinged(self) -> str:
        """The dead-man ping."""
        return self.ago(self.pinged_at) if self.ping == Ping.TAKEN else self.ping.label

    def said(self) -> str:
        """One line for a mail."""
        waiting = f"结果不明 {self.uncertain} 条，多次失败 {self.dead} 条"
        return (
            f"最近一轮扫描 {self.scanned}；任务进程试运行 {self.canary}；最早未发出的消息：{self.unsent}；"
            f"{waiting}；外部看门狗：{self.pinged}"
        )


def figures(now: datetime) -> Figures:
    """As of now: four queries."""
    marks = dict(Watermark.objects.values_list("name", "ran_at"))
    scans = [marks.get(pulse.name) for pulse in pulses()]
    counted = Undecided.among(Delivery.objects.all())
    ping, pinged_at = _ping()
    return Figures(
        at=now,
        scanned_at=min((one for one in scans if one), default=None) if all(scans) else None,
        canary_at=marks.get(CANARY),
        unsent_since=waiting_since(now),
        uncertain=counted.uncertain,
        dead=counted.dead,
        ping=ping,
        pinged_at=pinged_at,
    )


def _ping() -> tuple[Ping, datetime | None]:
    if not settings.DEADMAN_URL:
        return Ping.OFF, None
    probe = one_or_none(Probe.objects.filter(pk=DEADMAN))
    if probe is None or (probe.good_since is None and not probe.failures):
        return Ping.NONE, None
    return (Ping.REFUSED, probe.at) if probe.failures else (Ping.TAKEN, probe.at)


def local(moment: datetime | None) -> str:
    """11-30 09:14; empty for none."""
    return f"{timezone.localtime(moment):%m-%d %H:%M}" if moment else ""
