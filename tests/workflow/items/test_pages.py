"""Pages of items: the list with its filters and export, issuing, the thread with its acts and files, bulk urging."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tests.factories import JPEG, NOW, City, new_project
from tests.workflow.items.samples import WALKED, closed, issued, signed, submitted
from tests.workflow.pages import enter
from workflow.items.deadlines import Deadline
from workflow.items.models import Item, ItemFile, Urge
from workflow.items.moves import ItemState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def office(city: City) -> Client:
    """王调's browser."""
    return enter(city.dispatcher)


def text_of(client: Client, name: str, *args: Any, **query: Any) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def form_of(city: City, **over: Any) -> dict[str, Any]:
    return {
        "issuer": city.city.pk,
        "source_kind": "meeting",
        "source_label": "第34次会议",
        "matter": "落实用地指标",
        "lead": city.district.pk,
        "days": 10,
        "counting": "working",
        **over,
    }


def test_an_item_is_issued_on_the_page_and_its_number_is_told(city: City, office: Client) -> None:
    project = new_project(city)
    data = form_of(city, project=project.number, joint=[city.departments["GX"].pk], officer=city.chief.pk)
    answer = office.post(reverse("items:new"), data, follow=True)
    item = Item.objects.get()
    assert "交办〔2026〕1号已交办" in answer.content.decode()
    assert (item.project, item.officer, item.joint_label) == (project, city.chief, "市工业和信息化局")


def test_a_refused_form_keeps_what_was_typed(city: City, office: Client) -> None:
    answer = office.post(reverse("items:new"), form_of(city, due_on="2026-11-30"))
    text = answer.content.decode()
    assert answer.status_code == 422 and "日期或天数，只填一项" in text and "落实用地指标" in text
    answer = office.post(reverse("items:new"), form_of(city, project="没有这个项目"))
    assert answer.status_code == 422 and "没有找到这个项目" in answer.content.decode()


def test_a_project_of_the_address_brings_its_lead_unit(city: City, office: Client) -> None:
    project = new_project(city)
    text = text_of(office, "items:new", project=project.number)
    assert project.name in text and f'<option value="{city.district.pk}" selected>' in text


@pytest.mark.parametrize("who", ["clerk", "leader"])
def test_issuing_and_urging_are_the_offices(city: City, who: str) -> None:
    client = enter(getattr(city, who))
    assert client.get(reverse("items:new")).status_code == 403
    assert client.post(reverse("items:urge"), {"item": [issued(city).pk]}).status_code == 403


def test_the_list_shows_open_items_with_their_lights_and_opens_by_filters(city: City, office: Client) -> None:
    past = NOW - timedelta(days=30)
    issued(city, matter="很迟的事", deadline=Deadline(days=2), now=past)
    issued(city, matter="快到的事", deadline=Deadline(days=1))
    issued(city, matter="不急的事", lead=city.sibling)
    closed(city, matter="办完的事")
    text = text_of(office, "items:list")
    assert "很迟的事" in text and "办完的事" not in text
    assert text.index("很迟的事") < text.index("快到的事") < text.index("不急的事")
    assert "快到的事" in text_of(office, "items:list", light="blue")
    assert "不急的事" not in text_of(office, "items:list", light="blue")
    assert "很迟的事" in text_of(office, "items:list", late="1")
    assert "快到的事" not in text_of(office, "items:list", unit=city.sibling.pk)
    assert "办完的事" in text_of(office, "items:list", state="closed")
    assert "很迟的事" not in text_of(office, "items:list", q="不急")


def test_mine_means_what_my_unit_leads_joins_or_has_to_do(city: City) -> None:
    mine = enter(city.clerk)
    issued(city, matter="我牵头")
    signed(city, matter="不是我的", lead=city.district, joint=[city.departments["GX"]])
    wu = enter(city.verifiers["start"])
    assert "不是我的" in text_of(wu, "items:list", mine="joint")
    assert "我牵头" in text_of(mine, "items:list", mine="todo")
    assert "不是我的" not in text_of(mine, "items:list", mine="todo")


def test_the_export_holds_exactly_what_is_filtered(city: City, office: Client) -> None:
    submitted(city, matter="=1+1 开头的事")
    issued(city, matter="别的事", lead=city.sibling)
    answer = office.get(reverse("items:export"), {"unit": city.district.pk})
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    rows = sheet[5:]
    assert len(rows) == 1 and rows[0][5] == "=1+1 开头的事" and rows[0][19] == "土地已挂牌，附公告。"
    assert sheet[1][0] == "筛选条件：牵头单位（含下属）：繁昌区　共 1 件"
    refused = office.get(reverse("items:export"), {"light": "pink"}, follow=True)
    assert "未导出" in refused.content.decode()


def test_the_thread_page_signs_replies_with_a_file_and_submits(city: City) -> None:
    item, client = issued(city), enter(city.clerk)
    url = reverse("items:item", args=[item.pk])
    client.post(url, {"do": "sign", "version": 1, "note": ""})
    files = [SimpleUploadedFile("现场.jpg", JPEG), SimpleUploadedFile("现场2.jpg", JPEG)]
    client.post(url, {"do": "reply", "version": 2, "note": "已上报。", "files": files})
    text = text_of(client, "items:item", item.pk)
    assert "现场2.jpg" in text and "待签收 → 办理中" in text
    client.post(url, {"do": "submit", "version": 3, "note": "办完。"})
    assert Item.objects.get().state == ItemState.CHECKING


def test_a_file_is_an_attachment_and_closed_to_strangers(city: City) -> None:
    item, client = signed(city), enter(city.clerk)
    said = {"do": "reply", "version": 2, "note": "见附件。", "files": [SimpleUploadedFile("图.jpg", JPEG)]}
    client.post(reverse("items:item", args=[item.pk]), said)
    url = reverse("items:file", args=[item.pk, ItemFile.objects.get().pk])
    answer = client.get(url)
    assert b"".join(answer.streaming_content) == JPEG and answer["Content-Disposition"].startswith("attachment")
    shown = client.get(url, {"view": 1})
    assert shown["Content-Type"] == "image/jpeg" and b"".join(shown.streaming_content) == JPEG
    assert enter(city.sibling_clerk).get(url).status_code == 404


def test_a_refusal_and_a_stale_page_keep_the_words(city: City, office: Client) -> None:
    item = submitted(city)
    url = reverse("items:item", args=[item.pk])
    assert office.post(url, {"do": "return", "version": item.version, "note": ""}).status_code == 422
    stale = office.post(url, {"do": "return", "version": 1, "note": "缺公告"})
    assert stale.status_code == 412 and "缺公告" in stale.content.decode()
    late = office.post(url, {"do": "sign", "version": item.version, "note": "迟到的签收"})
    assert late.status_code == 403 and "迟到的签收" in late.content.decode()
    assert office.post(url, {"do": "dance", "version": item.version}).status_code == 422


@pytest.mark.parametrize("state", list(WALKED))
@pytest.mark.parametrize("who", ["clerk", "dispatcher", "leader", "chief"])
def test_every_state_has_a_page_for_everybody_who_sees_it(city: City, state: str, who: str) -> None:
    item = WALKED[state](city, joint=[city.departments["GX"]])
    text = text_of(enter(getattr(city, who)), "items:item", item.pk)
    assert item.matter in text and item.get_state_display() in text


def test_the_ticked_ones_are_urged_and_the_list_comes_back_as_it_was(city: City, office: Client) -> None:
    items = [issued(city), issued(city), closed(city)]
    data = {"item": [one.pk for one in items], "note": "会前回复", "query": "light=green&state="}
    answer = office.post(reverse("items:urge"), data, follow=True)
    assert answer.redirect_chain[0][0] == reverse("items:list") + "?light=green&state="
    text = answer.content.decode()
    assert "已催办 2 件" in text and "已销号" in text and Urge.objects.count() == 2
    assert "请勾选" in office.post(reverse("items:urge"), {"item": ["x"]}, follow=True).content.decode()


def test_the_list_asks_the_same_queries_however_long(
    city: City, office: Client, django_assert_max_num_queries: Any
) -> None:
    for n in range(12):
        signed(city, matter=f"第{n}件", joint=[city.departments["GX"]], project=new_project(city, name=f"项目{n}"))
    office.get(reverse("items:list"))
    with django_assert_max_num_queries(16):
        office.get(reverse("items:list"))
