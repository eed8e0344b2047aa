"""Templates every city starts from (practice.md 5; mechanisms.md, rows 41 and 67). Code, not rows: an update never
overwrites what a city made of its copy.

A node belongs to the stage during which it is worked on; the milestone is the day on which that stage is reached.
"""

from __future__ import annotations

from dataclasses import dataclass

from projects.ledger.kinds import StartKind
from projects.ledger.stages import Stage
from projects.plans.kinds import DayCount, OwnerRole
from projects.plans.outlines import Outline

_TALK, _SIGNED, _REGISTERED, _STARTED, _PRODUCING = Stage.values
_R = OwnerRole


@dataclass(frozen=True)
class Preset:
    """A template in the code."""

    code: str
    name: str
    start_kind: str
    nodes: tuple[Outline, ...]


def _node(
    code: str, name: str, stage: str, days: int | str, after: str, owner: str, *, milestone: bool = False
) -> Outline:
    """``days``: 30 are calendar days, "15w" working days; ``after``: codes separated by spaces."""
    working = isinstance(days, str)
    return Outline(
        code=code,
        name=name,
        stage=stage,
        days=int(str(days).removesuffix("w")),
        day_count=DayCount.WORKING if working else DayCount.CALENDAR,
        after=tuple(after.split()),
        owner_role=owner,
        is_milestone=milestone,
    )


PLANT = Preset(
    "plant",
    "建安类工业项目（32个节点）",
    StartKind.CONSTRUCTION,
    (
        _node("J01", "项目接洽", _TALK, 1, "", _R.LEAD, milestone=True),
        _node("J02", "考察洽谈", _TALK, 30, "J01", _R.LEAD),
        _node("J03", "尽职调查与项目评审", _TALK, "15w", "J02", _R.LEAD),
        _node("J04", "拟订投资协议", _TALK, "15w", "J03", _R.LEAD),
        _node("J05", "签约", _SIGNED, 1, "J04", _R.CHIEF, milestone=True),
        _node("J06", "公司注册资料准备", _SIGNED, "10w", "J05", _R.SECRETARY),
        _node("J07", "公司注册", _REGISTERED, "1w", "J06", _R.MARKET, milestone=True),
        _node("J08", "立项备案", _REGISTERED, "5w", "J07", _R.DEVELOPMENT),
        _node("J09", "规划选址与用地预审", _REGISTERED, "15w", "J07", _R.PLANNING),
        _node("J10", "环评", _REGISTERED, "30w", "J08", _R.ENVIRONMENT),
        _node("J11", "能评", _REGISTERED, "20w", "J08", _R.DEVELOPMENT),
        _node("J12", "土地招拍挂", _REGISTERED, 45, "J09", _R.PLANNING),
        _node("J13", "签订出让合同与用地规划许可", _REGISTERED, "10w", "J12", _R.PLANNING),
        _node("J14", "规划方案审查", _REGISTERED, "15w", "J13", _R.PLANNING),
        _node("J15", "工程规划许可", _REGISTERED, "10w", "J14", _R.PLANNING),
        _node("J16", "施工图设计与审查", _REGISTERED, 30, "J14", _R.HOUSING),
        _node("J17", "施工招标与合同签订", _REGISTERED, 30, "J16", _R.SECRETARY),
        _node("J18", "施工许可", _REGISTERED, "5w", "J10 J11 J15 J17", _R.HOUSING),
        _node("J19", "场地平整与临时水电", _REGISTERED, 20, "J13", _R.LANDING),
        _node("J20", "正式开工", _STARTED, 1, "J18 J19", _R.CHIEF, milestone=True),
        _node("J21", "桩基", _STARTED, 60, "J20", _R.HOUSING),
        _node("J22", "主体施工", _STARTED, 120, "J21", _R.HOUSING),
        _node("J23", "主体封顶", _STARTED, 1, "J22", _R.HOUSING),
        _node("J24", "设备订购", _STARTED, 120, "J20", _R.SECRETARY),
        _node("J25", "厂房装修与公用配套", _STARTED, 60, "J23", _R.LANDING),
        _node("J26", "供电接入", _STARTED, 60, "J22", _R.POWER),
        _node("J27", "设备进场安装", _STARTED, 60, "J24 J25", _R.SECRETARY),
        _node("J28", "联合调试", _STARTED, 30, "J26 J27", _R.SECRETARY),
        _node("J29", "竣工验收", _STARTED, "20w", "J25", _R.HOUSING),
        _node("J30", "试产", _STARTED, 30, "J28 J29", _R.INDUSTRY),
        _node("J31", "投产", _PRODUCING, 1, "J30", _R.CHIEF, milestone=True),
        _node("J32", "达产", _PRODUCING, 180, "J31", _R.INDUSTRY),
    ),
)

EQUIPMENT = Preset(
    "equipment",
    "设备购置类项目（17个节点）",
    StartKind.EQUIPMENT,
    (
        _node("S01", "项目接洽", _TALK, 1, "", _R.LEAD, milestone=True),
        _node("S02", "考察洽谈", _TALK, 20, "S01", _R.LEAD),
        _node("S03", "项目评审与协议拟订", _TALK, "15w", "S02", _R.LEAD),
        _node("S04", "签约", _SIGNED, 1, "S03", _R.CHIEF, milestone=True),
        _node("S05", "落实租赁厂房", _SIGNED, 20, "S04", _R.LANDING),
        _node("S06", "公司注册", _REGISTERED, "3w", "S04", _R.MARKET, milestone=True),
        _node("S07", "立项备案", _REGISTERED, "5w", "S06", _R.DEVELOPMENT),
        _node("S08", "环评", _REGISTERED, "20w", "S05 S07", _R.ENVIRONMENT),
        _node("S09", "能评", _REGISTERED, "15w", "S07", _R.DEVELOPMENT),
        _node("S10", "签订设备购置合同", _REGISTERED, 30, "S07", _R.SECRETARY),
        _node("S11", "设备购置开工", _STARTED, 1, "S08 S09 S10", _R.CHIEF, milestone=True),
        _node("S12", "厂房改造与供电增容", _STARTED, 45, "S11", _R.POWER),
        _node("S13", "设备进场安装", _STARTED, 45, "S12", _R.SECRETARY),
        _node("S14", "联合调试", _STARTED, 20, "S13", _R.SECRETARY),
        _node("S15", "试产", _STARTED, 30, "S14", _R.INDUSTRY),
        _node("S16", "投产", _PRODUCING, 1, "S15", _R.CHIEF, milestone=True),
        _node("S17", "达产", _PRODUCING, 120, "S16", _R.INDUSTRY),
    ),
)

OPENING = Preset(
    "opening",
    "开业类项目（12个节点）",
    StartKind.OPENING,
    (
        _node("K01", "项目接洽", _TALK, 1, "", _R.LEAD, milestone=True),
        _node("K02", "考察洽谈", _TALK, 20, "K01", _R.LEAD),
        _node("K03", "协议拟订", _TALK, "10w", "K02", _R.LEAD),
        _node("K04", "签约", _SIGNED, 1, "K03", _R.CHIEF, milestone=True),
        _node("K05", "落实办公场所", _SIGNED, 20, "K04", _R.LANDING),
        _node("K06", "公司注册", _REGISTERED, "3w", "K04", _R.MARKET, milestone=True),
        _node("K07", "行业许可办理", _REGISTERED, "15w", "K06", _R.MARKET),
        _node("K08", "装修与消防", _REGISTERED, 45, "K05 K06", _R.HOUSING),
        _node("K09", "招聘与培训", _REGISTERED, 30, "K06", _R.SECRETARY),
        _node("K10", "开业", _STARTED, 1, "K07 K08 K09", _R.CHIEF, milestone=True),
        _node("K11", "正式运营", _PRODUCING, 30, "K10", _R.CHIEF, milestone=True),
        _node("K12", "营业收入达到协议目标", _PRODUCING, 180, "K11", _R.LANDING),
    ),
)

PRESETS: dict[str, Preset] = {preset.code: preset for preset in (PLANT, EQUIPMENT, OPENING)}
