"""What stands between an account and its use: password, second factor, sessions, tries, and changes that take two."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q

from projects.access.limits import LOCKED_FOR, MOST_TRIES
from projects.people.models import Officer
from projects.privacy.fields import EncryptedTextField


class Account(models.Model):
    """How an officer signs in. Without a row: a password that somebody else set, no second factor.

    ``chosen_at``: when the person chose the present password; empty while it is one that somebody else set.
    ``counted_from``: the days without use are counted from here, after an account was opened or enabled again.
    ``last_step``: the last 30-second step whose code was used; none is used twice.
    """

    officer = models.OneToOneField(Officer, models.CASCADE, primary_key=True, related_name="account")
    chosen_at = models.DateTimeField("本人设置密码时间", null=True, blank=True)
    counted_from = models.DateTimeField("闲置起算时间", null=True, blank=True)
    secret = EncryptedTextField("动态码密钥", blank=True)
    enrolled_at = models.DateTimeField("绑定动态码时间", null=True, blank=True)
    last_step = models.BigIntegerField("已用动态码时段", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "登录凭据"

    def __str__(self) -> str:
        return str(self.officer)

    @property
    def is_enrolled(self) -> bool:
        """Has the person a second factor?"""
        return self.enrolled_at is not None


class PastPassword(models.Model):
    """The digest of a password once chosen, so that it is not chosen again soon."""

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="past_passwords")
    digest = models.CharField("摘要", max_length=128)
    chosen_at = models.DateTimeField("设置时间")

    class Meta:
        verbose_name = verbose_name_plural = "历史密码"
        ordering = ["-chosen_at", "-id"]

    def __str__(self) -> str:
        return f"{self.chosen_at:%Y-%m-%d}"


class RecoveryCode(models.Model):
    """One way in without the telephone, good once. Only its digest is kept."""

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField("摘要", max_length=64)
    used_at = models.DateTimeField("使用时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "恢复码"
        constraints = [models.UniqueConstraint(fields=["officer", "digest"], name="access_recovery_once")]

    def __str__(self) -> str:
        return "已使用" if self.used_at else "未使用"


class Factor(models.TextChoices):
    """What was tried."""

    PASSWORD = "password", "密码"
    CODE = "code", "动态码"
    NOTE = "note", "登记"


class LoginAttemptQuerySet(models.QuerySet["LoginAttempt"]):
    """Reads of tries."""

    def locked(self, now: datetime) -> LoginAttemptQuerySet:
        """Pairs of account and address that may not try at ``now``."""
        return self.filter(tries__gte=MOST_TRIES, last_at__gt=now - LOCKED_FOR).exclude(Q(address="") | Q(username=""))


class LoginAttempt(models.Model):
    """How often an account was tried from an address without success. Address empty: from all unknown addresses.

    The account is the name as typed, known or not; so a lock says nothing about whether it exists.
    """

    factor = models.CharField("凭据", max_length=8, choices=Factor.choices)
    username = models.CharField("账号", max_length=64, blank=True)
    address = models.CharField("来源地址", max_length=45, blank=True)
    tries = models.PositiveIntegerField("次数", default=0)
    began_at = models.DateTimeField("起算时间")
    last_at = models.DateTimeField("最近一次")
    succeeded_at = models.DateTimeField("最近成功", null=True, blank=True)
    noted_at = models.DateTimeField("最近登记", null=True, blank=True)

    objects = LoginAttemptQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "登录尝试"
        indexes = [models.Index(fields=["last_at"], name="access_attempt_age")]
        constraints = [
            models.UniqueConstraint(fields=["factor", "username", "address"], name="access_attempt_pair"),
        ]

    def __str__(self) -> str:
        return f"{self.username} {self.address}"


class SignInQuerySet(models.QuerySet["SignIn"]):
    """Reads of sessions."""

    def open(self, now: datetime, *, idle: timedelta, whole: timedelta) -> SignInQuerySet:
        """Sessions that still hold at ``now``."""
        return self.filter(ended_at__isnull=True, last_seen_at__gt=now - idle, started_at__gt=now - whole)


class SignIn(models.Model):
    """One session of one officer. ``key`` is the SHA-256 of the session's key, which is itself a secret."""

    key = models.CharField("会话摘要", max_length=64, primary_key=True)
    officer = models.ForeignKey(Officer, models.CASCADE, related_name="sign_ins", verbose_name="人员")
    started_at = models.DateTimeField("登录时间")
    last_seen_at = models.DateTimeField("最近操作")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    address = models.CharField("来源地址", max_length=45, blank=True)
    agent = models.CharField("浏览器", max_length=200, blank=True)

    objects = SignInQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "登录会话"
        ordering = ["-last_seen_at"]
        indexes = [models.Index(fields=["officer", "ended_at"], name="access_sign_in_officer")]

    def __str__(self) -> str:
        return f"{self.officer} {self.address}"


class AccountRequest(models.Model):
    """A change of an administrator's account, which takes a second administrator.

    Neither the one who asks nor the one it is about may answer; the database holds that too.
    """

    class Kind(models.TextChoices):
        """What is to change."""

        ROLES = "roles", "调整角色"
        PASSWORD = "password", "重置密码"
        FACTOR = "factor", "解除动态码绑定"
        DISABLE = "disable", "停用账号"
        ENABLE = "enable", "启用账号"

    class State(models.TextChoices):
        """How far it is."""

        OPEN = "open", "待复核"
        CONFIRMED = "confirmed", "已同意"
        REFUSED = "refused", "未同意"
        WITHDRAWN = "withdrawn", "已撤回"

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("事项", max_length=8, choices=Kind.choices)
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="account_requests", verbose_name="涉及账号")
    roles = models.CharField("变更后角色", max_length=120, blank=True)
    reason = models.CharField("理由", max_length=200)
    asked_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="申请人")
    asked_at = models.DateTimeField("申请时间")
    state = models.CharField("状态", max_length=9, choices=State.choices, default=State.OPEN)
    decided_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="复核人", null=True, blank=True
    )
    decided_at = models.DateTimeField("复核时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "管理员账号变更申请"
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["officer", "kind"], condition=Q(state="open"), name="access_request_open_once"
            ),
            models.CheckConstraint(condition=~Q(asked_by=F("officer")), name="access_request_not_own"),
            models.CheckConstraint(
                condition=Q(state="withdrawn")
                | Q(decided_by__isnull=True)
                | (~Q(decided_by=F("asked_by")) & ~Q(decided_by=F("officer"))),
                name="access_request_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(state="open") | Q(decided_by__isnull=False), name="access_request_decided"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.officer}"

    @property
    def wanted(self) -> list[str]:
        """The roles asked for."""
        return self.roles.split(",") if self.roles else []
