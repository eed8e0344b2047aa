"""联系人: entered by who keeps the enterprise, seen by who sees its projects, telephones never in clear."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Model
from django.test import Client
from pytest_django import Settings

from projects.audit.models import Entry
from projects.errors import Invalid, NotAllowed, NotFound, Stale
from projects.ledger.models import Contact, Enterprise, EnterpriseChange, Project, Recognition
from projects.ledger.policies import may_see_contacts
from projects.ledger.services import add_contact, reveal_contact, update_contact, withdraw_contact
from projects.people.acts import Act
from projects.people.services.reveals import reveal_phone
from projects.privacy.inventory import sensitivity_of
from tests.factories import NOW, City, build_city, new_project, sign_in

pytestmark = pytest.mark.django_db
NUMBER, MASKED = "13955556666", "139****6666"
MAIL = "wangjingli@qirui.example"


@pytest.fixture
def city() -> City:
    return build_city()


@pytest.fixture
def project(city: City) -> Project:
    return new_project(city)


@pytest.fixture
def firm(project: Project) -> Enterprise:
    return project.investors.get()


@pytest.fixture
def contact(city: City, firm: Enterprise) -> Contact:
    return add_contact(firm.pk, name="王经理", title="投资总监", phone=NUMBER, email=MAIL, by=city.clerk, now=NOW)


def test_the_first_contact_is_the_primary_one_and_a_new_primary_takes_its_place(city: City, contact: Contact) -> None:
    assert contact.is_primary
    firm = contact.enterprise
    second = add_contact(firm.pk, name="赵经理", by=city.clerk, now=NOW)
    assert not second.is_primary
    update_contact(second.pk, {"is_primary": True}, by=city.clerk, now=NOW)
    assert [one.name for one in firm.contacts.valid().filter(is_primary=True)] == ["赵经理"]


@pytest.mark.parametrize(
    ("values", "field"),
    [({"name": " "}, "name"), ({"phone": "找王总"}, "phone"), ({"phone": "12"}, "phone"), ({"email": "x"}, "email"),
     ({"title": "长" * 61}, "title"), ({"salary": "1"}, "salary")],
)  # fmt: skip
def test_a_contact_that_cannot_be_right_is_refused(
    city: City, contact: Contact, values: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        update_contact(contact.pk, values, by=city.clerk, now=NOW)
    assert refused.value.field == field


def test_who_sees_no_project_of_the_enterprise_sees_no_contact(city: City, contact: Contact) -> None:
    firm = contact.enterprise
    assert {one.username for one in (city.clerk, city.sibling_clerk, city.dispatcher, city.leader)
            if may_see_contacts(firm, one)} == {"litian", "wangdiao", "chenshizhang"}  # fmt: skip
    for act in (
        lambda: update_contact(contact.pk, {"name": "改"}, by=city.sibling_clerk, now=NOW),
        lambda: withdraw_contact(contact.pk, reason="离职", by=city.sibling_clerk, now=NOW),
        lambda: reveal_contact(contact.pk, reason="project", by=city.sibling_clerk, now=NOW),
    ):
        with pytest.raises(NotFound):
            act()
    with pytest.raises(NotAllowed):
        add_contact(firm.pk, name="乙", by=city.sibling_clerk, now=NOW)


def test_who_only_reads_changes_no_contact(city: City, contact: Contact) -> None:
    with pytest.raises(NotAllowed):
        update_contact(contact.pk, {"name": "改"}, by=city.leader, now=NOW)


def test_an_older_version_is_stale(city: City, contact: Contact) -> None:
    update_contact(contact.pk, {"title": "董事"}, by=city.clerk, now=NOW, expected_version=1)
    for act in (
        lambda: update_contact(contact.pk, {"title": "经理"}, by=city.clerk, now=NOW, expected_version=1),
        lambda: withdraw_contact(contact.pk, reason="离职", by=city.clerk, now=NOW, expected_version=1),
    ):
        with pytest.raises(Stale):
            act()


def test_a_withdrawn_contact_stays_with_its_reason(city: City, contact: Contact) -> None:
    withdraw_contact(contact.pk, reason="已离职", by=city.clerk, now=NOW)
    kept = Contact.objects.get(pk=contact.pk)
    assert (kept.withdrawn_by, kept.withdrawn_reason) == (city.clerk, "已离职")
    with pytest.raises(NotFound):
        update_contact(contact.pk, {"name": "改"}, by=city.clerk, now=NOW)


def test_the_history_tells_every_change_of_a_contact_masked(city: City, contact: Contact) -> None:
    update_contact(contact.pk, {"phone": "13911116666"}, by=city.clerk, now=NOW)  # the same when masked
    withdraw_contact(contact.pk, reason="已离职", by=city.clerk, now=NOW)
    kept = EnterpriseChange.objects.filter(field="contact").order_by("pk")
    told = [(one.before, one.after, one.why) for one in kept]
    line = f"王经理　投资总监　{MASKED}　w****@qirui.example　首要"
    assert told == [("", line, ""), (line, f"{line}（号码已更换）", ""), (line, "", "已离职")]


# --- the number -----------------------------------------------------------------------------------------------------


def test_the_number_is_shown_for_a_reason_and_the_log_says_so(city: City, contact: Contact) -> None:
    assert reveal_contact(contact.pk, reason="other", words="签约前确认", by=city.clerk, now=NOW) == NUMBER
    entry = Entry.objects.get(action=Act.REVEAL_PHONE)
    assert entry.object_id == str(contact.pk)
    assert "签约前确认" in entry.detail
    assert NUMBER not in entry.detail + entry.changes


@pytest.mark.parametrize(("reason", "words"), [("", ""), ("weird", ""), ("other", ""), ("project", "长" * 101)])
def test_without_a_reason_no_number(city: City, contact: Contact, reason: str, words: str) -> None:
    with pytest.raises(Invalid):
        reveal_contact(contact.pk, reason=reason, words=words, by=city.clerk, now=NOW)


def test_who_verifies_sees_the_number_masked_only(city: City, project: Project, contact: Contact) -> None:
    verifier = city.verifiers["sign"]
    project.verifying_organisations.add(verifier.organisation)
    assert may_see_contacts(contact.enterprise, verifier)
    with pytest.raises(NotAllowed, match="填报员或调度员"):
        reveal_contact(contact.pk, reason="project", by=verifier, now=NOW)


def test_reveals_of_officers_and_contacts_share_one_daily_limit(
    city: City, contact: Contact, settings: Settings
) -> None:
    settings.REVEALS_PER_DAY = 2
    reveal_phone(city.clerk, reason="project", by=city.dispatcher, now=NOW)
    reveal_contact(contact.pk, reason="project", by=city.dispatcher, now=NOW)
    with pytest.raises(NotAllowed, match="上限"):
        reveal_contact(contact.pk, reason="project", by=city.dispatcher, now=NOW)
    with pytest.raises(NotAllowed, match="上限"):
        reveal_phone(city.clerk, reason="project", by=city.dispatcher, now=NOW)
    reveal_contact(contact.pk, reason="project", by=city.dispatcher, now=NOW + timedelta(days=1))


# --- never in clear -------------------------------------------------------------------------------------------------


def test_no_table_holds_the_number(city: City, contact: Contact) -> None:
    update_contact(contact.pk, {"phone": NUMBER, "title": "董事"}, by=city.clerk, now=NOW)
    reveal_contact(contact.pk, reason="project", by=city.clerk, now=NOW)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            assert NUMBER not in repr(cursor.fetchall()), table


def test_no_page_shows_number_or_mail(client: Client, city: City, project: Project, contact: Contact) -> None:
    firm = contact.enterprise
    sign_in(client, city.clerk)
    update_contact(contact.pk, {"phone": "13911116666"}, by=city.clerk, now=NOW)
    update_contact(contact.pk, {"phone": NUMBER}, by=city.clerk, now=NOW)
    for path in ("/enterprises/", f"/enterprises/{firm.pk}/", f"/enterprises/{firm.pk}/edit/",
                 f"/contacts/{contact.pk}/edit/", f"/contacts/{contact.pk}/withdraw/", f"/contacts/{contact.pk}/phone/",
                 f"/projects/{project.pk}/", f"/projects/{project.pk}/?tab=history"):  # fmt: skip
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert NUMBER not in answer.text, path
        assert MAIL not in answer.text, path
    assert MASKED in client.get(f"/enterprises/{firm.pk}/").text


def test_a_page_of_a_stranger_has_no_contact_at_all(client: Client, city: City, contact: Contact) -> None:
    sign_in(client, city.sibling_clerk)
    shown = client.get(f"/enterprises/{contact.enterprise_id}/").text
    assert "王经理" not in shown
    assert MASKED not in shown
    for path in ("edit", "withdraw", "phone"):
        assert client.get(f"/contacts/{contact.pk}/{path}/").status_code == 404


def test_the_door_asks_why_and_shows_the_number_in_place(client: Client, city: City, contact: Contact) -> None:
    sign_in(client, city.clerk)
    address = f"/contacts/{contact.pk}/phone/"
    assert "查看事由" in client.get(address).text
    assert client.post(address, {"reason": ""}).status_code == 422
    shown = client.post(address, {"reason": "project"}, headers={"HX-Request": "true"})
    assert NUMBER in shown.text
    assert "<html" not in shown.text
    assert "no-store" in shown.headers["Cache-Control"]


def test_an_empty_box_keeps_the_number_and_a_minus_clears_it(client: Client, city: City, contact: Contact) -> None:
    sign_in(client, city.clerk)
    address, sent = (
        f"/contacts/{contact.pk}/edit/",
        {"name": "王经理", "title": "董事", "email": "", "is_primary": "on"},
    )
    assert client.post(address, {**sent, "phone": "", "version": 1}).status_code == 302
    assert (Contact.objects.get().phone, Contact.objects.get().email) == (NUMBER, MAIL)
    overtaken = client.post(address, {**sent, "name": "王总", "phone": "", "version": 1})
    assert overtaken.status_code == 412
    assert "王总" in overtaken.text and MASKED in overtaken.text and NUMBER not in overtaken.text
    assert client.post(address, {**sent, "phone": "-", "version": 2}).status_code == 302
    assert Contact.objects.get().phone == ""


@pytest.mark.parametrize("model", [Contact, Enterprise, EnterpriseChange, Recognition])
def test_the_inventory_of_personal_data_knows_every_column(model: type[Model]) -> None:
    assert [field.name for field in model._meta.local_concrete_fields if sensitivity_of(field) is None] == []
