"""What people of the home city were told of late: answers and silence, a letter given up, one nobody knows about.

Invitations to its weekly sittings as the rules word them, with the slots of the rules, so that no scan tells them
again. Channels beside the mail are switched off or lead nowhere: a demonstration talks to nobody outside.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from config.demo.scene import Scene
from notifications.outbox import registry
from notifications.outbox.models import ChannelSetup, Delivery, DeliveryState, Occurrence
from notifications.outbox.services import close, mark_read, resend, tell
from notifications.receipts.models import Way
from notifications.receipts.services import acknowledge
from notifications.reminders.meeting_letters import meeting_letter
from notifications.reminders.rules.escalations import Escalations
from notifications.reminders.rules.meetings import CALLED, LEADS, MeetingRule
from notifications.watch.models import Trouble
from projects.rows import one_or_none
from workflow.dispatch.models import Attendee, Meeting, SeriesKind

NOWHERE = "https://gateway.luodi.invalid"
"""A host that can never exist (RFC 2606), and is on no list of those that messages may go to."""
SAMPLE = "示例密钥"
SETUPS = (
    ("wecom_app", "市政务企业微信（示例）", True),
    ("wecom_robot", "市重大项目调度群（示例，已停用）", False),
    ("dingtalk_robot", "市直部门联络群（示例，已停用）", False),
    ("sms", "市短信平台（示例，已停用）", False),
)
WAYS = (Way.LINK, Way.PAGE, Way.LINK, Way.API)
MINUTE, SECONDS = timedelta(minutes=1), timedelta(seconds=25)
GIVEN_UP = ((0, 451), (1, 451), (6, 451), (36, 452), (156, 452))
"""Minutes and answers of five attempts."""
FULL, GREY = "4.2.2 示例：收件人邮箱已满", "4.7.1 示例：请稍后再试"


@dataclass
class Reminding:
    """Writes them into the diary. ``first`` was held since or is about to be, ``second`` lies ahead."""

    scene: Scene
    first: list[Occurrence] = field(default_factory=list)
    second: list[Occurrence] = field(default_factory=list)

    def tell(self, *, now: datetime) -> None:
        """Two sittings: one whose answers are all due, and one that people are asked about these days."""
        write = self.scene.write
        write(40, self._set_up)
        write(16, self._invite_first, place=20)
        write(15, self._answer_first, place=40)
        write(14, self._refuse, place=5)
        write(13, self._mend, place=6)
        write(11, self._raise, place=50)
        write(10, self._late, place=7)
        write(2, self._invite_second, place=2)
        write(1, self._answer_second, place=45)
        self.scene.diary.write(now - 40 * MINUTE, self._lose)
        self.scene.diary.write(now, self._watch)

    def _set_up(self, now: datetime) -> None:
        for channel, name, is_active in SETUPS:
            ChannelSetup.objects.create(
                channel=channel, name=name, organisation=self.scene.home, base_url=NOWHERE, account="ww-demo",
                agent="1000001", secret=SAMPLE, signing_secret=SAMPLE, is_active=is_active,
            )  # fmt: skip

    # --- telling ---
    def _next(self, after: datetime) -> Meeting | None:
        series = self.scene.home.series.filter(kind=SeriesKind.WEEKLY).first()
        return series.meetings.ahead(after).order_by("starts_at").first() if series else None

    def _invited(self, meeting: Meeting | None, now: datetime, rule: MeetingRule = CALLED) -> Iterator[Occurrence]:
        """Everybody who is called to it, told by ``rule``, and the mail gone."""
        people = meeting.attendees.filter(removed_at__isnull=True).order_by("called_at", "pk") if meeting else ()
        for attendee in people:
            if attendee.called_at <= now:
                yield _told(attendee, rule, now, due_at=now)

    def _invite_first(self, now: datetime) -> None:
        self.first = list(self._invited(self._next(now + timedelta(days=3)), now))
        robot = ChannelSetup.objects.get(channel="wecom_robot")
        application = ChannelSetup.objects.get(channel="wecom_app")
        for letter in self.first[:1]:
            _hand_over(_to_group(letter, robot, now), now)
            _hand_over(_made(letter, application, "lingdao.demo", now), now)

    def _answer_first(self, now: datetime) -> None:
        """All but two answer; one of the two has not even opened it. One mail was never taken, and is settled."""
        for number, letter in enumerate(self.first[:-2]):
            acknowledge(letter.pk, by=letter.recipient, now=now + number * MINUTE, way=WAYS[number % len(WAYS)])
        for letter in self.first[-1:]:
            mark_read(letter.pk, by=letter.recipient, now=now)
        for row in _mails(self.first[1:2]):
            _give_up(row, row.created_at)
            close(row.pk, reason="已电话告知本人，邮箱清理后恢复", by=self.scene.office, now=now)

    def _raise(self, now: datetime) -> None:
        """The next level hears of it, as the rule finds it."""
        family = Escalations()
        for silent in list(family.subjects(now - timedelta(days=9), now)):
            for notice in family.notices(silent, now - timedelta(days=9), now):
                letter = notice.letter()
                made = tell(
                    rule=notice.rule.name, subject_type=notice.rule.subject_type, subject_id=notice.subject_id,
                    slot=notice.slot, recipient=notice.recipient, due_at=notice.due_at, now=notice.due_at + SECONDS,
                    title=letter.title, text=letter.text, html=letter.html, url=letter.url,
                )  # fmt: skip
                if made:
                    _sent(made, made.created_at)

    def _refuse(self, now: datetime) -> None:
        """Three days ahead: one address is refused, one person is called no more."""
        told = self._again(LEADS[0], now)
        for row in _mails(told[:1]):
            _end(row, DeliveryState.FAILED, now, 550, "5.1.1 示例：邮箱不存在")
        for letter in told[1:2]:
            why = "已不再需要参会"
            Occurrence.objects.filter(pk=letter.pk).update(state="void", void_reason=why)
            letter.deliveries.update(state=DeliveryState.VOID, sent_at=None, smtp_code=None, smtp_reply=why)

    def _again(self, rule: MeetingRule, now: datetime) -> list[Occurrence]:
        meeting = one_or_none(Meeting.objects.filter(pk=self.first[0].subject_id)) if self.first else None
        return list(self._invited(meeting, now, rule))

    def _mend(self, now: datetime) -> None:
        refused = Delivery.objects.filter(state=DeliveryState.FAILED).select_related("occurrence").first()
        if refused is not None:
            again = resend(refused.occurrence_id, reason="邮箱已更正", by=self.scene.office, now=now)
            _hand_over(again, now + MINUTE)

    def _late(self, now: datetime) -> None:
        """One day ahead: the mail server was away for the morning, and everybody is told late, once."""
        for letter in self._again(LEADS[1], now)[:3]:
            due_at = now - timedelta(hours=2, minutes=20)
            Occurrence.objects.filter(pk=letter.pk).update(due_at=due_at, is_late=True)
        began = now - timedelta(hours=2, minutes=25)
        Trouble.objects.create(
            key="smtp", label="邮件服务器登录", said="示例：不能登录邮件服务器，授权码过期", began_at=began, times=1,
            seen_at=now, told_at=began + 2 * MINUTE, ended_at=now, cleared_at=now,
        )  # fmt: skip

    def _invite_second(self, now: datetime) -> None:
        """One mail is given up in the course of the day."""
        self.second = list(self._invited(self._next(now + timedelta(days=4)), now))
        for row in _mails(self.second[-1:]):
            _give_up(row, now)

    def _answer_second(self, now: datetime) -> None:
        for number, letter in enumerate(self.second[: len(self.second) // 2]):
            acknowledge(letter.pk, by=letter.recipient, now=now + number * MINUTE, way=WAYS[number % len(WAYS)])

    def _lose(self, now: datetime) -> None:
        """A group was told, and the platform said nothing: only a person can know."""
        for letter in self.second[:1]:
            row = _to_group(letter, ChannelSetup.objects.get(channel="wecom_robot"), now)
            _end(row, DeliveryState.UNCERTAIN, now, None, "没有得到完整应答：连接中断")

    def _watch(self, now: datetime) -> None:
        """The two that wait for the office were told of when they came up, and again in some hours."""
        for key, label in (("dead", "多次失败的消息"), ("uncertain", "结果不明的消息")):
            rows = Delivery.objects.filter(state=key)
            oldest = rows.order_by("updated_at").first()
            if oldest is not None:
                Trouble.objects.create(
                    key=key, label=label, said=f"{rows.count()} 条", began_at=oldest.updated_at, seen_at=now,
                    told_at=now, times=1,
                )  # fmt: skip


def _told(attendee: Attendee, rule: MeetingRule, now: datetime, *, due_at: datetime) -> Occurrence:
    meeting = attendee.meeting
    letter = meeting_letter(rule, meeting, attendee, now=now)
    told = tell(
        rule=rule.name, subject_type=rule.subject_type, subject_id=meeting.pk, slot=rule.slot(meeting, attendee),
        recipient=attendee.officer, due_at=due_at, now=now, title=letter.title, text=letter.text, html=letter.html,
        calendar=letter.calendar, calendar_method=letter.calendar_method, url=letter.url,
    )  # fmt: skip
    assert told is not None
    _sent(told, now)
    return told


def _mails(letters: list[Occurrence]) -> list[Delivery]:
    """Those of their messages that went by mail."""
    return list(Delivery.objects.filter(occurrence__in=letters, channel="email", copy=0))


def _sent(told: Occurrence, now: datetime) -> None:
    for row in told.deliveries.all():
        _hand_over(row, now)


def _hand_over(row: Delivery, now: datetime) -> None:
    answer = (250, "2.0.0 OK") if row.setup_id is None else (None, "对方已收下")
    _end(row, DeliveryState.SENT, now + SECONDS, *answer)


def _end(row: Delivery, state: DeliveryState, at: datetime, code: int | None, reply: str) -> None:
    """One attempt, and how it ended."""
    ended = {"state": state, "attempts": 1, "data_at": at, "updated_at": at, "smtp_code": code, "smtp_reply": reply}
    Delivery.objects.filter(pk=row.pk).update(sent_at=at if state == DeliveryState.SENT else None, **ended)
    row.tries.filter(number__gt=0).delete()
    row.tries.create(number=1, at=at, outcome=state, code=code, reply=reply)


def _give_up(row: Delivery, began: datetime) -> None:
    """Five attempts, and nobody tries again."""
    row.tries.all().delete()
    for number, (minutes, code) in enumerate(GIVEN_UP, 1):
        at, last = began + minutes * MINUTE, number == len(GIVEN_UP)
        state, reply = (DeliveryState.DEAD if last else DeliveryState.QUEUED), (GREY if code == 451 else FULL)
        row.tries.create(number=number, at=at, outcome=state, code=code, reply=reply)
    ended = {"state": DeliveryState.DEAD, "attempts": len(GIVEN_UP), "sent_at": None, "data_at": None}
    Delivery.objects.filter(pk=row.pk).update(updated_at=at, smtp_code=code, smtp_reply=reply, **ended)


def _made(told: Occurrence, setup: ChannelSetup, address: str, now: datetime, **more: str) -> Delivery:
    message_id = f"<{setup.channel}-{told.pk}@luodi.example>"
    return Delivery.objects.create(
        occurrence=told, channel=setup.channel, setup=setup, address=address, message_id=message_id, not_before=now,
        created_at=now, updated_at=now, **more,
    )  # fmt: skip


def _to_group(told: Occurrence, setup: ChannelSetup, now: datetime) -> Delivery:
    words = registry.group_words(told, setup.organisation)
    text = words.text if words else registry.label_of(told.rule)
    return _made(told, setup, str(setup.pk), now, words=text, once=f"demo:{told.pk.hex}:{setup.pk.hex}")
