"""Telling people of trouble: once, again after hours, and when it is over. Never through the queue that may be broken.

A mail is sent by whoever takes hold of the trouble by a conditional UPDATE; the hold runs out, so that the death of
the one who holds it costs a minute and no mail. Rather two mails than none: it is marked as told after it was sent.
While the database is away, a file beside the data marks what was told; where not even that can be written, each
watchman tells for himself.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path

import structlog
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from notifications.watch.figures import figures
from notifications.watch.models import Trouble, TroubleQuerySet
from notifications.watch.relay import TROUBLE, relays, sender
from notifications.watch.signs import AWAY, Sign, alarming
from projects.people.models import Officer
from projects.people.roles import Permission

HOLD = timedelta(minutes=1)

log = structlog.get_logger(__name__)


def settle(signs: Sequence[Sign], now: datetime) -> None:
    """Write down what is bad and what is over, and send the mails that are due about it."""
    wanted = {sign.key: sign for sign in alarming(signs)}
    for sign in wanted.values():
        _seen(sign, now)
    still_bad = {sign.key for sign in signs if sign.is_alarm}
    calm = Trouble.objects.open().filter(seen_at__lt=now - _calm()).exclude(key__in=still_bad)
    calm.update(ended_at=now)
    _tell(wanted, now)
    _tell_over(now)


def _seen(sign: Sign, now: datetime) -> None:
    said = {"label": sign.label, "said": sign.said[:300], "seen_at": now}
    if Trouble.objects.open().filter(key=sign.key).update(**said):
        return
    try:
        with transaction.atomic():
            Trouble.objects.create(key=sign.key, began_at=now, **said)
    except IntegrityError:
        Trouble.objects.open().filter(key=sign.key).update(**said)


def _calm() -> timedelta:
    """A trouble is over when it was not seen for so long: it does not flicker."""
    return timedelta(seconds=settings.WATCH_SILENCE_SECONDS / 2)


def _again() -> timedelta:
    return timedelta(hours=settings.ALARM_HOURS)


def _tell(wanted: dict[str, Sign], now: datetime) -> None:
    due = Q(told_at__isnull=True) | Q(told_at__lte=now - _again())
    held = _hold(Trouble.objects.open().filter(due, key__in=wanted), now)
    if not held:
        return
    signs = [wanted[one.key] for one in held]
    again = all(one.times for one in held)
    if send(_subject(signs, "仍未恢复" if again else ""), _lines(held, signs), now):
        Trouble.objects.filter(pk__in=[one.pk for one in held]).update(
            told_at=now, times=F("times") + 1, held_until=None
        )


def _tell_over(now: datetime) -> None:
    over = Trouble.objects.filter(ended_at__isnull=False, cleared_at__isnull=True, times__gt=0)
    held = _hold(over, now)
    if not held:
        return
    names = "、".join(one.label for one in held)
    lines = [f"{one.label}：{one.said}（{_at(one.began_at)} 至 {_at(one.ended_at)}）" for one in held]
    if send(f"已恢复：{names}", ["以下故障已经恢复：", "", *lines], now):
        Trouble.objects.filter(pk__in=[one.pk for one in held]).update(cleared_at=now, held_until=None)


def _hold(rows: TroubleQuerySet, now: datetime) -> list[Trouble]:
    """Those of them that are ours to tell of for a minute."""
    free = Q(held_until__isnull=True) | Q(held_until__lte=now)
    found = list(rows.filter(free).order_by("began_at", "key"))
    return [one for one in found if rows.filter(free, pk=one.pk).update(held_until=now + HOLD)]


def settle_without_database(signs: Sequence[Sign], now: datetime) -> None:
    """The database cannot remember, and is asked nothing: files remember, and where none can be written, this process.

    It tells whoever was known to be told when the database was last looked into (``remember_recipients``).
    """
    for sign in alarming(signs):
        lines = [sign.said, f"怎么办：{sign.todo}"]
        if _mark(sign.key) and not _send(_subject([sign], ""), lines, now, settings.ALARM_TO or _KNOWN):
            _unmark(sign.key)


_KNOWN: list[str] = []
"""Who is alarmed, as the database said when it last answered."""


def remember_recipients() -> None:
    """Look while there is a database to look into."""
    _KNOWN[:] = recipients()


def forget_files(now: datetime) -> None:
    """The database remembers again: one mail says that it is over."""
    if any([_unmark(key) for key in _marked()]):
        send("已恢复：数据库可以写入", ["系统已恢复写入，提醒从中断处继续，到期未发的自动补发。"], now)


_REMEMBERED: dict[str, float] = {}
"""What was told and could not be marked by a file, and when (``time.time``)."""


def _folder() -> Path:
    return Path(settings.HOME) / "alarms"


def _marked() -> list[str]:
    files = [file.stem for file in _folder().glob("*.told")] if _folder().is_dir() else []
    return [*files, *_REMEMBERED]


def _mark(key: str) -> bool:
    """Is it ours to tell? A file that is there says that somebody did; one that is old says that it is time again."""
    file = _folder() / f"{key}.told"
    try:
        _folder().mkdir(exist_ok=True)
        if file.exists() and time.time() - file.stat().st_mtime > _again().total_seconds():
            file.unlink()
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        return False
    except OSError:
        told = _REMEMBERED.get(key, 0.0)
        if time.time() - told < _again().total_seconds():
            return False
        _REMEMBERED[key] = time.time()
    return True


def _unmark(key: str) -> bool:
    """True for the one who took the mark away."""
    if _REMEMBERED.pop(key, None) is not None:
        return True
    try:
        (_folder() / f"{key}.told").unlink()
    except OSError:
        return False  # another watchman was faster
    return True


def recipients() -> list[str]:
    """``LUODI_ALARM_TO``; where it is not set, the system administrators who have an address."""
    if settings.ALARM_TO:
        return list(settings.ALARM_TO)
    people = Officer.objects.with_permission(Permission.PEOPLE_WRITE).exclude(email="")
    return sorted(people.values_list("email", flat=True))


def send(title: str, lines: Sequence[str], now: datetime) -> bool:
    """One mail to all who are alarmed, by the first relay that takes it. Written to the log in any case."""
    try:
        to = recipients()
    except Exception:  # the database has just gone away, and nobody is named in the settings
        log.exception("who is to be alarmed cannot be looked up")
        to = list(_KNOWN)
    return _send(title, [*lines, *_figures(now)], now, to)


def _send(title: str, lines: Sequence[str], now: datetime, to: list[str]) -> bool:
    log.error("alarm", title=title, lines=list(lines))
    if not to:
        log.error("nobody to alarm: set LUODI_ALARM_TO")
        return False
    message = _message(title, lines, to, now)
    for relay in relays():
        try:
            relay.hand_over(message)
        except TROUBLE as error:
            log.error("an alarm was not taken", relay=f"{relay.host}:{relay.port}", error=str(error))
            continue
        return True
    return False


def _message(title: str, lines: Sequence[str], to: list[str], now: datetime) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = " ".join(f"【落地告警】{title}（{settings.CITY_NAME}）".split())
    message["From"] = sender()
    message["To"] = ", ".join(to)
    message["Date"] = format_datetime(timezone.localtime(now))
    message["Message-ID"] = make_msgid(domain=settings.MAIL_DOMAIN)
    message["Auto-Submitted"] = "auto-generated"
    page = f"{settings.PUBLIC_URL.rstrip('/')}/duty/"
    foot = [f"值守页：{page}", f"时间：{_at(now)}（北京时间）", "本邮件由系统自动发出。"]
    message.set_content("\n".join([*lines, "", "--", *foot]) + "\n", cte="base64")
    return message


def _figures(now: datetime) -> list[str]:
    """How it stands in numbers, as the page says it; nothing where the database does not say."""
    try:
        return [f"此刻：{figures(now).said()}。"]
    except AWAY:
        return []


def _subject(signs: Sequence[Sign], word: str) -> str:
    names = "、".join(sign.label for sign in signs)
    return f"{word + '：' if word else ''}{names}"


def _lines(held: Sequence[Trouble], signs: Sequence[Sign]) -> list[str]:
    lines: list[str] = []
    for one, sign in zip(held, signs, strict=True):
        lines += [f"■ {sign.label}：{sign.said}（自 {_at(one.began_at)}）", f"  怎么办：{sign.todo}", ""]
    return lines


def _at(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""
