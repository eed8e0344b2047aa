"""A form that is sent twice is saved once, whoever is impatient and whatever script runs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from projects.drafts.models import SentForm
from projects.drafts.services import purge_drafts
from projects.ledger.models import Enterprise, Evidence, Project
from projects.plans.models import Node
from projects.progress.models import Problem
from tests.factories import NOW, PDF, TODAY, City, build_city, new_project, sign_in
from tests.workflow.desk.test_two_officers import together

NO_INVESTORS = {"investors-TOTAL_FORMS": "0", "investors-INITIAL_FORMS": "0"}


@pytest.fixture
def city(db: None) -> City:
    return build_city()


def typed(city: City, **over: Any) -> dict[str, Any]:
    unit = city.district.pk
    return {**NO_INVESTORS, "name": "新项目", "landing_organisation": unit, "negotiating_on": TODAY, **over}


def token_on(client: Client, address: str) -> str:
    text = client.get(address).content.decode()
    return text.split('name="form_token" value="')[1].split('"')[0]


def send(client: Client, data: dict[str, Any]) -> HttpResponse:
    return client.post(reverse("ledger:create"), data)


def test_the_second_sending_makes_nothing_and_leads_to_what_the_first_made(city: City, client: Client) -> None:
    sign_in(client, city.clerk)
    data = typed(city, form_token=token_on(client, "/projects/new/"))
    first, second = send(client, data), send(client, data)
    (made,) = Project.objects.all()
    assert first["Location"] == second["Location"] == reverse("desk:project", args=[made.pk])
    assert "没有重复登记" in client.get(second["Location"]).content.decode()


def test_the_negative_control_without_a_token_there_are_two(city: City, client: Client) -> None:
    sign_in(client, city.clerk)
    send(client, typed(city))
    send(client, typed(city))
    assert Project.objects.count() == 2


def test_who_goes_back_and_types_something_else_loses_nothing(city: City, client: Client) -> None:
    sign_in(client, city.clerk)
    token = token_on(client, "/projects/new/")
    send(client, typed(city, form_token=token))
    send(client, typed(city, form_token=token, name="另一个项目"))
    assert set(Project.objects.values_list("name", flat=True)) == {"新项目", "另一个项目"}


def test_a_refused_form_keeps_its_token_and_is_saved_when_mended(city: City, client: Client) -> None:
    sign_in(client, city.clerk)
    token = token_on(client, "/projects/new/")
    refused = send(client, typed(city, form_token=token, name=""))
    assert refused.status_code == 422 and token in refused.content.decode()
    assert not SentForm.objects.exists()
    assert send(client, typed(city, form_token=token)).status_code == 302


def test_nobody_learns_by_anothers_token_what_he_saved(city: City, client: Client) -> None:
    sign_in(client, city.clerk)
    data = typed(city, form_token=str(uuid4()))
    send(client, data)
    stored = SentForm.objects.get()
    SentForm.objects.filter(pk=stored.pk).update(officer=city.sibling_clerk)
    answer = send(client, data)
    assert answer.status_code == 409 and "已经提交过" in answer.content.decode()
    assert Project.objects.count() == 1


@pytest.mark.parametrize("token", ["", "x", "0" * 40, "１２３"])
def test_something_that_is_no_token_is_saved_as_it_comes(city: City, client: Client, token: str) -> None:
    sign_in(client, city.clerk)
    assert send(client, typed(city, form_token=token)).status_code == 302


def test_old_tokens_are_forgotten(city: City, client: Client) -> None:
    sign_in(client, city.clerk)
    send(client, typed(city, form_token=str(uuid4())))
    SentForm.objects.update(sent_at=NOW - timedelta(days=31))
    purge_drafts(now=NOW)
    assert not SentForm.objects.exists()


def forms_of(city: City, project: Project) -> dict[str, tuple[str, Any, dict[str, Any]]]:
    """Every form that makes something without a key of its own: address, what it makes, what is typed."""
    days = {"planned_start_on": TODAY, "planned_on": TODAY}
    problem = {"kind": "land", "level": "city", "title": "缺地", "need": "协调", "raised_on": TODAY,
               "asked_organisation": city.city.pk}  # fmt: skip
    return {
        "enterprise": (reverse("ledger:enterprise_new"), Enterprise, {"name": "新企业", "kind": "domestic"}),
        "evidence": (reverse("ledger:add_evidence", args=[project.pk]), Evidence, {"kind": "other", "title": "材料"}),
        "node": (reverse("plans:node_new", args=[project.pk]), Node, {"name": "论证", "stage": "signed", **days}),
        "problem": (reverse("progress:problem_new", args=[project.pk]), Problem, problem),
    }


@pytest.mark.parametrize("kind", ["enterprise", "evidence", "node", "problem"])
def test_the_other_forms_that_make_something_do_the_same(city: City, client: Client, kind: str) -> None:
    project = new_project(city)
    sign_in(client, city.clerk)
    address, model, said = forms_of(city, project)[kind]
    before, token = model.objects.count(), token_on(client, address)
    codes = []
    for _ in range(2):
        file = {"file": SimpleUploadedFile("a.pdf", PDF)} if kind == "evidence" else {}
        codes.append(client.post(address, {**said, **file, "form_token": token}).status_code)
    assert (codes, model.objects.count()) == ([302, 302], before + 1)


@pytest.mark.django_db(transaction=True)
def test_of_two_sendings_at_one_moment_one_makes_it_and_both_lead_there() -> None:
    city = build_city()
    one, two = Client(), Client()
    sign_in(one, city.clerk)
    two.cookies = one.cookies  # the same browser
    data = typed(city, form_token=str(uuid4()))
    first, second = together(lambda: send(one, data), lambda: send(two, data))
    (made,) = Project.objects.all()
    assert first["Location"] == second["Location"] == reverse("desk:project", args=[made.pk])
