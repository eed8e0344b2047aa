"""Mail addresses are masked on the reminder's page, except for whoever must act on them."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from notifications.outbox.models import Attempt, Delivery, DeliveryState, Occurrence
from projects.people.roles import Role
from projects.people.services import add_officer
from tests.factories import NOW, City, own_password, sign_in
from tests.notifications.outbox.samples import told
from tests.workflow.pages import enter

pytestmark = pytest.mark.django_db
ADDRESS = "litian@luodi.example"


def page(city: City, state: str, who: str) -> str:
    """The page of a reminder to the clerk, as ``who`` of the city sees it."""
    occurrence: Occurrence = told(city.clerk)
    delivery = occurrence.deliveries.get()
    Delivery.objects.filter(pk=delivery.pk).update(state=state)
    reply = f"550 <{ADDRESS}>: no such user"
    Attempt.objects.create(delivery=delivery, number=1, at=NOW, outcome=state, code=550, reply=reply)
    return enter(getattr(city, who)).get(reverse("outbox:occurrence", args=[occurrence.pk])).content.decode()


@pytest.mark.parametrize(
    ("state", "who", "is_whole"),
    [
        (DeliveryState.SENT, "dispatcher", False),
        (DeliveryState.QUEUED, "dispatcher", False),
        (DeliveryState.UNCERTAIN, "dispatcher", True),
        (DeliveryState.FAILED, "dispatcher", True),
        (DeliveryState.DEAD, "dispatcher", True),
        (DeliveryState.SENT, "clerk", True),
    ],
)
def test_an_address_is_whole_for_its_owner_and_where_a_dispatcher_must_find_the_fault(
    city: City, state: str, who: str, is_whole: bool
) -> None:
    text = page(city, state, who)
    assert text.count(ADDRESS) == int(is_whole)
    assert "l****@luodi.example" in text


def test_a_delivery_is_called_by_its_masked_address(city: City) -> None:
    assert ADDRESS not in str(told(city.clerk).deliveries.get())


def test_what_is_told_carries_no_number(city: City) -> None:
    occurrence = told(city.clerk, title="致电13712345678", text="身份证340204199001011234", html="<p>13712345678</p>")
    occurrence.refresh_from_db()
    assert (occurrence.title, occurrence.text) == ("致电137****5678", "身份证340204********1234")
    assert occurrence.html == "<p>137****5678</p>"


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN])
def test_the_back_office_shows_neither_address_nor_number(city: City, role: str) -> None:
    keeper = add_officer(city.city, username="keeper", name="管", roles=[role], by=None, now=NOW)
    own_password(keeper)
    answer = sign_in(Client(), keeper).get(reverse("admin:people_officer_change", args=[city.clerk.pk]))
    text = answer.content.decode()
    assert answer.status_code == 200 and "l****@luodi.example" in text
    assert ADDRESS not in text and "13800001234" not in text
