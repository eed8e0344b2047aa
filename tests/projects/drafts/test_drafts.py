"""Drafts: one's own alone, ciphered, forgotten when saved, thrown away or old; never in the audit log."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import FieldError
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from config import celery_app
from projects.audit.models import Entry
from projects.drafts import tasks
from projects.drafts.errors import TooLarge, TooOften
from projects.drafts.models import Draft
from projects.drafts.queries import draft_of
from projects.drafts.services import (
    MOST_DRAFTS,
    SAVES_A_MINUTE,
    discard_draft,
    forget_page,
    purge_drafts,
    save_draft,
)
from projects.errors import Invalid
from tests.factories import NOW, City, build_city, new_project, sign_in

KEY = "/projects/new/|project"
SECRET = "阜阳那家的底价"


@pytest.fixture
def city(db: None) -> City:
    """芜湖."""
    return build_city()


def keep(city: City, key: str = KEY, *, text: str = SECRET, **over: Any) -> Draft:
    return save_draft(key, {"summary": [text]}, **{"by": city.clerk, "now": NOW, **over})


def send(client: Client, path: str, body: Any) -> HttpResponse:
    return client.post(path, data=json.dumps(body), content_type="application/json")


def test_a_draft_comes_back_to_its_writer_and_to_nobody_else(city: City) -> None:
    keep(city, base_version=3)
    kept = draft_of(city.clerk, KEY)
    assert kept is not None and (kept.fields, kept.base_version) == ({"summary": [SECRET]}, 3)
    assert draft_of(city.sibling_clerk, KEY) is None
    assert draft_of(city.dispatcher, KEY) is None


def test_the_database_holds_no_word_of_it(city: City) -> None:
    draft = keep(city)
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM drafts_draft")
        (raw,) = cursor.fetchone()
    assert SECRET not in raw and draft.content
    with pytest.raises(FieldError):
        Draft.objects.filter(content__contains="底价").exists()


def test_a_form_has_one_draft_the_last_one(city: City) -> None:
    keep(city, text="一")
    keep(city, text="二", now=NOW + timedelta(seconds=5))
    assert Draft.objects.count() == 1
    kept = draft_of(city.clerk, KEY)
    assert kept is not None and kept.fields == {"summary": ["二"]}


@pytest.mark.parametrize(
    "name", ["password", "csrfmiddlewaretoken", "new_password1", "api_secret", "otp_code", "Token"]
)
def test_secrets_and_tokens_are_never_kept(city: City, name: str) -> None:
    save_draft(KEY, {name: ["x"], "name": ["新厂"]}, by=city.clerk, now=NOW)
    kept = draft_of(city.clerk, KEY)
    assert kept is not None and kept.fields == {"name": ["新厂"]}


@pytest.mark.parametrize(
    "key", ["", "project", "/a/|", "/a/|B", "//x|项目", "/a b/|x", "/a/?x=1|x", "/" + "a" * 300 + "|x"]
)
def test_a_key_is_a_page_and_a_form(city: City, key: str) -> None:
    with pytest.raises(Invalid):
        keep(city, key)


def test_what_is_too_large_is_refused_and_what_just_fits_is_kept(city: City) -> None:
    frame = len(json.dumps({"summary": [""]}, separators=(",", ":")))
    most = 64 * 1024 - frame
    assert keep(city, text="a" * most).pk
    for text in ("a" * (most + 1), "字" * (most // 3 + 1)):
        with pytest.raises(TooLarge, match="64 KB"):
            keep(city, text=text)
    with pytest.raises(TooLarge):
        save_draft(KEY, {f"f{n}": [""] for n in range(601)}, by=city.clerk, now=NOW)


def test_faster_than_anybody_types_is_refused_until_the_next_minute(city: City) -> None:
    for _ in range(SAVES_A_MINUTE):
        keep(city)
    with pytest.raises(TooOften, match="过于频繁"):
        keep(city)
    assert keep(city, now=NOW + timedelta(minutes=1)).saves == 1


def test_beyond_the_limit_the_oldest_goes(city: City) -> None:
    for number in range(MOST_DRAFTS + 2):
        keep(city, f"/page/{number}/|form", now=NOW + timedelta(seconds=number))
    assert Draft.objects.count() == MOST_DRAFTS
    assert not Draft.objects.filter(key__in=["/page/0/|form", "/page/1/|form"]).exists()


def test_thirty_days_without_the_writer_are_the_end(city: City) -> None:
    keep(city, "/old/|form", now=NOW - timedelta(days=30, seconds=1))
    keep(city, "/young/|form", now=NOW - timedelta(days=30))
    assert purge_drafts(now=NOW) == 1
    assert [one.key for one in Draft.objects.all()] == ["/young/|form"]


def test_the_bell_rings_for_it(city: City) -> None:
    keep(city, now=NOW - timedelta(days=400))
    tasks.purge()
    assert not Draft.objects.exists()
    assert tasks.purge.name in {entry["task"] for entry in celery_app.conf.beat_schedule.values()}


def test_a_draft_is_thrown_away_by_its_writer_only(city: City) -> None:
    keep(city)
    discard_draft(KEY, by=city.sibling_clerk)
    forget_page("/projects/new/", by=city.sibling_clerk)
    assert draft_of(city.clerk, KEY)
    discard_draft(KEY, by=city.clerk)
    discard_draft(KEY, by=city.clerk)
    assert draft_of(city.clerk, KEY) is None


def test_a_page_is_forgotten_and_not_its_neighbours(city: City) -> None:
    for key in ("/a/|x", "/a/|y", "/a/b/|x", "/ab/|x"):
        keep(city, key)
    forget_page("/a/", by=city.clerk)
    assert set(Draft.objects.values_list("key", flat=True)) == {"/a/b/|x", "/ab/|x"}


class TestTheDoor:
    """What the script speaks to."""

    @pytest.fixture
    def window(self, city: City) -> Client:
        return sign_in(Client(), city.clerk)

    def test_it_keeps_gives_back_and_throws_away(self, window: Client) -> None:
        body = {"key": KEY, "version": 7, "fields": {"name": ["新厂"], "is_industrial": []}}
        assert send(window, "/drafts/mine/", body).status_code == 200
        shown = window.get("/drafts/mine/", {"key": KEY})
        assert shown["Cache-Control"] == "no-store"
        assert shown.json()["draft"]["fields"] == body["fields"]
        assert shown.json()["draft"]["version"] == 7
        assert send(window, "/drafts/discard/", {"key": KEY}).json() == {}
        assert window.get("/drafts/mine/", {"key": KEY}).json() == {"draft": None}

    def test_it_leaves_no_audit_entry_and_a_refusal_names_no_contents(self, window: Client) -> None:
        before = Entry.objects.count()
        send(window, "/drafts/mine/", {"key": KEY, "fields": {"name": [SECRET]}})
        send(window, "/drafts/discard/", {"key": KEY})
        assert Entry.objects.count() == before
        assert send(window, "/drafts/mine/", {"key": "x", "fields": {"name": [SECRET]}}).status_code == 422
        entry = Entry.objects.latest("seq")
        assert entry.result == "refused"
        assert SECRET not in f"{entry.changes}{entry.detail}{entry.object_name}"

    @pytest.mark.parametrize(
        ("body", "status"),
        [
            (b"", 422),
            (b"[]", 422),
            (b"{", 422),
            (b"\xff\xfe", 422),
            (b'{"key":"/a/|x","fields":{"a":"b"}}', 422),
            (b'{"key":"/a/|x","fields":{"a":[1]}}', 422),
            (b'{"key":"/a/|x","fields":{},"version":true}', 422),
            (b'{"key":"/a/|x","fields":{},"version":-1}', 422),
            (b'{"key":"/a/|x","fields":{},"version":99999999999999999999}', 422),
            (b'{"key":"/a/|x","fields":{"\xe4\xb8\x80":["x"]}}', 422),
            (b'{"key":"/a/|x","fields":{"a":["' + b"a" * 70_000 + b'"]}}', 413),
            (b'{"key":"/a/|x","fields":{"a":["' + b"a" * 3_000_000 + b'"]}}', 413),
            (b"[" * 70_000, 422),
        ],
    )
    def test_what_no_script_of_ours_sends_is_refused_in_a_sentence(
        self, window: Client, body: bytes, status: int
    ) -> None:
        answer = window.post("/drafts/mine/", data=body, content_type="application/json")
        assert (answer.status_code, bool(answer.json()["detail"])) == (status, True)
        assert not Draft.objects.exists()

    def test_a_form_in_place_of_json_is_refused_unread(self, window: Client) -> None:
        for address in ("/drafts/mine/", "/drafts/discard/"):
            assert window.post(address, {"key": KEY}).status_code == 422
        assert not Draft.objects.exists()

    def test_too_often_is_told_with_its_status(self, city: City, window: Client) -> None:
        Draft.objects.filter(pk=keep(city).pk).update(saves=SAVES_A_MINUTE, counted_from=NOW + timedelta(days=999))
        assert send(window, "/drafts/mine/", {"key": KEY, "fields": {}}).status_code == 429

    def test_without_the_token_of_the_form_nothing_is_kept(self, city: City) -> None:
        strict = sign_in(Client(enforce_csrf_checks=True), city.clerk)
        assert send(strict, "/drafts/mine/", {"key": KEY, "fields": {}}).status_code == 403
        assert not Draft.objects.exists()

    def test_a_stranger_is_sent_to_the_login(self, db: None) -> None:
        assert send(Client(), "/drafts/mine/", {"key": KEY, "fields": {}}).status_code == 302
        assert Client().get("/drafts/mine/", {"key": KEY}).status_code == 302


class TestSaving:
    """A saved form forgets its draft; a refused one does not."""

    FORM = {"investors-TOTAL_FORMS": "0", "investors-INITIAL_FORMS": "0"}

    def test_a_saved_form_needs_its_draft_no_more(self, city: City) -> None:
        project = new_project(city)
        path = f"/projects/{project.pk}/problems/new/"
        for key in (f"{path}|problem", KEY):
            keep(city, key)
        window = sign_in(Client(), city.clerk)
        refused = window.post(path, {"title": "缺地"})
        assert refused.status_code == 422 and Draft.objects.count() == 2
        body = {"title": "缺地", "kind": "land", "level": "district", "asked_organisation": city.district.pk,
                "raised_on": "2026-11-18", "need": "请协调"}  # fmt: skip
        assert window.post(path, body).status_code == 302
        assert [one.key for one in Draft.objects.all()] == [KEY]

    def test_another_officer_saving_the_same_page_leaves_mine(self, city: City) -> None:
        project = new_project(city)
        path = f"/projects/{project.pk}/problems/new/"
        keep(city, f"{path}|problem")
        body = {"title": "缺地", "kind": "land", "level": "city", "asked_organisation": city.city.pk,
                "raised_on": "2026-11-18", "need": "请协调"}  # fmt: skip
        assert sign_in(Client(), city.dispatcher).post(path, body).status_code == 302
        assert draft_of(city.clerk, f"{path}|problem")

    def test_a_session_that_has_ended_saves_nothing_and_forgets_nothing(self, city: City) -> None:
        project = new_project(city)
        path = f"/projects/{project.pk}/problems/new/"
        keep(city, f"{path}|problem")
        assert Client().post(path, {}).status_code == 302
        assert draft_of(city.clerk, f"{path}|problem")
