"""Where an occurrence goes: each address of its recipient, and the groups near the recipient that may hear of it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime

from django.conf import settings

from notifications.outbox import registry
from notifications.outbox.channels.base import Audience
from notifications.outbox.channels.catalogue import by_name
from notifications.outbox.models import Channel, ChannelSetup, Delivery, Held, Occurrence
from notifications.preferences.standing import Plan
from projects.masking import mask_text
from projects.people.models import Officer, Organisation

MOST_WORDS = 300


def nearest(unit: Organisation | None) -> list[ChannelSetup]:
    """Of each channel the set-up nearest to ``unit``; of robots every one of that nearest organisation."""
    found: dict[str, list[ChannelSetup]] = {}
    for setup in ChannelSetup.objects.serving(unit) if unit else ():
        channel, near = by_name(setup.channel), found.setdefault(setup.channel, [])
        is_group = channel is not None and channel.audience is Audience.GROUP
        if not near or (is_group and near[0].organisation_id == setup.organisation_id):
            near.append(setup)
    return [setup for near in found.values() for setup in near]


def queue(occurrence: Occurrence, *, now: datetime, plan: Plan | None = None) -> None:
    """One delivery to each address, each with the Message-ID it keeps for life; none where ``plan`` keeps it quiet.

    What a group must be told once may have been told by another occurrence already, in whatever process. No plan of
    a person's changes what a group hears.
    """
    setups = nearest(occurrence.recipient.organisation)
    if occurrence.is_digested:
        Held.objects.create(occurrence=occurrence)
    elif not occurrence.quiet:
        Delivery.objects.bulk_create(_as_planned(to_person(occurrence, now=now, setups=setups), plan))
    Delivery.objects.bulk_create(_to_groups(occurrence, setups, now), ignore_conflicts=True)


def _as_planned(made: list[Delivery], plan: Plan | None) -> list[Delivery]:
    """On the channels that the person wants, or on all where that would leave none; not before the planned hour."""
    if plan is None:
        return made
    kept = [one for one in made if one.channel not in plan.muted] or made
    for one in kept:
        one.not_before, one.held_until = plan.not_before, plan.not_before if plan.waits else None
    return kept


def to_person(occurrence: Occurrence, *, now: datetime, setups: list[ChannelSetup] | None = None) -> list[Delivery]:
    """A message, not saved yet, to each address that the recipient has today, whatever he wishes to be sent.

    ``setups``: those near, if known.
    """
    recipient = occurrence.recipient
    setups = nearest(recipient.organisation) if setups is None else setups
    found = [_delivery(occurrence, now, Channel.EMAIL, recipient.email)] if recipient.email else []
    return [*found, *(_delivery(occurrence, now, *where) for where in accounts(recipient, setups))]


def accounts(officer: Officer, setups: list[ChannelSetup]) -> Iterator[tuple[str, str, ChannelSetup]]:
    """(channel, address, set-up) of every channel on which ``officer`` is reached, mail aside."""
    if not setups:
        return
    registered = dict(officer.channel_addresses.values_list("setup", "address"))
    for setup in setups:
        channel = by_name(setup.channel)
        if channel is not None and channel.audience is Audience.PERSON:
            address = channel.address_of(officer, registered.get(setup.pk, ""))
            if address:
                yield channel.name, address, setup


def _to_groups(occurrence: Occurrence, setups: list[ChannelSetup], now: datetime) -> Iterator[Delivery]:
    for setup in setups:
        channel = by_name(setup.channel)
        if channel is None or channel.audience is not Audience.GROUP:
            continue
        words = registry.group_words(occurrence, setup.organisation)
        if words is not None:
            made = _delivery(occurrence, now, channel.name, str(setup.pk), setup)
            made.words, made.once = mask_text(words.text)[:MOST_WORDS], once(occurrence, words, setup)
            yield made


def once(occurrence: Occurrence, words: registry.GroupWords, setup: ChannelSetup) -> str:
    """What a group is told once: rule, subject and key."""
    return f"{occurrence.rule}:{occurrence.subject_id.hex}:{words.key[:40]}:{setup.pk.hex}"


def _delivery(
    occurrence: Occurrence, now: datetime, channel: str, address: str, setup: ChannelSetup | None = None
) -> Delivery:
    key = uuid.uuid4()
    return Delivery(
        id=key,
        occurrence=occurrence,
        channel=channel,
        setup=setup,
        address=address,
        message_id=f"<{key}@{settings.MAIL_DOMAIN}>",
        not_before=max(now, occurrence.due_at),
        created_at=now,
        updated_at=now,
    )


def heir_of(delivery: Delivery) -> Occurrence | None:
    """Who else carries what a group is to be told once: another open occurrence of which the same would be said."""
    occurrence, setup = delivery.occurrence, delivery.setup
    if delivery.once is None or setup is None:
        return None
    others = Occurrence.objects.open().filter(rule=occurrence.rule, subject_id=occurrence.subject_id)
    for other in others.exclude(pk=occurrence.pk).select_related("recipient").order_by("due_at", "id"):
        words = registry.group_words(other, setup.organisation)
        if words is not None and once(other, words, setup) == delivery.once:
            return other
    return None
