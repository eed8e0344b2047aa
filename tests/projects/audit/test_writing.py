"""An entry stands and falls with its act."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from projects.audit.models import Entry, Head, Result
from projects.audit.services import Difference, HeadLost, Unrecorded, audited, differences, reading, record
from projects.audit.sources import Source, coming_from
from projects.errors import Conflict
from projects.people.models import Kind, Organisation, Post
from projects.people.roles import Role
from projects.people.services import add_officer, add_organisation, add_post
from tests.factories import NOW
from tests.projects.audit.samples import Act, as_owner, raw, refuse_every_entry, write

pytestmark = pytest.mark.django_db


def unit() -> Organisation:
    return add_organisation(None, code="340200", name="芜湖市", kind=Kind.CITY, by=None, now=NOW)


def names() -> list[str]:
    return list(Entry.objects.order_by("seq").values_list("object_name", flat=True))


def note(name: str, **over: Any) -> None:
    record(Act.TRY, by=None, now=NOW, name=name, **over)


def test_an_act_outside_a_transaction_of_its_own_is_a_mistake_of_ours() -> None:
    with pytest.raises(RuntimeError, match=r"sample\.try"):
        note("甲")


def test_an_entry_says_who_what_when_where_from_and_what_changed() -> None:
    city = unit()
    by = add_officer(city, username="litian", name="李填", roles=[Role.CLERK], by=None, now=NOW)
    with coming_from(Source("web", "10.1.2.3", "abc")), audited():
        record(Act.TRY, city, by=by, now=NOW, changes=[Difference("name", "名称", "旧", "新")], detail="说明")
    found = Entry.objects.order_by("-seq")[0]
    assert (found.actor_id, found.actor, found.actor_name, found.actor_unit) == (
        str(by.pk),
        "litian",
        "李填",
        str(city),
    )
    assert (found.address, found.channel, found.request) == ("10.1.2.3", "web", "abc")
    assert (found.object_type, found.object_id, found.object_name) == (
        "people.organisation",
        str(city.pk),
        str(city),
    )
    assert (found.at, found.result, found.detail) == (NOW, Result.DONE, "说明")
    assert found.changes == '[{"after":"新","before":"旧","field":"name","label":"名称"}]'


def test_what_an_inner_block_noted_goes_with_it_when_the_outer_one_catches_its_failure() -> None:
    with audited():
        note("外前")
        with pytest.raises(Conflict), audited():
            note("内")
            raise Conflict("不行")
        note("外后")
    assert names() == ["外前", "外后"]


def test_nested_blocks_append_once_at_the_end_and_in_order() -> None:
    with audited():
        note("一")
        with audited():
            note("二")
            assert Entry.objects.count() == 0
        note("三")
    assert names() == ["一", "二", "三"]


def test_an_act_that_fails_leaves_nothing() -> None:
    with pytest.raises(Conflict), audited():
        note("甲")
        raise Conflict("不行")
    assert not Entry.objects.exists()
    write(1)
    assert Entry.objects.get().seq == 1


def test_an_act_is_undone_when_its_entry_is_refused() -> None:
    city = unit()
    refuse_every_entry()
    with pytest.raises(Unrecorded), transaction.atomic():
        add_post(city, title="市长", by=None, now=NOW)
    assert not Post.objects.exists()


def test_an_act_is_undone_when_the_head_is_gone() -> None:
    city = unit()
    with as_owner():
        raw("DELETE FROM audit_head")
    with pytest.raises(HeadLost), transaction.atomic():
        add_post(city, title="市长", by=None, now=NOW)
    assert not Post.objects.exists()
    Head.objects.create(pk=1)


def test_negative_control_with_a_head_the_same_act_is_done() -> None:
    add_post(unit(), title="市长", by=None, now=NOW)
    assert Post.objects.exists()


PHONE, IDENTITY, LANDLINE = "13912345678", "340202199001011234", "0553-3831234"


def test_no_personal_data_reaches_the_log() -> None:
    with audited():
        change = Difference("phone", "电话", PHONE, f"{LANDLINE}（{IDENTITY}）")
        record(Act.TRY, by=None, now=NOW, name=f"李填 {PHONE}", changes=[change], detail=f"身份证{IDENTITY}")
    row = " ".join(str(value) for value in Entry.objects.values().get().values())
    assert not any(canary in row for canary in (PHONE, IDENTITY, LANDLINE))
    assert "139****5678" in row


@pytest.mark.parametrize("evil", ["a\x00b", "a\rb", "\x1b[31m", "\ud800"])
def test_what_no_database_takes_is_written_as_its_picture(evil: str) -> None:
    with audited():
        note(evil, detail=evil, changes=[Difference("a", "甲", evil, evil)])
    found = Entry.objects.get()
    assert evil not in found.object_name + found.detail + found.changes
    assert found.object_name


def test_differences_name_only_what_differs_and_in_words() -> None:
    post = Post(title="市长", is_principal=False)
    before = reading(post, ["title", "is_principal"])
    post.is_principal = True
    found = differences(
        before, reading(post, ["title", "is_principal"]), {"title": "职务", "is_principal": "主要负责人"}
    )
    assert found == [Difference("is_principal", "主要负责人", "否", "是")]
