"""Preferences decide deliveries and nothing else: the message inside is always there."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notifications.outbox import services as outbox
from notifications.outbox.models import Channel, ChannelAddress, ChannelSetup, Delivery, Held, Occurrence
from notifications.outbox.queries import LedgerFilter, ledger, waiting_since
from notifications.outbox.sender import deliver_due
from notifications.preferences.topics import Choice, Policy, Quiet, Topic
from notifications.reminders.services import scan
from projects.audit.models import Entry
from projects.ledger.services import register_deputy
from projects.people.models import Officer
from tests.factories import NOW, TODAY, City, build_city
from tests.notifications.preferences.samples import (
    MONDAY,
    RULES,
    SATURDAY,
    WEDNESDAY,
    World,
    digests_of,
    hours,
    lay_down,
    rules,
    tell_of,
    wish,
)
from tests.notifications.reminders.samples import at, call, meeting_at, weekly_series
from tests.smtp import SmtpServer

__all__ = ["rules"]
pytestmark = pytest.mark.django_db
MONDAY_8 = at(11, 23, 8)


@pytest.fixture
def city(db: None) -> City:
    return build_city()


def test_without_any_setting_it_is_sent_as_it_comes(city: City, rules: World) -> None:
    for rule in RULES:
        made = tell_of(city.clerk, rule)
        delivery = made.deliveries.get()
        assert (made.quiet, delivery.not_before, delivery.held_until) == ("", NOW, None)


def test_a_rule_that_nobody_registered_knows_no_hours(city: City) -> None:
    assert tell_of(city.clerk, "sample", now=SATURDAY).deliveries.get().not_before == SATURDAY


def test_who_wants_no_message_has_the_one_inside_with_the_reason(city: City, rules: World) -> None:
    wish(city.clerk, choices={Topic.REPORT: Choice.INBOX})
    made = tell_of(city.clerk)
    assert (made.state, made.quiet, made.deliveries.count()) == ("open", Quiet.OWN_INBOX, 0)
    assert tell_of(city.clerk, "try_must").deliveries.count() == 1
    assert tell_of(city.clerk, "try_item").deliveries.count() == 1


def test_the_nearest_office_above_decides(city: City, rules: World) -> None:
    lay_down(city.city, city.dispatcher, **{Topic.REPORT: Policy.OFF})
    assert tell_of(city.clerk).quiet == Quiet.OFFICE_OFF
    lay_down(city.district, city.dispatcher, **{Topic.REPORT: Policy.DIGEST})
    assert tell_of(city.clerk).quiet == Quiet.OFFICE_DIGEST
    assert tell_of(city.sibling_clerk).quiet == Quiet.OFFICE_OFF


def test_on_a_rest_day_it_waits_and_leaves_on_monday(city: City, rules: World, smtp_server: SmtpServer) -> None:
    delivery = tell_of(city.clerk, "try_must", now=SATURDAY).deliveries.get()
    assert (delivery.not_before, delivery.held_until, delivery.is_held) == (MONDAY_8, MONDAY_8, True)
    assert deliver_due(clock=lambda: MONDAY_8 - timedelta(seconds=1)) == 0
    assert deliver_due(clock=lambda: MONDAY_8) == 1


def test_what_waits_on_purpose_is_no_alarm_before_its_hour(city: City, rules: World) -> None:
    tell_of(city.clerk, "try_must", now=SATURDAY)
    assert waiting_since(MONDAY_8 - timedelta(seconds=1)) is None
    assert waiting_since(MONDAY_8 + timedelta(minutes=20)) == MONDAY_8


def test_what_is_no_longer_true_on_monday_does_not_leave(city: City, rules: World, smtp_server: SmtpServer) -> None:
    made = tell_of(city.clerk, "try_must", now=SATURDAY)
    rules.void.add(made.subject_id)
    deliver_due(clock=lambda: MONDAY)
    made.refresh_from_db()
    assert (made.state, smtp_server.accepted) == ("void", [])


@pytest.fixture
def wecom(city: City) -> ChannelSetup:
    """企业微信 for the city, with an account of 李填."""
    setup = ChannelSetup.objects.create(channel="wecom_app", name="企业微信", organisation=city.city, account="a")
    ChannelAddress.objects.create(officer=city.clerk, setup=setup, address="litian")
    return setup


def channels_of(made: Occurrence) -> list[str]:
    return sorted(made.deliveries.values_list("channel", flat=True))


def test_it_goes_only_to_the_channels_that_are_wanted(city: City, rules: World, wecom: ChannelSetup) -> None:
    assert channels_of(tell_of(city.clerk, "try_urgent")) == ["email", "wecom_app"]
    wish(city.clerk, muted_channels=[Channel.EMAIL])
    assert channels_of(tell_of(city.clerk, "try_urgent")) == ["wecom_app"]


def test_where_the_wanted_channel_is_gone_it_comes_on_the_other(city: City, rules: World, wecom: ChannelSetup) -> None:
    wish(city.clerk, muted_channels=[Channel.EMAIL])
    ChannelSetup.objects.update(is_active=False)
    assert channels_of(tell_of(city.clerk, "try_must")) == ["email"]


def test_a_meeting_of_tomorrow_is_told_at_night_and_one_of_next_week_in_the_morning(city: City) -> None:
    late = at(11, 18, 22)
    scan(late - timedelta(hours=1))
    series = weekly_series(city)
    for number, starts_at in ((34, at(11, 19, 14)), (35, at(11, 27))):
        call(meeting_at(series, starts_at, called_at=late, number=number), city.chief, when=late)
    scan(late + timedelta(minutes=1))
    told = Delivery.objects.filter(occurrence__rule="meeting_called").order_by("not_before")
    assert [one.not_before for one in told] == [late + timedelta(minutes=1), at(11, 19, 8)]


def test_a_deputys_copy_follows_the_deputys_own_wishes(city: City) -> None:
    """张区长 wants no leads of meetings; 周副区长, who stands in, wants them in the digest."""
    wish(city.chief, choices={Topic.MEETING: Choice.INBOX})
    wish(city.deputy, choices={Topic.MEETING: Choice.DIGEST}, digest_hour=8)
    register_deputy(
        city.chief, city.deputy, valid_from=TODAY, valid_to=TODAY + timedelta(9), basis="培训", by=city.chief, now=NOW
    )
    scan(at(11, 18, 9))
    call(meeting_at(weekly_series(city), at(11, 24), called_at=at(11, 18, 9)), city.chief, when=at(11, 18, 9))
    scan(at(11, 18, 10))
    scan(at(11, 19, 9, 1))
    leads = Occurrence.objects.filter(rule="meeting_t3")
    assert {one.recipient: one.quiet for one in leads} == {
        city.chief: Quiet.OWN_INBOX,
        city.deputy: Quiet.OWN_DIGEST,
    }
    called = Occurrence.objects.filter(rule="meeting_called")
    assert [one.deliveries.count() for one in called] == [1, 1]


def test_a_copy_sent_by_hand_asks_for_no_wishes(city: City, rules: World) -> None:
    wish(city.clerk, choices={Topic.REPORT: Choice.INBOX}, **hours(9, 13))
    made = tell_of(city.clerk)
    sent = outbox.resend(made.pk, reason="领导要求", by=city.dispatcher, now=SATURDAY)
    assert (sent.copy, sent.not_before, sent.channel) == (1, SATURDAY, "email")


def test_what_waits_for_its_hour_is_let_go_by_hand_and_not_doubled(city: City, rules: World) -> None:
    made = tell_of(city.clerk, "try_must", now=SATURDAY)
    sent = outbox.resend(made.pk, reason="当天要用", by=city.dispatcher, now=SATURDAY)
    only = made.deliveries.get()
    assert (sent.pk, only.copy, only.not_before, only.is_held) == (only.pk, 0, SATURDAY, False)
    assert "立即发送：当天要用" in Entry.objects.get(action="delivery.resend").detail
    assert only.tries.get().by == city.dispatcher


def test_the_ledger_finds_what_stayed_inside_and_what_was_merged(city: City, rules: World) -> None:
    wish(city.clerk, choices={Topic.REPORT: Choice.INBOX, Topic.ITEM: Choice.DIGEST})
    inside, merged = tell_of(city.clerk), tell_of(city.clerk, "try_item")
    tell_of(city.clerk, "try_must")
    found = {state: list(ledger(city.clerk, LedgerFilter(state=state))) for state in ("inbox", "digest")}
    assert found == {"inbox": [inside], "digest": [merged]}


SOME = st.fixed_dictionaries({Topic.REPORT: st.sampled_from(["", *Choice.values]),
                              Topic.ITEM: st.sampled_from(["", *Choice.values])})  # fmt: skip
LAID = st.fixed_dictionaries({Topic.REPORT: st.sampled_from(Policy.values),
                              Topic.ITEM: st.sampled_from(Policy.values)})  # fmt: skip


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SOME, LAID, st.lists(st.tuples(st.sampled_from(sorted(RULES)), st.integers(0, 100)), min_size=1, max_size=4))
def test_whatever_the_settings_everything_ends_in_exactly_one_way(
    city: City, rules: World, choices: dict[str, str], policies: dict[str, str], told: list[tuple[str, int]]
) -> None:
    with transaction.atomic():
        wish(city.clerk, choices={topic: way for topic, way in choices.items() if way})
        lay_down(city.city, city.dispatcher, **policies)
        made = [tell_of(city.clerk, rule, now=WEDNESDAY + timedelta(hours=hour)) for rule, hour in told]
        for day in range(18, 31):
            scan(at(11, day, 8, 1))
        assert all(_ways(one) == 1 for one in made)
        assert all(one.deliveries.count() == 1 for one in made if RULES[one.rule].mandatory)
        listed = Held.objects.filter(is_listed=True).values_list("digest", flat=True)
        assert set(listed) == {one.pk for one in digests_of(city.clerk)}
        transaction.set_rollback(True)


def _ways(one: Occurrence) -> int:
    """How many ways it ended: a message of its own, a digest that was sent, the message inside alone."""
    in_digest = Held.objects.filter(occurrence=one, is_listed=True, digest__deliveries__isnull=False).count()
    inside = one.quiet in (Quiet.OWN_INBOX, Quiet.OFFICE_OFF)
    return one.deliveries.count() + in_digest + inside


def test_the_settings_of_a_stranger_change_nothing(city: City, rules: World) -> None:
    wish(Officer.objects.get(pk=city.sibling_clerk.pk), choices={Topic.REPORT: Choice.INBOX})
    assert tell_of(city.clerk, subject_id=uuid.uuid4()).deliveries.count() == 1
