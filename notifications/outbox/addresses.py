"""A person's own accounts on the channels that serve the own unit, and the try of a channel."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from notifications.outbox.acts import Act
from notifications.outbox.channels.base import Audience, Channel
from notifications.outbox.channels.catalogue import by_name
from notifications.outbox.destinations import nearest
from notifications.outbox.models import ChannelAddress, ChannelSetup
from notifications.outbox.verdicts import Answer, Verdict
from projects.audit.services import Difference, audited, record
from projects.errors import Invalid
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


@audited()
def register_addresses(officer: Officer, typed: Mapping[str, str], *, by: Officer, now: datetime) -> list[str]:
    """Channel → account; empty: none any more. Returns the channels that changed.

    Raises Invalid, naming the channel as the field, for what cannot be an account or is somebody else's.
    """
    Officer.objects.select_for_update().get(pk=officer.pk)
    present, changes = kept(officer), []
    for channel, setup in channels_for(officer):
        before = present.get(channel.name, "")
        after = typed.get(channel.name, before).strip()
        if channel.keeps_addresses and before != after:
            _set(officer, channel, setup, after)
            changes.append(Difference(channel.name, channel.address_label, before, after))
    if changes:
        record(Act.ADDRESSES, officer, by=by, now=now, changes=changes)
    return [one.field for one in changes]


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
