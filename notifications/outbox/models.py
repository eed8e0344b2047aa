"""What must be told to whom (occurrence), and each attempt to hand it over (delivery). reliability.md 1.2."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q

from notifications.outbox.sight import recipient_sees_more
from notifications.preferences.topics import DIGESTED, Quiet
from projects.masking import mask_mail
from projects.people.models import Officer, Organisation
from projects.people.roles import Permission
from projects.privacy.fields import EncryptedTextField


class OccurrenceState(models.TextChoices):
    """Life of an occurrence."""

    OPEN = "open", "有效"
    VOID = "void", "已失效"


class OccurrenceQuerySet(models.QuerySet["Occurrence"]):
    """Reads of occurrences."""

    def open(self) -> OccurrenceQuerySet:
        """Not void."""
        return self.filter(state=OccurrenceState.OPEN)

    def visible_to(self, officer: Officer) -> OccurrenceQuerySet:
        """What was told to the officer; a dispatcher sees what was told to people of the own subtree.

        But not to those who see more than the dispatcher does, by a wider scope or by a part in a project elsewhere:
        a letter names projects that its recipient sees.
        """
        own = Q(recipient=officer)
        root = officer.scope_root
        if root is not None and officer.may(Permission.DISPATCH_WRITE):
            inside = Organisation.objects.under(root)
            scope = Q(recipient__scope__isnull=True) | Q(recipient__scope__in=inside)
            own |= scope & Q(recipient__organisation__in=inside) & ~recipient_sees_more(officer)
        return self.filter(own)


class Occurrence(models.Model):
    """One thing told to one person: also the 站内信. Unique by rule, subject, slot and recipient: made exactly once.

    ``quiet``: why it has no message of its own beside that, by what the person or the office wished.
    """

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    rule = models.CharField("规则", max_length=40)
    subject_type = models.CharField("对象类型", max_length=20)
    subject_id = models.UUIDField("对象")
    slot = models.CharField("时点", max_length=40)
    recipient = models.ForeignKey(Officer, models.PROTECT, related_name="occurrences", verbose_name="接收人")
    due_at = models.DateTimeField("应发时间")
    created_at = models.DateTimeField("产生时间")
    is_late = models.BooleanField("补发", default=False)
    title = models.CharField("标题", max_length=200)
    text = models.TextField("正文")
    html = models.TextField("HTML 正文", blank=True)
    calendar = models.TextField("日历附件", blank=True)
    calendar_method = models.CharField("日历动作", max_length=10, blank=True)
    url = models.CharField("链接", max_length=200, blank=True)
    state = models.CharField("状态", max_length=6, choices=OccurrenceState.choices, default=OccurrenceState.OPEN)
    void_reason = models.CharField("失效原因", max_length=200, blank=True)
    quiet = models.CharField("单独发送", max_length=16, choices=Quiet.choices, default=Quiet.NONE, blank=True)
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)

    objects = OccurrenceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "提醒"
        ordering = ["-due_at", "-id"]
        indexes = [
            models.Index(fields=["recipient", "-due_at"], name="outbox_inbox"),
            models.Index(fields=["-due_at", "-id"], name="outbox_latest"),
            models.Index(fields=["subject_id"], name="outbox_subject"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["rule", "subject_id", "slot", "recipient"], name="outbox_occurrence_once")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_digested(self) -> bool:
        """Does it go, or did it, into a digest?"""
        return self.quiet in DIGESTED

    @property
    def version(self) -> int:
        """Grows with every attempt, decision and copy."""
        return 1 + sum(one.version for one in self.deliveries.all())


class HeldQuerySet(models.QuerySet["Held"]):
    """Reads of what waits for a digest."""

    def pending(self) -> HeldQuerySet:
        """In no digest yet, of people who still get any."""
        return self.filter(digest__isnull=True, occurrence__recipient__is_active=True)


class Held(models.Model):
    """A reminder that goes into a digest instead of a message of its own: into one, by its key.

    ``digest``: the one that took it up; with ``is_listed`` false it had become void by then and is not in its list.
    """

    occurrence = models.OneToOneField(
        Occurrence, models.PROTECT, primary_key=True, related_name="held", verbose_name="提醒"
    )
    digest = models.ForeignKey(
        Occurrence, models.PROTECT, related_name="merged", verbose_name="每日汇总", null=True, blank=True
    )
    is_listed = models.BooleanField("列入汇总", default=False)

    objects = HeldQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "待汇总的提醒"
        indexes = [models.Index(fields=["occurrence"], condition=Q(digest__isnull=True), name="outbox_held_pending")]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_listed=False) | Q(digest__isnull=False), name="outbox_held_listed_in_one"
            )
        ]

    def __str__(self) -> str:
        return str(self.occurrence)


class Channel(models.TextChoices):
    """The way out of the house that is always there. The others are files of ``channels`` (``catalogue``)."""

    EMAIL = "email", "邮件"


class ChannelSetupQuerySet(models.QuerySet["ChannelSetup"]):
    """Reads of set-ups."""

    def serving(self, unit: Organisation) -> ChannelSetupQuerySet:
        """Active ones of the unit and of those above it, the nearest first; without what is ciphered."""
        found = self.filter(is_active=True, organisation__path__in=unit.lineage()).select_related("organisation")
        return found.defer("secret", "signing_secret", "token").order_by("-organisation__depth", "created_at", "id")


class ChannelSetup(models.Model):
    """How the house reaches one channel, for the people of one subtree; a robot: for the group of one organisation.

    ``account``, ``agent``, ``secret``, ``signing_secret``: what they are says the channel (``Channel.wants``).
    ``paused_until``: a rate limit; ``trouble``: why the channel would not talk to the house, since it last did.
    """

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    channel = models.CharField("渠道", max_length=20)
    name = models.CharField("名称", max_length=60, help_text="例如：鸠江区项目调度群")
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="+",
        verbose_name="适用单位",
        help_text="应用消息：该单位及其下属的人员可用；群机器人：只把该单位都能看到的事项告诉这个群",
    )
    base_url = models.CharField("接口地址", max_length=200, blank=True, help_text="留空为官方地址；隔离网络填转发地址")
    account = models.CharField("应用标识", max_length=100, blank=True)
    agent = models.CharField("应用编号", max_length=40, blank=True)
    secret = EncryptedTextField("密钥", max_length=400, blank=True)
    signing_secret = EncryptedTextField("签名密钥", max_length=400, blank=True)
    is_brief = models.BooleanField(
        "只发类别和链接", default=True, help_text="消息经过互联网上的平台时建议保持勾选：不出现项目名称和正文"
    )
    is_active = models.BooleanField("启用", default=True)
    token = EncryptedTextField("访问凭证", blank=True, editable=False)
    token_until = models.DateTimeField("凭证有效期至", null=True, blank=True, editable=False)
    paused_until = models.DateTimeField("限流暂停至", null=True, blank=True, editable=False)
    trouble = models.CharField("故障", max_length=200, blank=True, editable=False)
    trouble_at = models.DateTimeField("故障时间", null=True, blank=True, editable=False)
    created_at = models.DateTimeField("创建时间", auto_now_add=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    objects = ChannelSetupQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "消息渠道"
        ordering = ["channel", "name", "id"]

    def __str__(self) -> str:
        return self.name

    def keep_token(self, token: str, *, until: datetime) -> None:
        """For every sender, until it is over."""
        self.token, self.token_until = token, until
        self.save(update_fields=["token", "token_until"])


class ChannelAddress(models.Model):
    """A person's own account in the organisation that a set-up reaches: the same name is somebody else in another.

    No two people share one, so that nobody reads another's reminders.
    """

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="channel_addresses", verbose_name="人员")
    setup = models.ForeignKey(ChannelSetup, models.CASCADE, related_name="addresses", verbose_name="消息渠道")
    address = models.CharField("账号", max_length=160)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "接收账号"
        ordering = ["officer", "setup"]
        constraints = [
            models.UniqueConstraint(fields=["officer", "setup"], name="outbox_address_one"),
            models.UniqueConstraint(
                fields=["setup", "address"],
                name="outbox_address_own",
                violation_error_message="这个账号已由其他人员登记，请核对；确属本人的请联系系统管理员。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer} {self.setup}"


class DeliveryState(models.TextChoices):
    """Life of a delivery (reliability.md 1.2)."""

    QUEUED = "queued", "待发"
    CLAIMED = "claimed", "处理中"
    DATA = "data", "正在交付"
    SENT = "sent", "已送达服务器"
    UNCERTAIN = "uncertain", "结果不明"
    FAILED = "failed", "被拒收"
    DEAD = "dead", "多次失败"
    CLOSED = "closed", "已了结"
    VOID = "void", "已失效"


UNDER_WAY = (DeliveryState.QUEUED, DeliveryState.CLAIMED, DeliveryState.DATA)
"""Not yet at an end by itself."""


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Reads of deliveries."""

    def visible_to(self, officer: Officer) -> DeliveryQuerySet:
        """Deliveries of the occurrences the officer sees."""
        return self.filter(occurrence__in=Occurrence.objects.visible_to(officer))

    def due(self, now: datetime) -> DeliveryQuerySet:
        """Waiting, and not to wait any longer; the longest waiting first."""
        return self.filter(state=DeliveryState.QUEUED, not_before__lte=now).order_by("not_before", "id")


class Delivery(models.Model):
    """One message to one address over one channel. ``message_id`` never changes, whatever is retried.

    ``setup`` is none for mail. Of a robot: ``words`` is what the group is told, and ``once`` what must be told it once,
    by whichever occurrence carries it. ``repeat_until``: a second copy does no harm until then (the server drops it).

    ``held_until``: until then it was put off on purpose, because of the hour or a rest day.

    ``copy`` counts what a person had sent once more: 0 is the message that the rule made. Each copy is a message of
    its own, with a Message-ID of its own, and says that it is one.
    """

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    occurrence = models.ForeignKey(Occurrence, models.PROTECT, related_name="deliveries", verbose_name="提醒")
    channel = models.CharField("渠道", max_length=20, default=Channel.EMAIL)
    setup = models.ForeignKey(
        ChannelSetup, models.PROTECT, related_name="deliveries", verbose_name="渠道设置", null=True, blank=True
    )
    address = models.CharField("地址", max_length=254)
    copy = models.PositiveSmallIntegerField("第几次重发", default=0)
    message_id = models.CharField("Message-ID", max_length=120, unique=True)
    state = models.CharField("状态", max_length=10, choices=DeliveryState.choices, default=DeliveryState.QUEUED)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    not_before = models.DateTimeField("最早发送时间")
    held_until = models.DateTimeField("等到接收时段", null=True, blank=True)
    lease = models.UUIDField("租约", null=True, blank=True)
    lease_until = models.DateTimeField("租约到期", null=True, blank=True)
    smtp_code = models.PositiveIntegerField("应答码", null=True, blank=True)
    smtp_reply = models.CharField("应答", max_length=500, blank=True)
    words = models.CharField("群消息", max_length=300, blank=True)
    once = models.CharField("只发一次的事项", max_length=160, null=True, blank=True, unique=True)
    data_at = models.DateTimeField("开始交付时间", null=True, blank=True)
    repeat_until = models.DateTimeField("可重发至", null=True, blank=True)
    sent_at = models.DateTimeField("送达时间", null=True, blank=True)
    resolved_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="处置人", null=True, blank=True
    )
    resolved_at = models.DateTimeField("处置时间", null=True, blank=True)
    created_at = models.DateTimeField("产生时间")
    updated_at = models.DateTimeField("更新时间")

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "发送"
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["state", "not_before"], name="outbox_queue"),
            models.Index(fields=["setup", "data_at"], name="outbox_pace"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["occurrence", "channel", "address", "copy"], name="outbox_delivery_once")
        ]

    def __str__(self) -> str:
        return f"{mask_mail(self.address)} {self.get_state_display()}"

    @property
    def is_held(self) -> bool:
        """Does it still wait for the hours of its recipient?"""
        return self.state == DeliveryState.QUEUED and self.held_until is not None and self.not_before == self.held_until

    @property
    def version(self) -> int:
        """Grows with every attempt and decision."""
        return 1 + len(self.tries.all())


class Attempt(models.Model):
    """What became of one attempt to hand a delivery over, or of one decision about it."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="tries", verbose_name="发送")
    number = models.PositiveSmallIntegerField("第几次")
    at = models.DateTimeField("时间")
    outcome = models.CharField("结果", max_length=10, choices=DeliveryState.choices)
    code = models.PositiveIntegerField("应答码", null=True, blank=True)
    reply = models.CharField("应答", max_length=500, blank=True)
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="处置人", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "发送经过"
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.number} {self.get_outcome_display()}"


class Watermark(models.Model):
    """How far a scan has come, and when it last ran: the heartbeat of the effect."""

    name = models.CharField("扫描", max_length=40, primary_key=True)
    scanned_to = models.DateTimeField("已扫描到")
    ran_at = models.DateTimeField("最近运行")

    class Meta:
        verbose_name = verbose_name_plural = "扫描进度"

    def __str__(self) -> str:
        return self.name
