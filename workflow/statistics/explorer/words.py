"""The question in Chinese: titles, the period as bulletins call it, filters, both times. Pure."""

from __future__ import annotations

from django.utils import timezone

from projects.ledger.kinds import Channel
from projects.ledger.stages import Stage, Step
from workflow.statistics.explorer.asks import STOCK, Ask, What
from workflow.statistics.figures import Over, Question, SpanState
from workflow.statistics.filters import Filters
from workflow.statistics.sentences import NEWLY, RATES
from workflow.statistics.terms import Measure, Moment, Period, Role
from workflow.statistics.wording import day_name, period_name, same_period_name, threshold_name, yi_name

KNOWN_AT = "按这个时刻系统里已有的记录计算：之后才补报、更正、撤销的不算；留空则按现在所知。"


def period_of(ask: Ask) -> str:
    """前三季度, 截至11月18日: never beyond the day as of which it is asked."""
    return period_name(
        ask.period.from_on, max(ask.period.from_on, min(ask.period.to_on, ask.moment.as_of)), year=ask.year
    )


def same_period_of(ask: Ask) -> str:
    """去年同期 or 上年同期."""
    return same_period_name(ask.period.from_on, year=ask.year)


def day_of(ask: Ask) -> str:
    """截至11月18日."""
    return f"截至{day_name(ask.moment.as_of, year=ask.year)}"


def money_title(measure: str, *, unit: bool = True) -> str:
    """总投资（亿元）, or without its unit."""
    word = str(Measure(measure).label).partition("（")[0]
    return f"{word}（{'万美元' if measure == Measure.FOREIGN_USD else '亿元'}）" if unit else word


def title_of(ask: Ask) -> str:
    """What stands over the answer."""
    threshold, of = ask.threshold, f"{ask.threshold}项目" if ask.threshold else ""
    titles = {
        What.FLOW: f"{period_of(ask)}{ask.place}{NEWLY.get(ask.step, '')}{threshold}项目",
        What.FUNNEL: f"{day_of(ask)}{ask.place}{threshold}项目各阶段分布",
        What.COHORT: f"{cohort_name(ask)}{threshold}项目进展（{day_of(ask)}）",
        What.TIERS: f"{_tiers_of(ask)}{ask.place}{threshold}项目按投资规模分档",
        What.DURATIONS: f"{ask.place}{threshold}项目{wait_name(ask)}用时（{day_of(ask)}）",
        What.CONVERSIONS: f"{ask.place}{threshold}项目逐月转化（{day_of(ask)}）",
        What.ARRIVED: f"{period_of(ask)}{ask.place}{of}{money_title(ask.measure, unit=False)}",
        What.PLANS: f"{ask.period.from_on.year}年{ask.place}{threshold}项目年度计划投资",
    }
    return titles[What(ask.what)]


def _tiers_of(ask: Ask) -> str:
    return day_of(ask) if ask.step == STOCK else f"{period_of(ask)}{NEWLY[ask.step]}："


def wait_name(ask: Ask) -> str:
    """签约到开工."""
    return f"{_short(ask.from_stage)}到{_short(ask.to_stage)}"


def _short(stage: str) -> str:
    return str(Stage(stage).label).removeprefix("已")


def cohort_name(ask: Ask) -> str:
    """前三季度全市签约的 (projects); of a tag “春季推介会”的."""
    if ask.filters.tag:
        return f"“{ask.filters.tag}”的"
    return f"{_whole(ask)}{ask.place}{_short(ask.from_stage)}的"


def _whole(ask: Ask) -> str:
    """今年以来 instead of 截至11月18日, which stands before it already."""
    first, last = ask.period.from_on, ask.period.to_on
    name = period_name(first, last, year=ask.year)
    if "截至" not in name:
        return name
    return "今年以来" if first.year == ask.year else f"{day_name(first)}至{day_name(last, year=first.year)}"


def filter_words(filters: Filters, *, organisation: str = "") -> list[str]:
    """Every filter in use in words; ``organisation`` is the unit's name."""
    told = []
    if organisation:
        told.append(f"{Role(filters.role).label}：{organisation}（含下属）")
    told += [
        f"总投资：{said}"
        for said in (
            threshold_name(filters.min_total_wan),
            filters.below_total_wan is not None and f"不满{yi_name(filters.below_total_wan)}",
            filters.max_total_wan is not None and f"{yi_name(filters.max_total_wan)}以下（含本数）",
        )
        if said
    ]
    if filters.min_foreign_wan is not None:
        told.append(f"外币投资：{threshold_name(filters.min_foreign_wan, filters.foreign_currency)}")
    if filters.is_industrial is not None:
        told.append("工业项目" if filters.is_industrial else "非工业项目")
    if filters.channel:
        told.append(
            f"招商方式：{Channel(filters.channel).label if filters.channel in Channel.values else filters.channel}"
        )
    plain = (("行业", filters.industry), ("产业链", filters.chain), ("来源地", filters.origin), ("标签", filters.tag))
    told += [f"{word}：{value}" for word, value in plain if value]
    return told


def moment_words(moment: Moment) -> str:
    """Both times in words."""
    known = "按现在所知" if moment.is_latest else f"按{instant_name(moment)}时所知"
    return f"截至{day_name(moment.as_of)}，{known}"


def instant_name(moment: Moment) -> str:
    """2026年9月3日18:00, Beijing time."""
    at = timezone.localtime(moment.known_at)
    return f"{day_name(at.date())}{at:%H:%M}"


def ask_words(ask: Ask, *, organisation: str = "") -> list[str]:
    """The question in lines, as the head of an export has it."""
    filters = "；".join(filter_words(ask.filters, organisation=organisation)) or "无"
    return [f"{What(ask.what).label}：{title_of(ask)}", f"筛选条件：{filters}", f"时间：{moment_words(ask.moment)}"]


def question_words(question: Question, *, cell: str = "", organisation: str = "") -> list[str]:
    """The question behind one number: what is counted, the filters, both times."""
    told = filter_words(question.filters, organisation=organisation)
    if question.cell is not None:
        told.append(f"本行：{cell or question.cell}")
    return [_counted(question), f"筛选条件：{'；'.join(told) or '无'}", f"时间：{moment_words(question.moment)}"]


def _counted(question: Question) -> str:
    when = _period(question.period)
    stage = _short(question.stages[0]) if question.stages else ""
    match question.over:
        case Over.FLOW:
            return f"{when}{NEWLY.get(question.step, Step(question.step).label)}的项目"
        case Over.STOCK:
            return f"现处于{'、'.join(str(Stage(one).label) for one in question.stages)}的项目"
        case Over.COHORT:
            reached = f"中已到“{Stage(question.reached).label}”的" if question.reached else ""
            return f"{when}{stage}的项目{reached}"
        case Over.SPAN:
            state = f"（{SpanState(question.state).label}）" if question.state else ""
            return f"{when}{stage}的项目到{_short(question.stages[1])}的用时{state}"
        case Over.ARRIVALS:
            return f"{when}{money_title(question.measure, unit=False)}"
        case _:
            return f"{question.year}年年度计划投资"


def _period(period: Period | None) -> str:
    return period_name(period.from_on, period.to_on) if period else ""


def rate_name(stage: str) -> str:
    """注册率, 开工率, 投产率; 签约率 of those in talk."""
    return RATES.get(stage, f"{_short(stage)}率")
