"""Peppers have numbers, so that one can follow another without a key falling out."""

from __future__ import annotations

import pytest
from django.test import Client as Browser
from pytest_django import Settings

from projects.gateway.checks import peppers_are_sound
from projects.gateway.models import ApiKey
from projects.gateway.peppers import newest, read_peppers
from projects.gateway.signing import secret_of, shown
from projects.people.models import Organisation
from tests.projects.gateway.calling import PEPPER, READ, System, system

OLD, NEW = PEPPER, "another-pepper-of-more-than-thirty-two-characters"


def status(one: System) -> int:
    return Browser().get(READ, headers={"Authorization": f"Bearer {one.key}"}).status_code


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("one", {1: "one"}),
        ("1:one", {1: "one"}),
        ("2:two,1:one", {2: "two", 1: "one"}),
        ("2:two, 1:one", {2: "two", 1: "one"}),
        ("a:b,c", {1: "a:b,c"}),
    ],
)
def test_one_value_or_a_numbered_list(text: str, read: dict[int, str]) -> None:
    assert read_peppers(text) == read


@pytest.mark.parametrize("text", ["2:two,one", "2:two,2:zwei", "2:two,,1:one", "2:two,1:", "2:two,0:one"])
def test_a_list_with_a_fault_is_refused_at_the_start(settings: Settings, text: str) -> None:
    with pytest.raises(ValueError, match="LUODI_API_KEY_PEPPER"):
        read_peppers(text)
    settings.API_KEY_PEPPER = text
    assert [error.id for error in peppers_are_sound()] == ["luodi.E021"]


def test_each_of_several_must_be_long(settings: Settings) -> None:
    settings.DEMO = settings.DEBUG = False
    settings.API_KEY_PEPPER = f"2:{NEW},1:short"
    (error,) = peppers_are_sound()
    assert (error.id, "编号为 1" in error.msg) == ("luodi.E022", True)
    settings.API_KEY_PEPPER = f"2:{NEW},1:{'o' * 32}"
    assert peppers_are_sound() == []


def test_old_keys_go_on_under_their_pepper_and_new_ones_take_the_first(
    district: Organisation, settings: Settings
) -> None:
    old = system(district, signing="off")
    settings.API_KEY_PEPPER = f"2:{NEW},1:{OLD}"
    new = system(district, signing="off")
    assert (old.row.pepper, new.row.pepper, newest()) == (1, 2, (2, NEW))
    assert (status(old), status(new)) == (200, 200)
    settings.API_KEY_PEPPER = f"2:{NEW}"  # the old one is taken away at last
    assert (status(old), status(new)) == (401, 200)


def test_a_key_under_a_pepper_that_is_gone_cannot_be_had_with_another(
    district: Organisation, settings: Settings
) -> None:
    one = system(district, signing="off")
    settings.API_KEY_PEPPER = f"2:{NEW},1:{'x' * 40}"
    assert status(one) == 401
    ApiKey.objects.filter(pk=one.row.pk).update(pepper=9)
    assert status(one) == 401


def test_signing_secrets_follow_the_pepper_of_their_key(district: Organisation, settings: Settings) -> None:
    old = system(district)
    settings.API_KEY_PEPPER = f"2:{NEW},1:{OLD}"
    new = system(district)
    new.secret = shown(secret_of(new.row.public_id, NEW))
    assert (old.signed("GET", READ).status_code, new.signed("GET", READ).status_code) == (200, 200)
    new.secret = shown(secret_of(new.row.public_id, OLD))
    assert new.signed("GET", READ).status_code == 401
