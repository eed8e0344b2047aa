"""每日汇总: once a day, all that is still true, each in one; also after an outage; nothing to say, no mail."""

from __future__ import annotations

import pytest

from notifications.outbox import mail
from notifications.outbox import services as outbox
from notifications.outbox.models import Delivery, Held
from notifications.outbox.sender import deliver_due
from notifications.preferences.topics import Choice, Topic
from notifications.reminders import services
from notifications.reminders.rules.chiefs import Chiefs
from notifications.reminders.rules.daily import Digests
from notifications.reminders.services import scan
from projects.people.models import Officer
from tests.factories import City, build_city, new_project
from tests.notifications.preferences.samples import World, digests_of, held_of, rules, tell_of, wish
from tests.notifications.reminders.samples import at
from tests.smtp import SmtpServer

__all__ = ["rules"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db: None) -> City:
    return build_city()


@pytest.fixture
def clerk(city: City, rules: World) -> Officer:
    """李填 wants reports and items once a day, at nine."""
    wish(city.clerk, choices={Topic.REPORT: Choice.DIGEST, Topic.ITEM: Choice.DIGEST}, digest_hour=9)
    return city.clerk


def test_what_came_since_the_last_one_is_told_once_by_topic_with_links(clerk: Officer, smtp_server: SmtpServer) -> None:
    first = tell_of(clerk, now=at(11, 18, 10), title="【报送开始】第47期", url="/reports/1/")
    second = tell_of(clerk, "try_item", now=at(11, 18, 15), title="【交办事项到期】2 件")
    for moment in (at(11, 18, 23), at(11, 19, 8, 59), at(11, 19, 9, 0, 2026), at(11, 19, 9, 1), at(11, 19, 18)):
        scan(moment)
    digest = digests_of(clerk)[0]
    assert len(digests_of(clerk)) == 1
    assert (digest.title, digest.due_at, digest.is_late) == ("【每日汇总】11月19日 2 条提醒", at(11, 19), False)
    assert [(one.digest, one.is_listed) for one in held_of(clerk)] == [(digest, True)] * 2
    order = ["交办事项", second.title, f"/reminders/{second.pk}/", "信息报送", first.title, "/reports/1/"]
    for content in (digest.text, digest.html):
        places = [content.index(words) for words in order]
        assert "2 条仍然有效的提醒" in content
        if content is digest.text:
            assert places == sorted(places)
    assert deliver_due(clock=lambda: at(11, 19, 9, 2)) == 1
    assert len(smtp_server.accepted) == 1


def test_the_letter_has_a_link_for_each_and_reads_the_same_as_text(clerk: Officer) -> None:
    tell_of(clerk, now=at(11, 18, 10), title="【报送开始】<第47期>", url="/reports/1/")
    scan(at(11, 19, 9))
    delivery = Delivery.objects.select_related("occurrence__recipient").get()
    content = mail.letter(delivery, at=at(11, 19, 9))
    assert b"Subject" in content and "&lt;第47期&gt;" in delivery.occurrence.html
    assert delivery.occurrence.html.count("<a href") == 1


def test_what_comes_after_it_waits_for_the_next_working_day(clerk: Officer) -> None:
    tell_of(clerk, now=at(11, 20, 8))  # Friday
    scan(at(11, 20, 9, 1))
    late = tell_of(clerk, now=at(11, 20, 9, 30))
    for day in (20, 21, 22):
        scan(at(11, day, 23))
    assert [one.due_at for one in digests_of(clerk)] == [at(11, 20)]
    scan(at(11, 23, 9, 1))
    assert [one.due_at for one in digests_of(clerk)] == [at(11, 20), at(11, 23)]
    assert Held.objects.get(occurrence=late).digest == digests_of(clerk)[1]


def test_what_was_committed_after_its_digest_is_in_the_next(clerk: Officer) -> None:
    """A scan that began before nine commits after another one has made the digest of nine."""
    tell_of(clerk, now=at(11, 19, 8))
    scan(at(11, 19, 9))
    slow = tell_of(clerk, now=at(11, 19, 8, 59))
    scan(at(11, 19, 9, 1))
    assert len(digests_of(clerk)) == 1 and Held.objects.get(occurrence=slow).digest is None
    scan(at(11, 20, 9, 1))
    assert Held.objects.get(occurrence=slow).digest == digests_of(clerk)[1]


def test_after_an_outage_of_days_there_is_one_marked_late_with_everything(clerk: Officer) -> None:
    for hour in (10, 11, 12):
        tell_of(clerk, now=at(11, 16, hour))
    scan(at(11, 19, 15))
    digest = digests_of(clerk)[0]
    assert (len(digests_of(clerk)), digest.due_at, digest.is_late) == (1, at(11, 19), True)
    assert all(one.digest == digest for one in held_of(clerk))
    scan(at(11, 20, 9, 1))
    assert len(digests_of(clerk)) == 1


def test_what_has_become_void_is_left_out_and_closed(clerk: Officer, rules: World) -> None:
    over, gone, true = (tell_of(clerk, now=at(11, 18, hour), title=f"【报送】{hour}") for hour in (10, 11, 12))
    rules.void.add(over.subject_id)
    outbox.void(gone.pk, reason="已撤销", now=at(11, 18, 20))
    scan(at(11, 19, 9, 1))
    digest = digests_of(clerk)[0]
    assert true.title in digest.text and over.title not in digest.text and gone.title not in digest.text
    assert {one.occurrence_id: one.is_listed for one in held_of(clerk)} == {
        over.pk: False,
        gone.pk: False,
        true.pk: True,
    }
    over.refresh_from_db()
    assert (over.state, over.void_reason) == ("void", "已办结")


def test_with_nothing_left_to_say_there_is_no_mail_and_nothing_is_looked_at_again(clerk: Officer, rules: World) -> None:
    made = tell_of(clerk, now=at(11, 18, 10))
    rules.void.add(made.subject_id)
    scan(at(11, 19, 9, 1))
    digest = digests_of(clerk)[0]
    assert (digest.state, digest.void_reason) == ("void", "待汇总的提醒均已失效")
    assert not Delivery.objects.exists() and not Held.objects.pending().exists()


def test_a_digest_whose_list_has_become_void_does_not_leave(
    clerk: Officer, rules: World, smtp_server: SmtpServer
) -> None:
    made = tell_of(clerk, now=at(11, 18, 10))
    scan(at(11, 19, 9, 1))
    rules.void.add(made.subject_id)
    deliver_due(clock=lambda: at(11, 19, 9, 2))
    assert smtp_server.accepted == [] and digests_of(clerk)[0].state == "void"


def test_who_has_left_gets_none_and_holds_nothing_up(clerk: Officer) -> None:
    tell_of(clerk, now=at(11, 18, 10))
    Officer.objects.filter(pk=clerk.pk).update(is_active=False)
    scan(at(11, 19, 9, 1))
    assert digests_of(clerk) == []


def test_an_hour_chosen_after_it_has_passed_is_not_made_good_today(clerk: Officer) -> None:
    """Nothing was missed, so nothing may say 补发."""
    wish(clerk, digest_hour=17, choices={Topic.REPORT: Choice.DIGEST})
    tell_of(clerk, now=at(11, 18, 8))
    wish(clerk, since=at(11, 18, 14), digest_hour=9, choices={Topic.REPORT: Choice.DIGEST})
    scan(at(11, 18, 14, 1))
    assert digests_of(clerk) == []
    scan(at(11, 19, 9, 1))
    assert [one.is_late for one in digests_of(clerk)] == [False]


def test_the_same_scan_takes_up_what_the_other_families_held_in_it(
    city: City, rules: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The office wants 缺首席责任人, told at nine, in the digest of nine."""
    monkeypatch.setattr(services, "FAMILIES", (Chiefs(), Digests()))
    new_project(city, assigned_by_city=True)
    wish(city.dispatcher, choices={Topic.CHIEF: Choice.DIGEST}, digest_hour=9)
    scan(at(11, 19, 8, 50))
    scan(at(11, 19, 9, 1))
    assert [(one.digest, one.occurrence.rule) for one in held_of(city.dispatcher)] == [
        (digests_of(city.dispatcher)[0], "chief_missing")
    ]
    assert "首席责任人与交接" in digests_of(city.dispatcher)[0].text
