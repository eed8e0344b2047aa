"""Tells the preferences on which channels a person is reached."""

from collections.abc import Iterator

from notifications.outbox.addresses import channels_for
from notifications.outbox.destinations import accounts
from notifications.outbox.models import Channel
from notifications.preferences.registry import Reach, register_reaches
from projects.people.models import Officer


def reaches(officer: Officer) -> Iterator[Reach]:
    """Mail, and each channel that serves the unit and knows where to find the officer."""
    if officer.email:
        yield Reach(Channel.EMAIL, "邮件", officer.email)
    served = channels_for(officer)
    channels = {channel.name: channel for channel, _ in served}
    for name, address, _ in accounts(officer, [setup for _, setup in served]):
        yield Reach(name, channels[name].label, channels[name].shown(address))


register_reaches(reaches)
