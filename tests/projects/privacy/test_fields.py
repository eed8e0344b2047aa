"""A ciphered column: clear in memory, a token in the database, harmless when broken."""

from __future__ import annotations

import copy
import logging
import pickle

import pytest
from django.core.exceptions import FieldError, ValidationError
from django.db import connection, models
from django.forms import modelform_factory
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from projects.people.models import Officer
from projects.privacy.fields import EncryptedTextField
from projects.privacy.tokens import UNREADABLE, Token, Unreadable, seal
from tests.factories import City, give_chief, new_project
from tests.projects.privacy.samples import PHONE

pytestmark = pytest.mark.django_db
FIELD = Officer._meta.get_field("phone")


def kept(officer: Officer) -> str:
    """What the column holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM people_officer WHERE username = %s", [officer.username])
        return str(cursor.fetchone()[0])


def write(officer: Officer, raw: str) -> None:
    """Put ``raw`` into the column, past the field."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_officer SET phone = %s WHERE username = %s", [raw, officer.username])


def with_phone(officer: Officer) -> Officer:
    officer.phone = PHONE
    officer.save()
    return Officer.objects.get(pk=officer.pk)


@pytest.mark.parametrize("code", ["sm4-gcm", "aes-gcm"])
def test_the_column_holds_a_token_and_the_row_the_number(city: City, keys: Settings, code: str) -> None:
    keys.FIELD_CIPHER = code
    assert with_phone(city.clerk).phone == PHONE
    assert kept(city.clerk).startswith(f"enc1:{code}:1:")
    assert PHONE not in kept(city.clerk)
    assert Officer.objects.values_list("phone", flat=True).get(pk=city.clerk.pk) == PHONE


def test_nothing_stays_nothing(city: City) -> None:
    city.clerk.phone = ""
    city.clerk.save()
    assert (kept(city.clerk), Officer.objects.get(pk=city.clerk.pk).phone) == ("", "")
    assert Officer.objects.filter(phone="").get() == city.clerk


def test_a_token_opens_in_its_own_column_only(city: City, keys: Settings) -> None:
    write(city.clerk, seal(PHONE, context="people.officer.email"))
    assert Officer.objects.get(pk=city.clerk.pk).phone == UNREADABLE
    write(city.clerk, seal(PHONE, context="people.officer.phone"))
    assert Officer.objects.get(pk=city.clerk.pk).phone == PHONE


@pytest.mark.parametrize(
    "raw", [PHONE, "enc1:", "enc1:sm4-gcm:1:AAAA", "enc1:rot13:1:AAAA", "enc2:sm4-gcm:1:AAAA", "é"]
)
def test_what_does_not_decipher_shows_a_sentence_and_stays_as_it_is(
    city: City, keys: Settings, raw: str, caplog: pytest.LogCaptureFixture
) -> None:
    write(city.clerk, raw)
    with caplog.at_level(logging.ERROR):
        read = Officer.objects.get(pk=city.clerk.pk)
    assert read.phone == UNREADABLE
    assert "people.officer.phone" in caplog.text and PHONE not in caplog.text
    read.name = "李改名"
    read.save()
    assert kept(city.clerk) == raw


def test_the_words_for_an_unreadable_value_are_never_saved(city: City) -> None:
    city.clerk.phone = UNREADABLE
    with pytest.raises(ValidationError):
        city.clerk.full_clean()
    with pytest.raises(ValueError, match="not a value"):
        city.clerk.save()


def test_an_unreadable_value_survives_copying_and_pickling() -> None:
    broken = Unreadable("enc1:x")
    assert [copy.deepcopy(broken).token, pickle.loads(pickle.dumps(broken)).token] == ["enc1:x", "enc1:x"]


def test_a_page_with_an_unreadable_number_is_no_fault(city: City, client: Client) -> None:
    project = new_project(city)
    give_chief(city, project)
    write(city.chief, "enc1:sm4-gcm:gone:AAAA")
    client.force_login(city.leader)
    answer = client.get(reverse("desk:project", args=[project.pk]))
    assert (answer.status_code, UNREADABLE in answer.content.decode()) == (200, True)
    asked = client.post(reverse("people:reveal", args=[city.chief.pk]), {"reason": "project"})
    assert (asked.status_code, UNREADABLE in asked.content.decode()) == (409, True)


@pytest.mark.parametrize("lookup", ["phone__icontains", "phone__startswith", "phone__in", "phone", "phone__gt"])
def test_a_ciphered_column_cannot_be_searched(lookup: str) -> None:
    with pytest.raises(FieldError):
        list(Officer.objects.filter(**{lookup: [PHONE] if lookup.endswith("in") else PHONE}))


def test_a_token_finds_its_row(city: City) -> None:
    token = kept(city.clerk)
    assert Officer.objects.get(phone=Token(token)) == city.clerk
    assert Officer.objects.filter(phone__isnull=True).count() == 0


def test_a_form_does_not_show_the_number_and_keeps_it_when_nothing_is_typed(city: City) -> None:
    officer = with_phone(city.clerk)
    form_class = modelform_factory(Officer, fields=["phone"])
    shown = str(form_class(instance=officer))
    assert PHONE not in shown and "139****4321" in shown and "留空不改" in shown
    for typed, wanted in [("", PHONE), ("  ", PHONE), ("13700001111", "13700001111"), ("-", "")]:
        form = form_class({"phone": typed}, instance=Officer.objects.get(pk=officer.pk))
        assert form.is_valid(), form.errors
        assert form.save().phone == wanted
        assert form.has_changed() is bool(typed.strip())


def test_a_refused_form_shows_again_what_was_typed(city: City) -> None:
    form = modelform_factory(Officer, fields=["phone"])({"phone": "1" * 21}, instance=with_phone(city.clerk))
    assert not form.is_valid()
    assert "1" * 21 in str(form) and PHONE not in str(form)


def test_with_a_plain_column_the_number_is_found(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: the token is what hides the number."""
    monkeypatch.setattr(EncryptedTextField, "get_prep_value", models.TextField.get_prep_value)
    city.clerk.phone = PHONE
    city.clerk.save()
    assert kept(city.clerk) == PHONE
