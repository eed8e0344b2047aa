"""The two profiles, told by thirty passwords; what somebody else set is changed first; the last five stay old."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from projects.access.models import Account, PastPassword
from projects.access.services import change_account, choose_password
from projects.access.services.passwords import temporary_password
from projects.errors import Invalid
from projects.people.models import Officer
from tests.factories import NOW, PASSWORD, City
from tests.projects.access.walks import give_password

pytestmark = pytest.mark.django_db

TABLE = (  # password, taken by dengbao, taken by asvs
    ("Wald-und-See-31", True, True),
    ("grüne Hügel im Mai", True, True),
    ("correct horse battery staple", False, True),
    ("kiefernwaldweg", False, True),
    ("KIEFERNWALDWEG7", False, True),
    ("Kiefer7!", True, False),
    ("Kiefer7", False, False),
    ("kiefer77", False, False),
    ("KieferWald", False, False),
    ("KieferWald7", True, False),
    ("Q7#x", False, False),
    ("7391-8402-5513", False, True),
    ("1234567890123", False, False),
    ("Password1!", False, False),
    ("P@ssw0rd", False, False),
    ("P@ssw0rd2026", False, False),
    ("Admin@123", False, False),
    ("Qwer1234!", False, False),
    ("Abcd1234!", False, False),
    ("iloveyou123!A", False, False),
    ("Woaini1314!", False, False),
    ("Zhengfu@2026", False, False),
    ("litian-2030-XY", False, False),
    ("Xx-LiTian-77-zz", False, False),
    ("李填的密码Abc1", False, False),
    ("繁昌区Abc-7391", False, False),
    ("Ab-340212-xyz!", False, False),
    ("Luodi-2026-demo", False, False),
    ("芜湖市Kiefer-77", False, False),
    ("落地Kiefer-7711", False, False),
)


@pytest.mark.parametrize(("password", "dengbao", "asvs"), TABLE, ids=[row[0] for row in TABLE])
def test_each_password_is_judged_as_its_profile_says(
    city: City, settings: Settings, password: str, dengbao: bool, asvs: bool
) -> None:
    for profile, expected in (("dengbao", dengbao), ("asvs", asvs)):
        settings.PASSWORD_PROFILE = profile
        assert _is_taken(password, city.clerk) == expected, profile


def _is_taken(password: str, officer: Officer) -> bool:
    try:
        validate_password(password, officer)
    except ValidationError as refused:
        assert all(any("\u4e00" <= sign <= "\u9fff" for sign in message) for message in refused.messages)
        return False
    return True


def test_the_table_has_thirty_rows() -> None:
    assert len(TABLE) == 30


def test_the_last_five_are_not_chosen_again_and_are_kept_as_digests(city: City) -> None:
    chosen = [f"Kiefernwald-{word}-7" for word in ("eins", "zwei", "drei", "vier", "fünf", "sechs")]
    for number, password in enumerate(chosen):
        choose_password(city.clerk, password, by=city.clerk, now=NOW + timedelta(minutes=number))
    for password in chosen[1:]:
        with pytest.raises(Invalid, match="最近5次"):
            choose_password(city.clerk, password, by=city.clerk, now=NOW)
    choose_password(city.clerk, chosen[0], by=city.clerk, now=NOW + timedelta(hours=1))
    rows = PastPassword.objects.filter(officer=city.clerk).values_list("digest", flat=True)
    assert len(rows) == 5
    assert not any(password in digest for digest in rows for password in chosen)


def test_the_password_before_the_first_recorded_one_counts_too(city: City) -> None:
    choose_password(city.clerk, "Kiefernwald-eins-7", by=city.clerk, now=NOW)
    assert PastPassword.objects.filter(officer=city.clerk).count() == 2


@pytest.mark.parametrize(("days", "is_due"), [(89, False), (91, True)])
def test_after_ninety_days_a_new_password_comes_first(city: City, client: Client, days: int, is_due: bool) -> None:
    Account.objects.filter(officer=city.clerk).update(chosen_at=timezone.now())
    with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
        answer = give_password(client, city.clerk)
        assert (answer["Location"] == reverse("access:password")) == is_due
        assert (client.get(reverse("desk:projects")).status_code == 302) == is_due


def test_the_other_profile_lets_a_password_grow_old(city: City, client: Client, settings: Settings) -> None:
    settings.PASSWORD_PROFILE = "asvs"
    Account.objects.filter(officer=city.clerk).update(chosen_at=timezone.now())
    with time_machine.travel(timezone.now() + timedelta(days=900), tick=False):
        assert give_password(client, city.clerk)["Location"] != reverse("access:password")


def test_a_password_set_by_an_administrator_is_changed_before_anything_else(
    city: City, client: Client, system: Officer
) -> None:
    given = change_account(city.clerk, "password", by=system, now=timezone.now()).password
    assert give_password(client, city.clerk, given)["Location"] == reverse("access:password")
    for address in ("/", reverse("desk:projects"), reverse("access:me"), "/backoffice/"):
        assert client.get(address)["Location"] == reverse("access:password")
    assert client.get("/api/v1/projects/").status_code == 403
    assert client.get("/", headers={"HX-Request": "true"})["HX-Redirect"] == reverse("access:password")
    typed = {"old_password": given, "new_password1": "Wald-und-See-31", "new_password2": "Wald-und-See-31"}
    assert client.post(reverse("access:password"), typed).status_code == 302
    assert client.get(reverse("desk:projects")).status_code == 200
    assert give_password(Client(), city.clerk, "Wald-und-See-31")["Location"] != reverse("access:password")


def test_temporary_passwords_meet_both_profiles(city: City, settings: Settings) -> None:
    for profile in ("dengbao", "asvs"):
        settings.PASSWORD_PROFILE = profile
        assert all(_is_taken(temporary_password(), city.clerk) for _ in range(50))


def test_the_page_tells_every_fault_next_to_its_field(city: City, client: Client) -> None:
    give_password(client, city.clerk)
    wrong = {"old_password": "x", "new_password1": "Wald-und-See-31", "new_password2": "Wald-und-See-31"}
    assert "当前密码不正确" in client.post(reverse("access:password"), wrong).content.decode()
    weak = {"old_password": PASSWORD, "new_password1": "litian", "new_password2": "other"}
    page = client.post(reverse("access:password"), weak).content.decode()
    for said in ("至少8位，现在是6位", "至少3类", "不能包含账号", "两次输入的新密码不一致"):
        assert said in page


def test_the_present_password_is_not_guessed_on_the_page_either(city: City, client: Client) -> None:
    give_password(client, city.clerk)
    wrong = {"old_password": "x", "new_password1": "Wald-und-See-31", "new_password2": "Wald-und-See-31"}
    pages = [client.post(reverse("access:password"), wrong).content.decode() for _ in range(7)]
    assert ["连续输错次数过多" in page for page in pages] == [False] * 5 + [True] * 2
