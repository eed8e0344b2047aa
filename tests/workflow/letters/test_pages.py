"""Pages of letters: the list and its register, a letter's whole life by its buttons, the rules with their preview."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.people.models import Officer
from projects.people.services import add_officer
from tests.factories import NOW, PASSWORD, PDF, TODAY, City, new_project, own_password
from tests.workflow.letters.samples import ISSUER, WORD, drafted, item, ladder, lit, proposals, received, signed
from tests.workflow.pages import enter
from workflow.letters.models import Ladder, Letter, Talk
from workflow.letters.presets import BY_CODE
from workflow.letters.services import accept_answer, answer_letter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def office(city: City) -> Client:
    """王调's browser."""
    return enter(city.dispatcher)


def press(client: Client, letter: Letter, do: str, **said: Any) -> Any:
    """The button of the page as it stands now."""
    version = Letter.objects.get(pk=letter.pk).version
    return client.post(reverse("letters:detail", args=[letter.pk]), {"do": do, "version": version, **said})


def test_a_letter_goes_its_whole_way_by_the_buttons_of_its_page(city: City, office: Client) -> None:
    lit(city, "red", nights=3)
    ladder(city)
    (made,) = proposals(city)
    address = reverse("letters:detail", args=[made.pk])
    text = office.get(address).content.decode()
    assert "规则建议" in text and "芜招办〔待编号〕" in text and "签发后第5个工作日" in text
    edit = reverse("letters:edit", args=[made.pk])
    form = {name: value for name, value in office.get(edit).context["form"].initial.items() if value is not None}
    answer = office.post(edit, {**form, "unit": made.unit_id, "body": "请抓紧。\n{回复期限}前回复。"})
    assert answer["Location"] == address
    leader, clerk = enter(city.leader), enter(city.clerk)
    assert clerk.get(address).status_code == 404
    assert press(office, made, "submit", signer=city.leader.pk).status_code == 302
    assert "待我签发" in leader.get(reverse("letters:list")).content.decode()
    assert press(leader, made, "sign").status_code == 302
    text = clerk.get(address).content.decode()
    assert "芜招办〔2026〕1号" in text and "2026年11月25日前回复" in text
    press(clerk, made, "receive")
    file = SimpleUploadedFile("方案.pdf", PDF)
    assert press(clerk, made, "answer", text="已整改", files=[file]).status_code == 302
    refused = press(office, made, "return")
    assert refused.status_code == 422 and "退回的理由" in refused.content.decode()
    assert press(office, made, "accept", note="好").status_code == 302
    assert press(office, made, "file").status_code == 302
    text = clerk.get(address).content.decode()
    assert "已归档" in text and "方案.pdf" in text
    attached = Letter.objects.get(pk=made.pk).answers.get().files.get()
    page = clerk.get(reverse("letters:attachment", args=[attached.pk]))
    assert b"".join(page.streaming_content) == PDF  # type: ignore[attr-defined]
    assert enter(city.sibling_clerk).get(reverse("letters:attachment", args=[attached.pk])).status_code == 404


def test_what_was_typed_stays_when_the_button_is_refused(city: City) -> None:
    made = received(city)
    clerk = enter(city.clerk)
    refused = press(clerk, made, "answer", text="已办结，见附件", files=[SimpleUploadedFile("a.pdf", b"MZ")])
    assert refused.status_code == 422 and "已办结，见附件" in refused.content.decode()
    stale = clerk.post(reverse("letters:detail", args=[made.pk]), {"do": "answer", "version": 1, "text": "晚了一步"})
    assert stale.status_code == 412 and "晚了一步" in stale.content.decode()


def test_the_signed_copies_are_handed_out_as_they_were_signed(city: City) -> None:
    made, clerk = signed(city), enter(city.clerk)
    for format_, begins in (("pdf", b"%PDF"), ("docx", b"PK")):
        answer = clerk.get(reverse("letters:copy", args=[made.pk, format_]))
        content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
        assert content == bytes(made.copies.get(format=format_).content) and content.startswith(begins)
    assert clerk.get(reverse("letters:copy", args=[made.pk, "exe"])).status_code == 404
    draft = drafted(city, made.project)
    assert enter(city.dispatcher).get(reverse("letters:copy", args=[draft.pk, "pdf"])).status_code == 200


def test_the_register_holds_what_is_filtered(city: City, office: Client) -> None:
    project = new_project(city, is_industrial=False)
    made = signed(city, project=project)
    drafted(city, project, title="草稿一件")
    page = office.get(reverse("letters:list"), {"tab": "all", "state": "sent", "q": made.number_text})
    assert [line.letter for line, _ in page.context["lines"]] == [made]
    answer = office.get(reverse("letters:export"), {"state": "sent"})
    words = ZipFile(BytesIO(answer.content)).read("xl/sharedStrings.xml").decode()
    assert made.number_text in words and "草稿一件" not in words and "状态：待签收" in words
    wrong = office.get(reverse("letters:export"), {"state": "nonsense"})
    assert wrong.status_code == 302
    overdue = office.get(reverse("letters:list"), {"tab": "all", "state": "overdue"})
    assert overdue.context["lines"] == []


def rows_of(preset: str) -> dict[str, Any]:
    """The editor's rows as its page would send them."""
    lines = BY_CODE[preset].worded(WORD)
    data: dict[str, Any] = {"rungs-TOTAL_FORMS": len(lines), "rungs-INITIAL_FORMS": 0}
    for at, line in enumerate(lines):
        data |= {f"rungs-{at}-{name}": value for name, value in line.values().items()}
    return data


def test_rules_are_tried_out_before_they_are_published(city: City, office: Client) -> None:
    project = lit(city, "red", nights=2)
    address = reverse("letters:ladder", args=[city.city.pk])
    head = {"preset": "default", "issuer": ISSUER, "valid_from": TODAY, "is_active": "on", "version": 0}
    tried = office.post(address, {**head, **rows_of("default"), "do": "preview"})
    text = tried.content.decode()
    assert (
        tried.status_code == 200 and "今天会提出 1 件" in text and project.name in text and "自2026年11月16日起" in text
    )
    assert not Ladder.objects.exists() and not Letter.objects.exists()
    assert office.post(address, {**head, **rows_of("default"), "do": "save"}).status_code == 302
    wrong = office.post(address, {**head, **rows_of("default"), "do": "save"})
    assert wrong.status_code == 412 and Ladder.objects.count() == 1
    broken = {**rows_of("default"), "rungs-0-word": ""}
    assert office.post(address, {**head, **broken, "do": "save", "version": 1}).status_code == 422
    other = office.get(address, {"preset": "huating"}).context["rows"]
    assert [row.initial["colour"] for row in other.forms[:2]] == ["blue", "blue"]
    assert enter(city.clerk).post(address, {**head, "do": "save"}).status_code == 403


def test_the_button_asks_the_rules_at_once(city: City, office: Client) -> None:
    lit(city, "red")
    ladder(city)
    answer = office.post(reverse("letters:propose", args=[city.city.pk]), follow=True)
    assert "新提出 1 件" in answer.content.decode() and Letter.objects.count() == 1


@pytest.mark.parametrize("about", ["project", "item", "nothing"])
def test_a_letter_by_hand_begins_with_the_text_of_the_rules(city: City, office: Client, about: str) -> None:
    ladder(city)
    subject = {"project": lambda: new_project(city, is_industrial=False), "item": lambda: item(city)}
    query = {about: str(subject[about]().pk)} if about in subject else {}
    address = f"{reverse('letters:new')}?{'&'.join(f'{name}={value}' for name, value in query.items())}"
    form = {name: value for name, value in office.get(address).context["form"].initial.items() if value is not None}
    assert form["issuer"] == ISSUER
    sent = {**form, "trigger": "领导批示", "unit": city.district.pk if about == "nothing" else ""}
    assert office.post(address, sent).status_code == 302
    made = Letter.objects.get()
    assert (made.state, made.unit) == ("draft", city.district)
    assert office.post(address, {**sent, "trigger": ""}).status_code == 422


def test_a_talk_is_recorded_from_its_notice(city: City, office: Client) -> None:
    notice = received(city, kind="talk", title="约谈通知")
    address = f"{reverse('letters:talk_new')}?letter={notice.pk}"
    form = office.get(address).context["form"].initial
    sent = {
        "unit": form["unit"].pk, "trigger": form["trigger"], "held_at": f"{NOW:%Y-%m-%dT%H:%M}", "place": "会议室",
        "led_by": "陈市长", "attendees": "张区长", "outcome": "限期整改", "matter-1": "月底前开工",
    }  # fmt: skip
    assert office.post(address, sent).status_code == 422  # a matter without days
    answer = office.post(address, {**sent, "days-1": "10"})
    made = Talk.objects.get()
    assert answer["Location"] == reverse("letters:talk", args=[made.pk])
    text = enter(city.clerk).get(answer["Location"]).content.decode()
    assert "月底前开工" in text and "交办〔2026〕1号" in text
    assert not office.get(reverse("letters:detail", args=[notice.pk])).context["may_talk"]
    assert "会议室" not in enter(city.sibling_clerk).get(reverse("letters:talks")).content.decode()


def test_the_archive_and_the_home_desk_show_what_concerns_their_reader(city: City, office: Client) -> None:
    made = received(city)
    page = enter(city.clerk).get(reverse("desk:project", args=[made.project_id]), {"tab": "letters"})
    assert made.number_text in page.content.decode()
    assert "1 件督办函件待您签收、回复" in enter(city.clerk).get(reverse("desk:home")).content.decode()
    answer_letter(made.pk, text="办结", by=city.clerk, now=NOW)
    assert "1 件函件回复待审核、归档" in office.get(reverse("desk:home")).content.decode()
    accept_answer(made.pk, by=city.dispatcher, now=NOW)
    assert "督办函件待您" not in enter(city.clerk).get(reverse("desk:home")).content.decode()


def test_the_list_asks_the_database_as_often_for_many_letters_as_for_few(city: City, office: Client) -> None:
    first = signed(city)
    address = f"{reverse('letters:list')}?tab=all"
    office.get(address)
    with CaptureQueriesContext(connection) as few:
        office.get(address)
    for _ in range(3):
        signed(city, project=first.project)
    with CaptureQueriesContext(connection) as many:
        office.get(address)
    assert len(many) == len(few)


def test_a_district_writes_in_its_own_name(city: City) -> None:
    add_officer(city.district, username="fandiao", name="繁调", roles=["dispatcher"], email="", password=PASSWORD,
                by=None, now=NOW)  # fmt: skip
    by = Officer.objects.get(username="fandiao")
    own_password(by)
    project = new_project(city, is_industrial=False)
    client = enter(by)
    address = f"{reverse('letters:new')}?project={project.pk}"
    form = {name: value for name, value in client.get(address).context["form"].initial.items() if value is not None}
    sent = {**form, "issuer": "繁昌区招商办", "word": "繁招办", "trigger": "区领导批示"}
    assert client.post(address, sent).status_code == 302
    assert Letter.objects.get().organisation == city.district


def test_an_item_leads_to_its_letters_and_the_office_to_a_new_one(city: City, office: Client) -> None:
    about = item(city)
    made = signed(city, item=about, kind="urge")
    signed(city, item=item(city, matter="另一件"), kind="urge")
    text = office.get(reverse("items:item", args=[about.pk])).content.decode()
    assert f"{reverse('letters:new')}?item={about.pk}" in text
    assert "起草函件" not in enter(city.clerk).get(reverse("items:item", args=[about.pk])).content.decode()
    page = enter(city.clerk).get(reverse("letters:list"), {"tab": "all", "q": about.number})
    assert [line.letter for line, _ in page.context["lines"]] == [made]
