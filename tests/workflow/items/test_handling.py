"""The life of an item: replies, closing by another, extension, handover, passing up, urging; and what is refused."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from projects.audit.models import Entry
from projects.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from projects.people.models import Officer
from projects.people.roles import Role
from projects.people.services import add_officer
from tests.factories import JPEG, PASSWORD, PDF, City
from tests.workflow.items.samples import (
    NOW,
    TODAY,
    closed,
    issued,
    later,
    reopened,
    returned,
    signed,
    submitted,
    verified,
)
from workflow.items import services
from workflow.items.deadlines import Deadline
from workflow.items.kinds import EventKind
from workflow.items.models import Event, Extension, Item, ItemFile, ItemRule
from workflow.items.moves import ItemState

pytestmark = pytest.mark.django_db


def photo(name: str = "现场.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, JPEG)


def of(city: City, unit: Any, name: str, *roles: str, scope: Any = None) -> Officer:
    return add_officer(
        unit, username=f"u{Officer.objects.count()}", name=name, roles=roles or [Role.CLERK], password=PASSWORD,
        scope=scope, by=None, now=NOW,
    )  # fmt: skip


def test_an_item_goes_its_way_from_signing_to_verified_and_the_thread_tells_it(city: City) -> None:
    item = verified(city)
    told = list(item.events.values_list("kind", "before", "after"))
    assert told == [
        ("issued", "", "to_sign"),
        ("signed", "to_sign", "working"),
        ("submitted", "working", "checking"),
        ("closed", "checking", "closed"),
        ("verified", "closed", "closed"),
    ]
    assert item.state_label == "已销号·核实有效" and item.check_due_on == date(2026, 12, 18)


def test_the_days_to_the_result_check_are_those_of_the_nearest_rule(city: City) -> None:
    ItemRule.objects.create(organisation=city.province, check_days=90)
    ItemRule.objects.create(organisation=city.city, check_days=7)
    assert closed(city).check_due_on == date(2026, 11, 25)


def test_another_of_the_lead_unit_answers_for_it_and_the_thread_says_since_when(city: City) -> None:
    item = signed(city, officer=city.clerk)
    colleague = of(city, city.district, "周接")
    done = services.change_officer(item.pk, officer=colleague, note="李填调离", by=city.clerk, now=NOW)
    assert (done.officer, done.state, done.version) == (colleague, ItemState.WORKING, item.version + 1)
    event = done.events.last()
    assert event and (event.kind, event.detail, event.note) == (EventKind.NAMED, "责任人：周接", "李填调离")
    entry = Entry.objects.latest("seq")
    assert entry.action == "item.name_officer" and "周接" in entry.changes


@pytest.mark.parametrize("who", ["nobody", "the same", "of another unit", "switched off"])
def test_who_cannot_answer_for_it_is_not_named(city: City, who: str) -> None:
    item = signed(city, officer=city.clerk)
    gone = of(city, city.district, "吴离")
    Officer.objects.filter(pk=gone.pk).update(is_active=False)
    gone.refresh_from_db()
    named = {"nobody": None, "the same": city.clerk, "of another unit": city.sibling_clerk, "switched off": gone}[who]
    with pytest.raises(Invalid) as refused:
        services.change_officer(item.pk, officer=named, by=city.clerk, now=NOW)
    assert refused.value.field == "officer"
    assert Item.objects.get(pk=item.pk).version == item.version


def test_only_the_lead_unit_says_who_answers_for_it(city: City) -> None:
    item = signed(city)
    with pytest.raises(NotAllowed):
        services.change_officer(item.pk, officer=city.chief, by=city.dispatcher, now=NOW)


def test_a_reply_keeps_its_files_inspected_like_evidence(city: City) -> None:
    item = signed(city)
    files = [photo(), SimpleUploadedFile("公告.pdf", PDF)]
    services.reply_item(item.pk, note="已报省厅。", files=files, by=city.clerk, now=NOW)
    assert list(ItemFile.objects.values_list("filename", "content_type")) == [
        ("现场.jpg", "image/jpeg"),
        ("公告.pdf", "application/pdf"),
    ]
    bad = [photo(), SimpleUploadedFile("脚本.exe", b"MZ")]
    with pytest.raises(Invalid, match="脚本") as refused:
        services.reply_item(item.pk, note="再报。", files=bad, by=city.clerk, now=NOW)
    assert refused.value.field == "files" and ItemFile.objects.count() == 2


def test_a_joint_unit_replies_to_the_lead_and_the_lead_answers_for_all(city: City) -> None:
    item = signed(city, joint=[city.departments["GX"], city.departments["SJ"]])
    wu = city.verifiers["start"]
    services.reply_item(item.pk, note="能耗指标已落实。", by=wu, now=NOW)
    with pytest.raises(NotAllowed):
        services.submit_item(item.pk, note="办结", by=wu, now=NOW)
    done = services.submit_item(item.pk, note="已办结。", by=city.clerk, now=NOW)
    event = done.events.last()
    assert event and event.detail == "配合单位尚未回复：市市场监督管理局"
    kinds = list(item.events.values_list("kind", "unit__name"))
    assert (EventKind.JOINT_REPLIED, "市工业和信息化局") in kinds


def test_nobody_closes_what_he_handled_and_the_database_says_so_too(city: City) -> None:
    li = of(city, city.departments["TC"], "李双", Role.DISPATCHER, scope=city.city)
    item = services.sign_item(issued(city, lead=city.departments["TC"]).pk, by=li, now=NOW)
    services.submit_item(item.pk, note="办完。", by=li, now=NOW)
    with pytest.raises(NotAllowed) as refused:
        services.close_item(item.pk, note="同意。", by=li, now=NOW)
    assert refused.value.code == "four_eyes"
    rows = Item.objects.filter(pk=item.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(state="closed", closed_by=li, closed_at=NOW, check_due_on=TODAY)
    assert services.close_item(item.pk, note="同意。", by=city.dispatcher, now=NOW).closed_by == city.dispatcher


@pytest.mark.parametrize("who", ["sibling_clerk", "clerk", "leader", "chief"])
def test_only_the_issuers_office_returns_or_closes(city: City, who: str) -> None:
    item, by = submitted(city), getattr(city, who)
    for act in (services.return_item, services.close_item):
        with pytest.raises((NotAllowed, NotFound)):
            act(item.pk, note="示例", by=by, now=NOW)


def test_a_return_needs_its_reason_and_the_deadline_goes_on(city: City) -> None:
    item = submitted(city)
    with pytest.raises(Invalid):
        services.return_item(item.pk, note=" ", by=city.dispatcher, now=NOW)
    back = services.return_item(item.pk, note="缺公告。", by=city.dispatcher, now=NOW)
    assert back.state == ItemState.RETURNED and back.due_on == back.original_due_on


class TestExtension:
    def ask(self, city: City, item: Item, *, at: Any = NOW, days: int = 7) -> Item:
        wished = item.due_on + timedelta(days=days)
        return services.ask_extension(item.pk, note="等批复。", wished_on=wished, by=city.clerk, now=at)

    def decide(self, city: City, item: Item, *, grants: bool = True, **over: Any) -> Item:
        said = {"by": city.dispatcher, "now": NOW, "note": "同意。", **over}
        return services.decide_extension(item.pk, grants=grants, **said)

    def test_it_moves_the_deadline_once_and_the_original_stays_visible(self, city: City) -> None:
        item = self.ask(city, signed(city))
        due = item.due_on
        done = self.decide(city, item)
        assert (done.due_on, done.original_due_on) == (due + timedelta(days=7), due)
        assert Item.objects.get(pk=item.pk).state_label == "办理中（已延期）"

    def test_a_second_is_refused_whatever_became_of_the_first(self, city: City) -> None:
        item = self.ask(city, signed(city))
        self.decide(city, item, grants=False, note="不同意。")
        with pytest.raises(Conflict, match="只能申请一次"):
            self.ask(city, item)
        row = Extension.objects.get()
        row.pk = item.pk
        with pytest.raises(DatabaseError), transaction.atomic():
            row.save(force_insert=True)

    def test_it_is_asked_on_the_last_day_and_not_after(self, city: City) -> None:
        item = signed(city, deadline=Deadline(days=2))
        with pytest.raises(Conflict, match="届满前"):
            self.ask(city, item, at=later(3))
        assert self.ask(city, item, at=later(2)).extension.asked_on == item.due_on

    def test_the_issuers_office_decides_and_a_refusal_has_its_reason(self, city: City) -> None:
        item = self.ask(city, signed(city))
        with pytest.raises(NotAllowed):
            self.decide(city, item, by=city.clerk)
        with pytest.raises(Invalid):
            self.decide(city, item, grants=False, note="")
        with pytest.raises(Invalid):
            self.decide(city, item, granted_on=item.due_on)


class TestHandover:
    def test_the_first_unit_stays_responsible_until_the_other_accepts(self, city: City) -> None:
        item = services.hand_over(signed(city).pk, to_unit=city.sibling, note="属鸠江区。", by=city.clerk, now=NOW)
        assert item.lead == city.district
        services.reply_item(item.pk, note="移交前进展。", by=city.clerk, now=NOW)
        with pytest.raises(Conflict, match="正在移交"):
            services.submit_item(item.pk, note="办结", by=city.clerk, now=NOW)
        taken = services.answer_handover(item.pk, accepts=True, by=city.sibling_clerk, now=NOW)
        assert (taken.lead, taken.first_unit) == (city.sibling, city.district)
        with pytest.raises(NotAllowed):
            services.reply_item(item.pk, note="还想回复", by=city.clerk, now=NOW)

    def test_a_refusal_leaves_it_where_it_is_and_only_the_receiver_answers(self, city: City) -> None:
        item = services.hand_over(issued(city).pk, to_unit=city.sibling, note="属鸠江区。", by=city.clerk, now=NOW)
        with pytest.raises(NotAllowed):
            services.answer_handover(item.pk, accepts=True, by=city.clerk, now=NOW)
        back = services.answer_handover(item.pk, accepts=False, note="不属我区。", by=city.sibling_clerk, now=NOW)
        assert back.lead == city.district and back.state == ItemState.TO_SIGN
        with pytest.raises(Conflict):
            services.answer_handover(item.pk, accepts=True, by=city.sibling_clerk, now=NOW)

    def test_to_take_over_is_to_sign(self, city: City) -> None:
        item = services.hand_over(issued(city).pk, to_unit=city.sibling, note="属鸠江区。", by=city.clerk, now=NOW)
        taken = services.answer_handover(
            item.pk, accepts=True, officer=city.sibling_clerk, by=city.sibling_clerk, now=NOW
        )
        assert (taken.state, taken.signed_by, taken.officer) == (
            ItemState.WORKING,
            city.sibling_clerk,
            city.sibling_clerk,
        )


class TestPassingUp:
    def test_a_body_outside_the_system_answers_by_letter(self, city: City) -> None:
        item = services.pass_up(
            signed(city).pk, level="province", to_name="省自然资源厅", letter_no="芜政函〔2026〕18号", note="调规划。",
            by=city.clerk, now=NOW,
        )  # fmt: skip
        asked = item.referrals.get()
        with pytest.raises(Invalid, match="文号"):
            services.answer_up(asked.pk, note="同意。", by=city.dispatcher, now=NOW)
        services.answer_up(
            asked.pk, note="同意。", reply_letter_no="皖自然资函〔2026〕7号", by=city.dispatcher, now=NOW
        )
        with pytest.raises(Conflict):
            services.answer_up(asked.pk, note="再答。", reply_letter_no="x", by=city.dispatcher, now=NOW)

    def test_a_unit_inside_answers_for_itself_and_sees_the_item_from_then_on(self, city: City) -> None:
        head = of(city, city.district, "郑调", Role.DISPATCHER)
        item = issued(city, issuer=city.district, lead=city.district, by=head)
        services.sign_item(item.pk, by=city.clerk, now=NOW)
        wu = city.verifiers["start"]
        assert not Item.objects.visible_to(wu).exists()
        services.pass_up(item.pk, level="city", to_unit=city.departments["GX"], note="请协调能耗。", by=head, now=NOW)
        assert Item.objects.visible_to(wu).get() == item
        done = services.answer_up(item.referrals.get().pk, note="已安排。", by=wu, now=NOW)
        assert done.referrals.get().reply == "已安排。"

    @pytest.mark.parametrize(
        ("said", "field"),
        [
            ({"level": "city", "to_name": "市里"}, "level"),
            ({"level": "province"}, "to_unit"),
            ({"level": "nation", "to_name": "部委"}, "level"),
        ],
    )
    def test_only_upwards_and_to_one_body(self, city: City, said: dict, field: str) -> None:
        with pytest.raises(Invalid) as refused:
            services.pass_up(signed(city).pk, note="请协调。", by=city.clerk, now=NOW, **said)
        assert refused.value.field == field


class TestUrging:
    def test_once_a_day_by_the_issuers_office(self, city: City) -> None:
        item = issued(city)
        services.urge_item(item.pk, by=city.dispatcher, now=NOW, note="请抓紧。")
        with pytest.raises(Conflict, match="今天已经催办"):
            services.urge_item(item.pk, by=city.dispatcher, now=NOW)
        again = services.urge_item(item.pk, by=city.dispatcher, now=later(1))
        assert again.urges.count() == 2
        with pytest.raises(NotAllowed):
            services.urge_item(item.pk, by=city.clerk, now=later(2))

    def test_many_at_once_and_the_others_are_named(self, city: City) -> None:
        items = [issued(city), issued(city), closed(city)]
        services.urge_item(items[0].pk, by=city.dispatcher, now=NOW)
        urged = services.urge_items([one.pk for one in items], by=city.dispatcher, now=NOW, note="会前请回复。")
        assert urged.items == [items[1]] and len(urged.refused) == 2
        assert any(items[0].number in why for why in urged.refused)


def test_a_result_that_does_not_hold_reopens_with_a_new_deadline(city: City) -> None:
    item = reopened(city)
    assert (item.state, item.due_on) == (ItemState.WORKING, later(5).date())
    assert item.closed_at is None and item.original_due_on == later(10).date()


def test_a_verified_result_is_not_verified_twice(city: City) -> None:
    with pytest.raises(Conflict):
        services.verify_item(verified(city).pk, note="再看。", by=city.dispatcher, now=NOW)


def test_a_write_on_an_older_version_is_refused(city: City) -> None:
    item = issued(city)
    services.urge_item(item.pk, by=city.dispatcher, now=NOW)
    with pytest.raises(Stale):
        services.sign_item(item.pk, by=city.clerk, now=NOW, expected_version=1)


def test_the_thread_and_what_was_issued_never_change(city: City) -> None:
    item = returned(city)
    for write in (
        lambda: Event.objects.filter(item=item).update(note="改"),
        lambda: Event.objects.filter(item=item).delete(),
        lambda: Item.objects.filter(pk=item.pk).update(original_due_on=TODAY + timedelta(days=99)),
        lambda: Item.objects.filter(pk=item.pk).update(matter="改"),
    ):
        with pytest.raises(DatabaseError, match="luodi"), transaction.atomic():
            write()
