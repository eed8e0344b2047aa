"""Telling: once, whoever tells, and with everything that goes with it."""

from __future__ import annotations

import threading
import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection

from notifications.outbox import services
from notifications.outbox.models import Delivery, DeliveryState, Occurrence, OccurrenceState
from projects.errors import Conflict, NotAllowed, NotFound
from projects.people.models import Kind
from projects.people.services import add_officer, add_organisation
from tests.factories import NOW
from tests.notifications.outbox.samples import SUBJECT, person, queued, told, unit


@pytest.mark.django_db
def test_telling_makes_one_occurrence_and_one_delivery_with_its_own_message_id(settings: object) -> None:
    settings.MAIL_DOMAIN = "mail.luodi.example"  # type: ignore[attr-defined]
    delivery = queued(person())
    assert delivery.state == DeliveryState.QUEUED
    assert delivery.message_id == f"<{delivery.pk}@mail.luodi.example>"
    assert delivery.not_before == NOW


@pytest.mark.django_db
def test_telling_the_same_twice_tells_once() -> None:
    officer = person()
    told(officer)
    again = services.tell(
        rule="sample",
        subject_type="sample",
        subject_id=SUBJECT,
        slot="1",
        recipient=officer,
        due_at=NOW,
        now=NOW + timedelta(hours=1),
        title="再说一遍",
        text="",
    )
    assert again is None
    assert Occurrence.objects.count() == Delivery.objects.count() == 1


@pytest.mark.django_db
def test_another_fault_of_the_row_is_not_taken_for_told_before() -> None:
    officer = person()
    officer.pk = uuid.uuid4()  # nobody
    with pytest.raises(IntegrityError):
        told(officer, due_at=None)


@pytest.mark.django_db
def test_without_an_address_there_is_only_the_message_inside() -> None:
    assert not told(person(email="")).deliveries.exists()


@pytest.mark.django_db
def test_what_is_not_told_is_recorded_with_its_reason_and_nothing_is_sent() -> None:
    occurrence = told(person(), void_reason="会议已取消")
    assert (occurrence.state, occurrence.void_reason) == (OccurrenceState.VOID, "会议已取消")
    assert not occurrence.deliveries.exists()


@pytest.mark.django_db
def test_a_title_is_always_one_line() -> None:
    assert told(person(), title="调度会\r\nBcc: everybody@luodi.example").title == "调度会 Bcc: everybody@luodi.example"


@pytest.mark.django_db(transaction=True)
def test_eight_tellers_at_once_tell_once() -> None:
    officer = person()
    barrier, results = threading.Barrier(8), []

    def one() -> None:
        try:
            barrier.wait(20)
            results.append(_tell_again(officer))
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 8
    assert sum(made is not None for made in results) == 1
    assert Delivery.objects.count() == 1


def _tell_again(officer: object) -> Occurrence | None:
    return services.tell(
        rule="sample",
        subject_type="sample",
        subject_id=SUBJECT,
        slot="1",
        recipient=officer,  # type: ignore[arg-type]
        due_at=NOW,
        now=NOW,
        title="调度会",
        text="",
    )


@pytest.mark.django_db
def test_voiding_keeps_at_home_what_has_not_left() -> None:
    delivery = queued(person())
    assert services.void(delivery.occurrence_id, reason="会议已取消", now=NOW)
    assert not services.void(delivery.occurrence_id, reason="再次", now=NOW)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.VOID
    assert delivery.occurrence.void_reason == "会议已取消"


@pytest.fixture
def uncertain() -> Delivery:
    """A mail of 李填 of which nobody knows whether it left."""
    delivery = queued(person())
    Delivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.UNCERTAIN, data_at=NOW, attempts=1)
    return Delivery.objects.get(pk=delivery.pk)


@pytest.mark.django_db
def test_the_duty_officer_says_it_arrived_and_is_recorded(uncertain: Delivery) -> None:
    duty = person("wangdiao", "王调", roles=("dispatcher",))
    resolved = services.resolve_uncertain(uncertain.pk, sent=True, by=duty, now=NOW)
    assert (resolved.state, resolved.sent_at, resolved.resolved_by) == (DeliveryState.SENT, NOW, duty)
    assert resolved.tries.get().by == duty


@pytest.mark.django_db
def test_the_duty_officer_has_it_sent_again_under_the_same_message_id(uncertain: Delivery) -> None:
    duty = person("wangdiao", "王调", roles=("dispatcher",))
    resolved = services.resolve_uncertain(uncertain.pk, sent=False, by=duty, now=NOW)
    assert (resolved.state, resolved.message_id) == (DeliveryState.QUEUED, uncertain.message_id)
    with pytest.raises(Conflict):
        services.resolve_uncertain(uncertain.pk, sent=True, by=duty, now=NOW)


@pytest.mark.django_db
def test_the_recipient_cannot_decide_and_another_city_does_not_even_see_it(uncertain: Delivery) -> None:
    with pytest.raises(NotAllowed):
        services.resolve_uncertain(uncertain.pk, sent=True, by=uncertain.occurrence.recipient, now=NOW)
    elsewhere = add_organisation(None, code="360700", name="赣州市", kind=Kind.CITY, by=None, now=NOW)
    stranger = add_officer(elsewhere, username="gan", name="赣调", roles=("dispatcher",), by=None, now=NOW)
    with pytest.raises(NotFound):
        services.resolve_uncertain(uncertain.pk, sent=True, by=stranger, now=NOW)
    assert unit().code == "340200"


@pytest.mark.django_db
def test_only_the_recipients_first_look_marks_it_read() -> None:
    occurrence = told(person())
    assert not services.mark_read(occurrence.pk, by=person("other", "他人"), now=NOW)
    assert services.mark_read(occurrence.pk, by=occurrence.recipient, now=NOW)
    assert not services.mark_read(occurrence.pk, by=occurrence.recipient, now=NOW + timedelta(days=1))
