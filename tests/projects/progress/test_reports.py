"""Progress reports: one a period, corrected with their history, silent projects found."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from projects.audit.models import Entry
from projects.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound, Stale
from projects.ledger.models import Project, RowChange, RowKind
from projects.people.models import Officer
from projects.progress.models import Report, ReportRules
from projects.progress.periods import period_of
from projects.progress.queries import completed_by, due_on, lines_of, silent_since, without_report
from projects.progress.services import correct_report, send_report, withdraw_report
from projects.workdays.services import load_years
from tests.factories import NOW, SHANGHAI, TODAY, City, build_city, fresh, new_project, upload
from tests.projects.progress.conftest import Send


def test_a_report_keeps_its_own_measure_and_leaves_history_and_audit(project: Project, send: Send) -> None:
    report = send(next_steps="封顶", completed_wan=Decimal("12500.5"), image_percent=40)
    kept = RowChange.objects.get(project=project, kind=RowKind.REPORT, row=report.pk)
    assert (kept.title, kept.before) == ("2026年10月进展", {})
    assert kept.after["累计完成固定资产投资（万元）"] == "12500.5"
    assert Entry.objects.filter(action="report.send").count() == 1
    assert fresh(project).fixed_investment_wan is None


def test_a_period_has_one_report_and_a_week_beside_its_month(send: Send) -> None:
    send("2026-11")
    with pytest.raises(Conflict, match="已有进展报告"):
        send("2026-11", "又报一次")
    assert send("2026-W47", "本周吊装").period.code == "2026-W47"


def test_a_period_that_was_withdrawn_is_reported_anew(city: City, send: Send) -> None:
    wrong = send("2026-11")
    with pytest.raises(Invalid, match="作废理由"):
        withdraw_report(wrong.pk, why=" ", by=city.clerk, now=NOW)
    withdraw_report(wrong.pk, why="报错项目", by=city.clerk, now=NOW)
    right = send("2026-11", "重新报送")
    assert list(Report.objects.current()) == [right]
    last = RowChange.objects.filter(row=wrong.pk).first()
    assert last is not None and (last.after, last.why) == ({}, "报错项目")
    with pytest.raises(Conflict, match="已作废"):
        correct_report(wrong.pk, {"news": "改"}, by=city.clerk, now=NOW)


@pytest.mark.parametrize(
    ("sent", "is_late"), [(datetime(2026, 11, 4, 23, 59), False), (datetime(2026, 11, 5, 0, 0), True)]
)
def test_a_report_is_late_after_three_working_days(send: Send, sent: datetime, is_late: bool) -> None:
    """October ends on a Saturday: Monday, Tuesday and Wednesday are the three days."""
    report = send("2026-10", now=sent.replace(tzinfo=SHANGHAI))
    assert (report.due_on, report.is_late) == (date(2026, 11, 4), is_late)


def test_the_days_of_grace_are_a_rule_of_the_unit(city: City, send: Send) -> None:
    ReportRules.objects.create(organisation=city.city, grace_workdays=30)
    assert send("2026-10").is_late is False


def test_holidays_are_no_days_of_grace(city: City) -> None:
    assert due_on(period_of("2026-09"), 1) == date(2026, 10, 8)


def test_beyond_the_loaded_calendar_weekdays_count(city: City) -> None:
    assert due_on(period_of("2031-05"), 3) == date(2031, 6, 4)


def test_a_correction_is_the_next_version_and_the_first_one_stays(city: City, send: Send) -> None:
    report = send("2026-11", completed_wan=Decimal(100))
    again = correct_report(report.pk, {"news": "封顶", "completed_wan": Decimal(120)}, by=city.clerk, now=NOW)
    assert (again.version, again.news) == (2, "封顶")
    first, second = RowChange.objects.filter(row=report.pk).order_by("pk")
    assert (first.after["本期进展"], second.before["本期进展"], second.after["本期进展"]) == (
        "主体封顶",
        "主体封顶",
        "封顶",
    )


def test_after_the_deadline_a_correction_says_why(city: City, send: Send) -> None:
    report = send("2026-10")
    with pytest.raises(Invalid, match="更正请写明理由"):
        correct_report(report.pk, {"news": "封顶"}, by=city.clerk, now=NOW)
    correct_report(report.pk, {"news": "封顶"}, why="数字核实", by=city.clerk, now=NOW)
    assert RowChange.objects.filter(row=report.pk, why="数字核实").exists()


def test_a_correction_of_an_older_version_is_stale(city: City, send: Send) -> None:
    report = send("2026-11")
    correct_report(report.pk, {"news": "甲"}, by=city.clerk, now=NOW, expected_version=1)
    with pytest.raises(Stale):
        correct_report(report.pk, {"news": "乙"}, by=city.clerk, now=NOW, expected_version=1)


def test_a_correction_that_changes_nothing_of_its_fields_leaves_the_rest(city: City, send: Send) -> None:
    report = send("2026-11", next_steps="设备进场", completed_wan=Decimal(5))
    again = correct_report(report.pk, {"news": "封顶"}, by=city.clerk, now=NOW)
    assert (again.next_steps, again.completed_wan) == ("设备进场", 5)


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"news": "  "}, "请填写“本期进展”"),
        ({"news": "长" * 4001}, "最多4000字"),
        ({"completed_wan": Decimal("-1")}, "不能为负数"),
        ({"completed_wan": Decimal("NaN")}, "必须是数字"),
        ({"completed_wan": Decimal(80001)}, "核对单位是否为万元"),
        ({"image_percent": 101}, "0到100"),
        ({"stage": "signed"}, "不认识的字段"),
        ({"code": "2026-12"}, "还没有开始"),
        ({"code": "2026-01"}, "早于项目在谈日期"),
    ],
)
def test_what_cannot_be_is_refused(send: Send, over: dict[str, Any], words: str) -> None:
    with pytest.raises(Invalid, match=words):
        send(**over)
    assert not Report.objects.exists()


def test_the_same_words_as_last_time_are_refused_whatever_their_spaces(send: Send) -> None:
    send("2026-10", "主体 封顶。")
    with pytest.raises(Invalid, match="与上期完全相同"):
        send("2026-11", "主体封顶")
    assert send("2026-11", "主体封顶，开始砌体").pk


def test_a_total_that_falls_needs_a_word(send: Send) -> None:
    send("2026-10", completed_wan=Decimal(500))
    with pytest.raises(Invalid, match="不应小于2026年10月的500万元"):
        send("2026-11", "核减", completed_wan=Decimal(400))
    assert send("2026-11", "核减", completed_wan=Decimal(400), note="审计核减").completed_wan == 400


def test_more_than_the_total_needs_a_word(send: Send) -> None:
    assert send(completed_wan=Decimal(90000), note="追加投资已批").completed_wan == 90000


def test_a_report_shows_what_it_adds_to_the_last_one_that_names_an_amount(send: Send, project: Project) -> None:
    for code, amount in (("2026-08", Decimal(100)), ("2026-09", None), ("2026-10", Decimal(250))):
        send(code, f"{code}进展", completed_wan=amount)
    lines = lines_of(Report.objects.current())
    assert [(one.report.period.code, one.added_wan) for one in lines] == [
        ("2026-10", 150),
        ("2026-09", None),
        ("2026-08", None),
    ]
    assert completed_by(project, date(2026, 9, 30)) == 100
    assert completed_by(project, date(2026, 5, 1)) is None


def test_projects_without_news_are_found(city: City, project: Project, send: Send) -> None:
    quiet = new_project(city, name="久无消息", investor="甲公司", negotiating_on=date(2026, 5, 2))
    young = new_project(city, name="新项目", investor="乙公司", negotiating_on=TODAY)
    send("2026-10")
    everything = Project.objects.all()
    assert set(silent_since(everything, date(2026, 10, 15))) == {quiet}
    assert set(silent_since(everything, date(2026, 11, 1))) == {quiet, project}
    assert young not in silent_since(everything, TODAY)
    assert set(without_report(everything, period_of("2026-10"))) == {quiet}


def test_a_withdrawn_report_is_no_news(city: City, project: Project, send: Send) -> None:
    withdraw_report(send("2026-11").pk, why="报错", by=city.clerk, now=NOW)
    assert project in silent_since(Project.objects.all(), date(2026, 11, 1))


def test_photographs_are_evidence_of_the_same_project(city: City, project: Project, send: Send) -> None:
    photo = upload(city, project, "site_photo")
    other = new_project(city, name="别的项目", investor="丙公司")
    strange = upload(city, other, "site_photo")
    report = send("2026-11", evidence=[photo, photo])
    assert list(report.evidence.all()) == [photo]
    with pytest.raises(Invalid, match="只能引用本项目"):
        correct_report(report.pk, {"evidence": [strange]}, by=city.clerk, now=NOW)
    kept = RowChange.objects.get(row=report.pk)
    assert kept.after["照片和材料"] == "site_photo"


def test_another_unit_neither_sees_nor_reports(city: City, send: Send) -> None:
    report = send("2026-11")
    with pytest.raises(NotFound):
        send("2026-10", by=city.sibling_clerk)
    with pytest.raises(NotFound):
        correct_report(report.pk, {"news": "改"}, by=city.sibling_clerk, now=NOW)
    with pytest.raises(NotAllowed):
        send("2026-10", by=city.leader)


class TestTwoAtOnce:
    """Two clerks send the same period at the same moment."""

    pytestmark = pytest.mark.django_db(transaction=True)

    @staticmethod
    def race(city: City, project: Project) -> list[str]:
        start, outcomes = Barrier(2), []

        def one(by: Officer, news: str) -> None:
            start.wait(30)
            try:
                send_report(project.pk, period_of("2026-11"), {"news": news}, by=by, now=NOW)
                outcomes.append("sent")
            except DomainError as refused:
                outcomes.append(refused.code)
            finally:
                connection.close()

        threads = [Thread(target=one, args=(city.clerk, news)) for news in ("甲", "乙")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        return sorted(outcomes)

    def test_one_of_them_is_told(self, transactional_db: None) -> None:
        load_years(2026, 2026, now=NOW)
        city = build_city()
        project = new_project(city)
        assert self.race(city, project) == ["already_reported", "sent"]
        assert Report.objects.count() == 1

    def test_without_the_constraint_both_would_be_kept(self, transactional_db: None) -> None:
        """Negative control."""
        load_years(2026, 2026, now=NOW)
        city = build_city()
        project = new_project(city)
        once = next(one for one in Report._meta.constraints if one.name == "progress_one_a_period")
        with connection.schema_editor() as editor:
            editor.remove_constraint(Report, once)
        try:
            assert self.race(city, project) == ["sent", "sent"]
            assert Report.objects.count() == 2
        finally:
            RowChange.objects.all().delete()
            Report.objects.all().delete()
            with connection.schema_editor() as editor:
                editor.add_constraint(Report, once)


def test_the_report_of_yesterday_is_not_early(send: Send) -> None:
    assert send("2026-W47", now=NOW + timedelta(days=1)).is_late is False
