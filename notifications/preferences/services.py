"""Writes of the room: what an office lays down, and what a person chooses."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from notifications.preferences import registry
from notifications.preferences.acts import Act
from notifications.preferences.models import OfficePreset, OwnPreference
from notifications.preferences.policies import check_is_own, check_may_lay_down
from notifications.preferences.queries import own_of, own_version, preset_of, preset_over, preset_version
from notifications.preferences.standing import DEFAULT, Preset, Wishes
from notifications.preferences.topics import FIXED, Choice, Policy, Topic
from projects.audit.services import Difference, audited, record
from projects.errors import Invalid, NotFound, Stale
from projects.people.models import Officer, Organisation

SHORTEST = 4
"""Hours that a window is open at least: nobody puts everything off to one minute of the day."""


@audited()
def save_preset(
    unit: Organisation, preset: Preset, *, by: Officer, now: datetime, expected_version: int
) -> OfficePreset:
    """Lay down what holds for the people of ``unit`` from now on. What was told before stays as it was planned.

    ``NotAllowed`` for who is no dispatcher, ``NotFound`` beyond the own subtree, ``Stale`` when somebody else has laid
    down another one, ``Invalid`` naming the field.
    """
    check_may_lay_down(unit, by)
    Organisation.objects.select_for_update(no_key=True).get(pk=unit.pk)
    row = preset_of(unit)
    _check_version(preset_version(row), expected_version)
    check_preset(preset)
    before = row.values() if row else None
    row = row or OfficePreset(organisation=unit, created_at=now)
    row.version = expected_version + 1
    row.policies = {str(topic): str(preset.policy(topic)) for topic in registry.topics()}
    row.digest_hours = sorted(preset.digest_hours)
    row.opens_at, row.closes_at = preset.opens_at, preset.closes_at
    row.quiet_on_rest_days, row.holds_mandatory = preset.quiet_on_rest_days, preset.holds_mandatory
    row.updated_by, row.updated_at = by, now
    row.save()
    record(Act.SAVE_PRESET, row, by=by, now=now, changes=_preset_changes(before or DEFAULT, row.values()))
    return row


@audited()
def drop_preset(unit: Organisation, *, by: Officer, now: datetime, expected_version: int) -> None:
    """Back to what the unit above, or the house, lays down. Errors as of ``save_preset``; ``NotFound`` without one."""
    check_may_lay_down(unit, by)
    Organisation.objects.select_for_update(no_key=True).get(pk=unit.pk)
    row = preset_of(unit)
    if row is None:
        raise NotFound("这个单位没有自己的预设，已经沿用上级单位或系统默认的设置。")
    _check_version(row.version, expected_version)
    record(Act.DROP_PRESET, row, by=by, now=now)
    row.delete()


def _check_version(present: int, expected: int) -> None:
    if present != expected:
        raise Stale()


def check_preset(preset: Preset) -> None:
    """``Invalid`` naming the field that cannot be laid down."""
    for topic, policy in preset.policies.items():
        if topic not in Topic.values:
            raise Invalid("没有这类提醒，请刷新页面后重试。", "policies")
        if policy not in Policy.values:
            raise Invalid(f"请为“{Topic(topic).label}”选择一种设置。", f"policies.{topic}")
        if policy == Policy.OFF and registry.rules_of(topic) and registry.is_wholly_mandatory(topic):
            raise Invalid(f"“{Topic(topic).label}”全部是必发的提醒，不能停用。", f"policies.{topic}", "locked")
    _check_window(preset.opens_at, preset.closes_at, "发送时段")
    hours = preset.digest_hours
    if not hours or len(set(hours)) != len(hours):
        raise Invalid("请至少选择一个汇总时间，不要重复。", "digest_hours")
    for hour in hours:
        if not _is_open(hour, preset.opens_at, preset.closes_at):
            raise Invalid(f"汇总时间 {hour:02}:00 不在发送时段内，请调整。", "digest_hours")


def _check_window(opens: time, closes: time, label: str) -> None:
    minutes = (closes.hour - opens.hour) * 60 + closes.minute - opens.minute
    if minutes < SHORTEST * 60:
        raise Invalid(f"{label}至少 {SHORTEST} 小时，结束时间须晚于开始时间。", "closes_at")


def _is_open(hour: int, opens: time, closes: time) -> bool:
    return 0 <= hour <= 23 and opens <= time(hour) < closes


def _preset_changes(before: Preset, after: Preset) -> list[Difference]:
    found = [
        Difference(topic, topic.label, before.policy(topic).label, after.policy(topic).label)
        for topic in registry.topics()
        if before.policy(topic) != after.policy(topic)
    ]
    pairs = (
        ("digest_hours", "汇总时间", hours_text(before.digest_hours), hours_text(after.digest_hours)),
        ("window", "发送时段", window_text(before), window_text(after)),
        ("quiet_on_rest_days", "休息日不打扰", _yes(before.quiet_on_rest_days), _yes(after.quiet_on_rest_days)),
        ("holds_mandatory", "必发的提醒也等", _yes(before.holds_mandatory), _yes(after.holds_mandatory)),
    )
    return found + [Difference(*pair) for pair in pairs if pair[2] != pair[3]]


def hours_text(hours: tuple[int, ...] | list[int]) -> str:
    """08:00、17:00."""
    return "、".join(f"{hour:02}:00" for hour in sorted(hours))


def window_text(values: Preset | Wishes) -> str:
    """08:00–20:00; empty where none was chosen."""
    return f"{values.opens_at:%H:%M}–{values.closes_at:%H:%M}" if values.opens_at and values.closes_at else ""


def _yes(value: bool) -> str:
    return "是" if value else "否"


@audited()
def save_own(
    officer: Officer, chosen: Mapping[str, Any], *, by: Officer, now: datetime, expected_version: int
) -> OwnPreference:
    """Choose for oneself; names that are not in ``chosen`` stay as they are.

    ``choices``: topic → ``Choice``, empty or None: as the office lays down. ``digest_hour``, ``opens_at``,
    ``closes_at``: None as the office. ``muted_channels``: names.

    ``NotAllowed`` for anybody else, ``Stale``, ``Invalid`` naming the field for what the office does not allow
    (``code`` locked for what cannot be chosen at all).
    """
    check_is_own(officer, by)
    Officer.objects.select_for_update(no_key=True).get(pk=officer.pk)
    row = own_of(officer)
    _check_version(own_version(row), expected_version)
    before = row.values() if row else Wishes()
    nearest = preset_over(officer.organisation)
    preset = nearest.values() if nearest else DEFAULT
    after = _wished(before, chosen)
    _check_choices(chosen.get("choices", {}), preset, nearest)
    _check_hours(after, preset, chosen)
    _check_channels(officer, after, chosen)
    row = row or OwnPreference(officer=officer, created_at=now)
    row.version = expected_version + 1
    for name, value in dataclasses.asdict(after).items():
        setattr(row, name, list(value) if isinstance(value, tuple) else value)
    row.updated_at = now
    row.save()
    record(Act.SAVE_OWN, row, by=by, now=now, changes=_own_changes(officer, before, after))
    return row


def _wished(before: Wishes, chosen: Mapping[str, Any]) -> Wishes:
    merged = {**before.choices, **chosen.get("choices", {})}
    values: dict[str, Any] = {"choices": {str(topic): str(way) for topic, way in merged.items() if way}}
    for name in ("digest_hour", "opens_at", "closes_at"):
        if name in chosen:
            values[name] = chosen[name]
    if "muted_channels" in chosen:
        values["muted_channels"] = tuple(sorted(set(chosen["muted_channels"])))
    return dataclasses.replace(before, **values)


def _check_choices(choices: Mapping[str, Any], preset: Preset, nearest: OfficePreset | None) -> None:
    for topic, way in choices.items():
        if topic not in registry.topics():
            raise Invalid("没有这类提醒，请刷新页面后重试。", "choices")
        if not way:
            continue
        if way not in Choice.values:
            raise Invalid(f"请为“{Topic(topic).label}”选择一种接收方式。", f"choices.{topic}")
        why = why_locked(Topic(topic), preset, nearest)
        if why:
            raise Invalid(why, f"choices.{topic}", "locked")


def why_locked(topic: Topic, preset: Preset, nearest: OfficePreset | None) -> str:
    """Why nothing may be chosen about a topic; empty: something may."""
    policy = preset.policy(topic)
    if registry.is_wholly_mandatory(topic):
        return f"“{topic.label}”类提醒事关履职，全部即时发送，不能关闭或汇总。"
    if policy not in FIXED:
        return ""
    office = nearest.organisation.label if nearest else "系统"
    if policy == Policy.MUST:
        return f"{office}规定“{topic.label}”类提醒必须即时发送，不能关闭或汇总。"
    return f"{office}已停用“{topic.label}”类的邮件等提醒，只发站内信，不能另选。"


def _check_hours(after: Wishes, preset: Preset, chosen: Mapping[str, Any]) -> None:
    """Only what was chosen now: hours that the office has narrowed since do not stand in the way of the rest."""
    opens, closes = after.opens_at, after.closes_at
    if (opens is None) != (closes is None):
        raise Invalid("接收时段的开始和结束请一并填写，或都留空沿用单位的时段。", "opens_at" if closes else "closes_at")
    if opens is not None and closes is not None and {"opens_at", "closes_at"} & chosen.keys():
        if opens < preset.opens_at or closes > preset.closes_at:
            raise Invalid(f"接收时段须在单位规定的 {window_text(preset)} 之内。", "opens_at")
        _check_window(opens, closes, "接收时段")
    hour = after.digest_hour
    if hour is None or not {"digest_hour", "opens_at", "closes_at"} & chosen.keys():
        return
    if hour not in preset.digest_hours:
        raise Invalid(f"单位允许的汇总时间是 {hours_text(preset.digest_hours)}，请从中选择。", "digest_hour")
    if not _is_open(hour, opens or preset.opens_at, closes or preset.closes_at):
        raise Invalid("汇总时间不在您的接收时段内，请调整其中一项。", "digest_hour")


def _check_channels(officer: Officer, after: Wishes, chosen: Mapping[str, Any]) -> None:
    if "muted_channels" not in chosen:
        return
    reached = {one.name for one in registry.reaches_of(officer)}
    if set(after.muted_channels) - reached:
        raise Invalid("有的渠道没有为您启用，请刷新页面后重试。", "muted_channels")
    if reached and reached <= set(after.muted_channels):
        raise Invalid("请至少保留一个接收渠道：必发的提醒总要送到您手里。", "muted_channels")


def _own_changes(officer: Officer, before: Wishes, after: Wishes) -> list[Difference]:
    def way(wishes: Wishes, topic: str) -> str:
        chosen = wishes.choices.get(topic)
        return Choice(chosen).label if chosen else "按单位设置"

    found = [
        Difference(topic, topic.label, way(before, topic), way(after, topic))
        for topic in Topic
        if before.choices.get(topic) != after.choices.get(topic)
    ]
    names = {one.name: one.label for one in registry.reaches_of(officer)}
    pairs = (
        ("digest_hour", "汇总时间", _hour(before), _hour(after)),
        ("window", "接收时段", window_text(before), window_text(after)),
        ("muted_channels", "不接收的渠道", _channels(before, names), _channels(after, names)),
    )
    return found + [Difference(*pair) for pair in pairs if pair[2] != pair[3]]


def _hour(wishes: Wishes) -> str:
    return hours_text([wishes.digest_hour]) if wishes.digest_hour is not None else ""


def _channels(wishes: Wishes, names: Mapping[str, str]) -> str:
    return "、".join(names.get(name, name) for name in wishes.muted_channels)
