"""A person's own accounts on the channels that serve the own unit, and the try of a channel."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from notifications.outbox.acts import Act
from notifications.outbox.channels.base import Audience, Channel
from notifications.outbox.channels.catalogue import CHANNELS, by_name, label_of
from notifications.outbox.destinations import nearest
from notifications.outbox.models import Channel as MailName
from notifications.outbox.models import ChannelAddress, ChannelSetup
from notifications.outbox.verdicts import Answer, Verdict
from projects.audit.services import Difference, audited, record
from projects.errors import Invalid, Stale
from projects.people.models import Officer

TAKEN = "这个账号已由其他人员登记，请核对；确属本人的请联系系统管理员。"


def channels_for(officer: Officer) -> list[tuple[Channel, ChannelSetup]]:
    """Channels to people that serve the officer's unit, mail aside, and how each is reached there."""
    found = [(by_name(setup.channel), setup) for setup in nearest(officer.organisation)]
    return [(channel, setup) for channel, setup in found if channel and channel.audience is Audience.PERSON]


def kept(officer: Officer) -> dict[str, str]:
    """Channel → the account that was registered for the set-up which serves the officer now."""
    registered = dict(officer.channel_addresses.values_list("setup", "address"))
    return {one.name: registered[setup.pk] for one, setup in channels_for(officer) if setup.pk in registered}


@dataclass(frozen=True)
class Way:
    """A channel that serves the officer's unit, the account kept on it, and whether that reaches the officer."""

    channel: Channel
    account: str

    is_reached: bool


def ways_of(officer: Officer) -> list[Way]:
    """Mail, and every channel that serves the officer's unit."""
    mail = CHANNELS[MailName.EMAIL]
    present = kept(officer)
    found = [Way(mail, "", bool(officer.email))]
    for channel, _ in channels_for(officer):
        account = present.get(channel.name, "")
        found.append(Way(channel, account, bool(channel.address_of(officer, account))))
    return found


def version_of(officer: Officer) -> int:
    """Another number whenever an account, or a channel that serves the unit, is another."""
    said = repr([(way.channel.name, way.account) for way in ways_of(officer)])
    return zlib.crc32(said.encode())


@audited()
def register_addresses(
    officer: Officer, typed: Mapping[str, str], *, by: Officer, now: datetime, seen: int | None = None
) -> list[str]:
    """Channel → account; empty: none any more. Returns the channels that changed.

    Raises Invalid, naming the channel as the field, for what cannot be an account, is somebody else's, or is on a
    channel that does not serve the unit or keeps no accounts; ``Stale`` when ``seen`` is no more how it stands.
    """
    Officer.objects.select_for_update(no_key=True).get(pk=officer.pk)
    if seen is not None and seen != version_of(officer):
        raise Stale()
    present, changes, serving = kept(officer), [], channels_for(officer)
    _check_served(typed, serving)
    for channel, setup in serving:
        before = present.get(channel.name, "")
        after = typed.get(channel.name, before).strip()
        if channel.keeps_addresses and before != after:
            _set(officer, channel, setup, after)
            changes.append(Difference(channel.name, channel.address_label, before, after))
    if changes:
        record(Act.ADDRESSES, officer, by=by, now=now, changes=changes)
    return [one.field for one in changes]


def _check_served(typed: Mapping[str, str], serving: list[tuple[Channel, ChannelSetup]]) -> None:
    asked = {channel.name for channel, _ in serving if channel.keeps_addresses}
    for name, account in typed.items():
        if account.strip() and name not in asked:
            raise Invalid(f"您的单位没有启用{label_of(name)}，或它不需要登记账号。", name, "not_served")


def _set(officer: Officer, channel: Channel, setup: ChannelSetup, address: str) -> None:
    if not address:
        ChannelAddress.objects.filter(officer=officer, setup=setup).delete()
        return
    fault = channel.address_fault(address)
    if fault:
        raise Invalid(fault, channel.name)
    try:
        with transaction.atomic():
            ChannelAddress.objects.update_or_create(officer=officer, setup=setup, defaults={"address": address})
    except IntegrityError as error:
        raise Invalid(TAKEN, channel.name, "address_taken") from error


def try_out(setup: ChannelSetup, *, by: Officer, now: datetime) -> Answer:
    """Say a test sentence to a group, or ask for the credentials of an application. Talks first, records afterwards."""
    channel = by_name(setup.channel)
    if channel is None:
        raise Invalid("这个渠道已不在系统中，请停用这条设置。")
    answer = channel.try_out(setup, at=now)
    with audited():
        code = f"{answer.code} " if answer.code else ""
        outcome = "成功" if answer.verdict is Verdict.ACCEPTED else "未成功"
        record(Act.TRY_OUT, setup, by=by, now=now, detail=f"{outcome}：{code}{answer.text}")
    return answer
