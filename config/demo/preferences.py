"""Preferences of the demonstration: one district has a preset of its own, and two people have chosen."""

from __future__ import annotations

from datetime import datetime, time

from config.demo.staff import Staff
from notifications.preferences.services import save_own, save_preset
from notifications.preferences.standing import Preset
from notifications.preferences.topics import Choice, Policy, Topic
from projects.people.models import Organisation

CITY, DISTRICT = "340200", "340207"


def choose_preferences(staff: Staff, *, now: datetime) -> None:
    """鸠江区 wants reports once a day and letters at once; its clerk reads extensions inside alone.

    The office of 芜湖 reads 缺首席责任人 in the digest of nine.
    """
    office, clerk = staff.dispatchers.get(CITY), staff.clerks.get(DISTRICT)
    unit = Organisation.objects.filter(code=DISTRICT).first()
    if office is None or clerk is None or unit is None:
        return
    preset = Preset(
        {Topic.REPORT: Policy.DIGEST, Topic.LETTER: Policy.MUST},
        digest_hours=(9, 17),
        closes_at=time(19),
        holds_mandatory=False,
    )
    save_preset(unit, preset, by=office, now=now, expected_version=1)
    save_own(clerk, {"choices": {Topic.ITEM: Choice.INBOX}, "digest_hour": 17}, by=clerk, now=now, expected_version=1)
    chosen = {"choices": {Topic.CHIEF: Choice.DIGEST}, "digest_hour": 9}
    save_own(office, chosen, by=office, now=now, expected_version=1)
