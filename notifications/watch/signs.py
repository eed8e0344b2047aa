"""The one look at the health of the whole: what ``/readyz``, the page 值守 and the alarm all use.

Every sign says in words how it stands and what to do. What cannot be asked because the database is away is unknown,
and blamed on the database alone.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection, models

from notifications.outbox.models import ChannelSetup, Delivery, DeliveryState, Watermark
from notifications.outbox.queries import Undecided, unheard_refusals, waiting_since
from notifications.watch.expected import BEAT, CANARY, OWN, WEB, broker_answers, pulses
from notifications.watch.figures import DEADMAN, MAIL_LATE, local
from notifications.watch.models import Probe, ScanFailure
from notifications.watch.spans import span
from projects.audit.queries import LATE, latest_check
from projects.rows import one_or_none
from workflow.dispatch.queries import is_planning_late

BACK = timedelta(minutes=3)
"""After the mail server came back, so long nobody is alarmed about what still waits."""
UNCERTAIN_LATE = timedelta(minutes=30)
CHANNEL_LATE = timedelta(hours=1)
SMTP_FAILURES = 2
PING_FAILURES = 3
POISON_TIMES = 3
AWAY = (DatabaseError, InterfaceError)
MEGABYTE = 1024 * 1024
DATABASE_TODO = "检查数据库服务是否运行、连接数是否用尽、磁盘是否写满；恢复后系统自动继续，无需重启。"


OPERATOR, OFFICE, ADMIN, AUDITOR = "系统维护人员", "调度办公室", "系统管理员", "审计管理员"


class Level(models.TextChoices):
    """How bad it is. Only ALARM is told by mail."""

    GOOD = "good", "正常"
    WATCH = "watch", "留意"
    ALARM = "alarm", "故障"


@dataclass(frozen=True)
class Sign:
    """One thing that was looked at. ``word`` is for programs (``ok`` when good); ``said`` and ``todo`` for people.

    ``because``: keys of signs that explain this one; while one of them is bad, nobody is alarmed about this one too.
    ``stops``: does ``/readyz`` fail by it? ``who`` has to act.
    """

    key: str
    label: str
    level: Level
    word: str
    said: str
    todo: str = ""
    because: tuple[str, ...] = ()
    stops: bool = True
    who: str = OPERATOR

    @property
    def is_alarm(self) -> bool:
        """Is somebody to be told?"""
        return self.level == Level.ALARM


def good(key: str, label: str, said: str = "正常", *, stops: bool = True) -> Sign:
    """Nothing to do."""
    return Sign(key, label, Level.GOOD, "ok", said, stops=stops)


def bad(
    key: str, label: str, word: str, said: str, todo: str, *because: str, stops: bool = True, who: str = OPERATOR
) -> Sign:
    """Somebody has to act."""
    return Sign(key, label, Level.ALARM, word, said, todo, because, stops, who)


@dataclass(frozen=True)
class Look:
    """When one looks, what beat when, and since when one can have expected anything.

    ``since``: when the watchman who asks began to listen. ``marks``: name → when it last beat, and since when it has
    been beating without a pause: what lies behind a pause is not to be missed a second time.
    """

    now: datetime
    since: datetime | None = None
    silence: timedelta = timedelta(minutes=2)
    marks: Mapping[str, tuple[datetime, datetime]] = field(default_factory=dict)

    def beat_at(self, *names: str) -> datetime | None:
        """The latest beat of these."""
        return max((self.marks[name][0] for name in names if name in self.marks), default=None)

    def silent_for(self, ran_at: datetime | None, *up: str, until: datetime | None = None) -> timedelta:
        """How long nothing was heard, up to ``until``, while one was listening and while ``up`` were at work."""
        began = [self.marks[name][1] for name in up if name in self.marks]
        known = [one for one in (ran_at, self.since, *began) if one is not None]
        return (until or self.now) - max(known) if known else timedelta.max

    def is_fresh(self, *up: str) -> bool:
        """Have we, or have ``up``, just come? What waited meanwhile has yet to be taken up."""
        return self.silent_for(None, *up) <= self.silence


def examine(now: datetime, *, since: datetime | None = None) -> list[Sign]:
    """Every sign. ``since``: when the watchman who asks began to listen."""
    first = [_database(), _broker(), _disk()]
    if first[0].is_alarm:
        return first
    look = Look(now, since, timedelta(seconds=settings.WATCH_SILENCE_SECONDS), _marks())
    return [*first, *(_asked(key, label, check, look) for key, label, check in (*CHECKS, *_MORE.values()))]


def _marks() -> dict[str, tuple[datetime, datetime]]:
    rows = Watermark.objects.values_list("name", "ran_at", "scanned_to")
    return {name: (ran_at, up_since) for name, ran_at, up_since in rows}


def alarming(signs: Sequence[Sign]) -> list[Sign]:
    """Those to be told of: a sign that another bad one explains waits until that one is mended."""
    bad_keys = {sign.key for sign in signs if sign.is_alarm}
    return [sign for sign in signs if sign.is_alarm and not bad_keys & set(sign.because)]


Check = Callable[[Look], Sign]


_MORE: dict[str, tuple[str, str, Check]] = {}


def also(key: str, label: str, check: Check) -> None:
    """One more sign, told by a room above. The same key again replaces it."""
    _MORE[key] = (key, label, check)


def _asked(key: str, label: str, check: Check, look: Look) -> Sign:
    """A check whose question the database does not answer says so."""
    try:
        return check(look)
    except AWAY:
        return bad(key, label, "unknown", "数据库没有回答，情况不明", "先恢复数据库。", "database")


def _database() -> Sign:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except AWAY:
        return bad("database", "数据库", "no answer", "数据库没有回答", DATABASE_TODO)
    return good("database", "数据库")


def _broker() -> Sign:
    if broker_answers():
        return good("broker", "消息中间件")
    todo = "检查 Redis 是否运行、地址是否正确；恢复后到期的提醒自动补发，不会丢失；其间接口调用不限次数。"
    return bad("broker", "消息中间件", "no answer", "Redis 没有回答，到点的任务无法叫醒", todo)


def _disk() -> Sign:
    free = shutil.disk_usage(settings.HOME).free // MEGABYTE
    least, said = settings.DISK_LEAST_MB, f"数据目录剩余 {_room(free)}"
    todo = "清理旧备份、日志，或扩容数据盘；写满后数据库和上传都会失败。"
    if free < least:
        return bad("disk", "磁盘空间", f"low: {free} MB", f"{said}，少于 {least} MB", todo)
    if free < 4 * least:
        return Sign("disk", "磁盘空间", Level.WATCH, "ok", f"{said}，接近下限 {least} MB", todo)
    return good("disk", "磁盘空间", said)


def _room(megabytes: int) -> str:
    return f"{megabytes} MB" if megabytes < 10_240 else f"{megabytes // 1024} GB"


def _beat(look: Look) -> Sign:
    silent = look.silent_for(look.beat_at(BEAT))
    if silent <= look.silence:
        return good("beat", "定时进程")
    todo = "在服务器上查看服务状态和日志，重启服务；恢复后到期的提醒自动补发。"
    return bad("beat", "定时进程", "silent", f"定时进程{_since(silent)}没有动静", todo, "database")


def _web(look: Look) -> Sign:
    silent = look.silent_for(look.beat_at(WEB))
    if silent <= look.silence:
        return good("web", "网站进程")
    todo = "网站可能打不开：查看服务状态和日志，重启服务。"
    return bad("web", "网站进程", "silent", f"网站进程{_since(silent)}没有动静", todo, "database")


def _worker(look: Look) -> Sign:
    """The effect counts: anything that a worker did lately. The canary is there so that there is always something.

    Nothing is consumed that was not rung: what beat missed is not the worker's.
    """
    silent = _idle(look)
    if silent <= look.silence:
        return good("worker", "任务进程")
    todo = "任务进程没有在干活（进程在，不等于在干活）：查看日志，重启服务；恢复后到期的提醒自动补发。"
    said = f"任务进程{_since(silent)}没有完成任何任务"
    return bad("worker", "任务进程", "consumes nothing", said, todo, "database", "broker", "beat")


def _idle(look: Look) -> timedelta:
    """How long no worker has done anything, up to when beat last rang."""
    done = look.beat_at(*(name for name in look.marks if name == CANARY or name not in OWN))
    return look.silent_for(done, BEAT, until=look.beat_at(BEAT))


def _is_in_doubt(look: Look) -> bool:
    """Beat or the worker may have stopped, and are not missed yet: they would explain every scan that is late."""
    for silent in (look.silent_for(look.beat_at(BEAT)), _idle(look)):
        if look.silence / 2 < silent <= look.silence:
            return True
    return False


def _scans(look: Look) -> Sign:
    """The heartbeat is the effect: a beat that is up but rings nobody shows here (reliability.md 1.4, row 10)."""
    if look.since is None and not any(pulse.name in look.marks for pulse in pulses()):
        return bad("scans", "扫描与发送", "never ran", "扫描从未运行", _SCANS_TODO, *_SCANS_BECAUSE)
    patience = look.silence * 1.25
    late = [one for one in pulses() if _is_late(one.name, look, patience)]
    if not late or _is_in_doubt(look):
        return good("scans", "扫描与发送", f"{len(pulses())} 项扫描和发送按时运行")
    names, words = "、".join(one.label for one in late), ", ".join(one.name for one in late)
    return bad("scans", "扫描与发送", f"late: {words}", f"没有按时运行：{names}", _SCANS_TODO, *_SCANS_BECAUSE)


def _is_late(name: str, look: Look, patience: timedelta) -> bool:
    """A scan that never ran is late only for a watchman who has listened long enough."""
    if name not in look.marks and look.since is None:
        return False
    return look.silent_for(look.beat_at(name), BEAT, CANARY) > patience


_SCANS_TODO = "查看日志中这一项的错误；如有“扫描失败”，先处理下面列出的对象；重启服务不会丢失或重复提醒。"
_SCANS_BECAUSE = ("database", "broker", "beat", "worker", "poison")


def _poison(look: Look) -> Sign:
    count = ScanFailure.objects.open().filter(times__gte=POISON_TIMES).count()
    if not count:
        return good("poison", "扫描失败的对象", "没有", stops=False)
    todo = "在值守页查看是哪一个对象、什么错误，交系统维护人员排除；确认与提醒无关的可以搁置。其他对象的提醒不受影响。"
    said = f"{count} 个对象连续扫描失败，其提醒可能没有产生"
    return bad("poison", "扫描失败的对象", f"{count}", said, todo, "database", stops=False)


def _planning(look: Look) -> Sign:
    """Planning keeps no watermark, but renews each next agenda once a day: one that is older was overlooked."""
    if look.is_fresh(BEAT, CANARY) or not is_planning_late(look.now):
        return good("planning", "会议排程")
    todo = "查看日志中会议排程的错误；已排出的会议不受影响。"
    return bad("planning", "会议排程", "late", "会议没有按时排出", todo, "database", "broker", "beat", "worker")


def _mail(look: Look) -> Sign:
    since = waiting_since(look.now)
    age = look.now - since if since else timedelta(0)
    back = Probe.objects.filter(pk="smtp", good_since__gt=look.now - BACK).exists()
    if back or look.is_fresh(BEAT, CANARY) or age <= MAIL_LATE:
        return good("mail", "按时发出")
    said = f"最早一条应发的消息已等待{span(age)}"
    todo = "邮件服务器不可用或拒绝登录：见“邮件服务器登录”；恢复后自动发出。"
    return bad("mail", "按时发出", "late", said, todo, "database", "broker", "beat", "worker", "scans", "smtp")


def _smtp(look: Look) -> Sign:
    probe = one_or_none(Probe.objects.filter(pk="smtp"))
    if probe is None or probe.failures < SMTP_FAILURES:
        return good("smtp", "邮件服务器登录", "正常" if probe else "尚未检查")
    since = f"自 {local(probe.failing_since)} 起" if probe.failing_since else ""
    todo = "核对邮件账号的密码（授权码）是否过期、服务器地址端口和网络；改好后自动恢复，等待的邮件自动发出。"
    return bad("smtp", "邮件服务器登录", "refused", f"{since}不能登录邮件服务器：{probe.said}"[:280], todo, "database")


def _channels(look: Look) -> Sign:
    """Set-ups through which nothing gets: their administrator has to put something right, and hears of it here."""
    sick = ChannelSetup.objects.filter(is_active=True, trouble_at__lt=look.now - MAIL_LATE).order_by("trouble_at")
    rows = list(sick.values_list("name", "trouble_at")[:5])
    if not rows:
        return good("channels", "其他消息渠道", stops=False)
    said = "、".join(f"{name}（自 {local(since)}）" for name, since in rows)
    todo = "在管理后台“消息渠道”看应答，核对密钥、地址和出口，用“发送测试消息或核对凭证”试一次；修好后自动续发。"
    if rows[0][1] is not None and look.now - rows[0][1] > CHANNEL_LATE:
        word = f"{len(rows)} without success"
        return bad("channels", "其他消息渠道", word, said, todo, "database", stops=False, who=ADMIN)
    return Sign("channels", "其他消息渠道", Level.WATCH, "trouble", said, todo, stops=False, who=ADMIN)


def _uncertain(look: Look) -> Sign:
    rows = Delivery.objects.filter(state=DeliveryState.UNCERTAIN)
    count, oldest = rows.count(), rows.order_by("updated_at").values_list("updated_at", flat=True).first()
    if not count:
        return good("uncertain", "结果不明的消息", "没有", stops=False)
    said, todo = f"{count} 条", "逐条向接收人或邮件管理员核实，选择“已送达”或“重发”；系统不会自行重发。"
    if oldest and look.now - oldest > UNCERTAIN_LATE:
        said = f"{count} 条，最早的已等待{span(look.now - oldest)}"
        return bad("uncertain", "结果不明的消息", f"{count}", said, todo, "database", stops=False, who=OFFICE)
    return Sign("uncertain", "结果不明的消息", Level.WATCH, f"{count}", said, todo, stops=False, who=OFFICE)


def _dead(look: Look) -> Sign:
    count = Undecided.among(Delivery.objects.all()).dead
    if not count:
        return good("dead", "多次失败的消息", "没有", stops=False)
    todo = "接收人没有收到：看每条的应答，排除原因后“再次发送”，或已另行告知的“了结”。"
    said = f"{count} 条，系统已停止重试"
    return bad("dead", "多次失败的消息", f"{count}", said, todo, "database", stops=False, who=OFFICE)


def _refused(look: Look) -> Sign:
    """What the other side takes from nobody: the address is wrong, and the recipient has heard on no other way."""
    count = unheard_refusals(look.now).count()
    if not count:
        return good("refused", "被拒收的消息", "没有", stops=False)
    todo = "多为邮箱或账号写错、停用：请本人或单位管理员更正后重发，并先用电话告知。"
    said = f"近7天 {count} 条，接收人没有收到"
    return Sign("refused", "被拒收的消息", Level.WATCH, f"{count}", said, todo, stops=False, who=OFFICE)


def _ping(look: Look) -> Sign:
    """The dead-man ping is nobody's work but a guard: that it is not taken is noticed outside as well."""
    probe = one_or_none(Probe.objects.filter(pk=DEADMAN))
    if not settings.DEADMAN_URL or probe is None or probe.failures < PING_FAILURES:
        return good("ping", "外部看门狗", "正常" if settings.DEADMAN_URL else "未设置", stops=False)
    todo = "核对看门狗的地址和出口网络；它收不到信号时会在外部告警。"
    said = f"自 {local(probe.failing_since)} 起没有收下信号"
    return Sign("ping", "外部看门狗", Level.WATCH, "refused", said, todo, stops=False)


def _audit(look: Look) -> Sign:
    """The hourly walk along the audit chain: it happened, and it found nothing."""
    check, todo = latest_check(), "由审计管理员在审计页核对；不要自行修改数据库。"
    if check is not None and check.amiss:
        word, said = f"findings: {check.amiss}", f"审计链有 {check.amiss} 处异常"
        return bad("audit", "审计链", word, said, todo, who=AUDITOR)
    if look.silent_for(check.at if check else None) <= LATE:
        return good("audit", "审计链")
    word, said = ("late", "审计链没有按时核对") if check else ("never ran", "审计链从未核对")
    return bad("audit", "审计链", word, said, todo, "database", "broker", "beat", "worker")


CHECKS: tuple[tuple[str, str, Check], ...] = (
    ("beat", "定时进程", _beat),
    ("worker", "任务进程", _worker),
    ("web", "网站进程", _web),
    ("scans", "扫描与发送", _scans),
    ("poison", "扫描失败的对象", _poison),
    ("planning", "会议排程", _planning),
    ("smtp", "邮件服务器登录", _smtp),
    ("mail", "按时发出", _mail),
    ("channels", "其他消息渠道", _channels),
    ("uncertain", "结果不明的消息", _uncertain),
    ("dead", "多次失败的消息", _dead),
    ("refused", "被拒收的消息", _refused),
    ("ping", "外部看门狗", _ping),
    ("audit", "审计链", _audit),
)


def _since(silent: timedelta) -> str:
    return "一直" if silent == timedelta.max else f"已有{span(silent)}"
