"""The grid of a week as a component: what it is given, and what it tells back."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import streamlit as st

from dashboard.clock import date_of
from dashboard.roster.conflicts import Conflict
from dashboard.roster.week import WeekPlan
from dashboard.ui.roster.words import conflict_text, half_name, weekday
from dashboard.ui.session import name, office, tr
from models.absence import Half
from models.roster import Assignment
from models.staff import StaffMember

View = Literal["fields", "people"]
HERE = Path(__file__).parent

_component = st.components.v2.component(
    "motcua.roster",
    html="<div data-grid></div>",
    css=(HERE / "grid.css").read_text(encoding="utf-8"),
    js=(HERE / "grid.js").read_text(encoding="utf-8"),
)


@dataclass(frozen=True)
class Wish:
    """What somebody did in the grid: put, remove, fix or clear, in a cell."""

    op: Literal["put", "remove", "fix", "clear"]
    day: int
    half: Half
    row: str
    item: str = ""
    part: Literal["primary", "stand_in"] = "primary"


def grid(
    plan: WeekPlan, draft: tuple[Assignment, ...], found: list[Conflict], view: View, editable: bool, key: str
) -> Wish | None:
    """Draw the week; returns what somebody has just asked for, or None."""
    result = _component(data=_data(plan, draft, found, view, editable), key=key, on_wish_change=lambda: None)
    told = result.get("wish")
    if not isinstance(told, dict) or not editable:
        return None
    day, _, half = str(told.get("column", "")).partition("-")
    if told.get("op") not in ("put", "remove", "fix", "clear") or half not in ("morning", "afternoon"):
        return None
    if not day.isdigit():
        return None
    part = "stand_in" if told.get("part") == "stand_in" else "primary"
    return Wish(told["op"], int(day), half, str(told.get("row", "")), str(told.get("item", "")), part)  # type: ignore[arg-type]


def _data(
    plan: WeekPlan, draft: tuple[Assignment, ...], found: list[Conflict], view: View, editable: bool
) -> dict[str, Any]:
    by_field = view == "fields"
    members = [one for one in plan.people.values() if not one.ended(date_of(plan.monday))]
    away = {
        one.id: [f"{s.day}-{s.half}" for s in plan.slots if plan.is_away(one.id, s.day, s.half)]
        for one in members
    }
    return {
        "rows": _field_rows(plan, found) if by_field else _people_rows(plan, draft, members, found),
        "columns": [
            {
                "id": f"{slot.day}-{slot.half}",
                "label": half_name(slot.half),
                "group": f"{weekday(slot.day)} {date_of(slot.day):%d/%m}",
                "today": slot.day == office().today(),
            }
            for slot in plan.slots
        ],
        "cells": _cells(plan, draft, found, by_field),
        "options": _options(plan, members, by_field),
        "blocked": away,
        "editable": editable,
        "words": words(by_field),
    }


def words(by_field: bool) -> dict[str, str]:
    """What the grid says by itself."""
    return {
        "grid": tr("Lịch phân công trong tuần", "The roster of the week"),
        "corner": tr("Lĩnh vực", "Field") if by_field else tr("Cán bộ", "Person"),
        "type": tr("Gõ tên …", "Type a name …"),
        "candidates": tr("Người có thể trực", "Who could be on duty")
        if by_field
        else tr("Lĩnh vực có thể trực", "Fields to be on duty for"),
        "nobody": tr("Không có ai phù hợp", "Nobody fits")
        if by_field
        else tr("Không có lĩnh vực phù hợp", "None fits"),
        "stand_in": tr("trực thay", "stand-in"),
        "to_stand_in": tr("→ trực thay", "→ stand-in"),
        "to_primary": tr("→ trực chính", "→ on duty"),
        "fix": tr("ghim", "pin"),
        "unfix": tr("bỏ ghim", "unpin"),
        "remove": tr("Bỏ", "Remove"),
        "close": tr("Đóng (Esc)", "Close (Esc)"),
    }


def _field_rows(plan: WeekPlan, found: list[Conflict]) -> list[dict[str, Any]]:
    missing: dict[str, int] = {}
    for one in found:
        if one.kind == "uncovered":
            missing[one.field] = missing.get(one.field, 0) + 1
    return [
        {
            "id": id,
            "label": name("field", id),
            "bad": id in missing,
            "note": tr(f"trống {missing[id]} buổi", f"{missing[id]} half-days open") if id in missing else "",
        }
        for id in plan.fields
    ]


def _people_rows(
    plan: WeekPlan, draft: tuple[Assignment, ...], members: list[StaffMember], found: list[Conflict]
) -> list[dict[str, Any]]:
    over = {one.person for one in found if one.kind == "over_hours"}
    rows = []
    for one in members:
        halves = {(a.day, a.half) for a in draft if a.person == one.id and a.part == "primary"}
        minutes = sum(plan.minutes(day, half) for day, half in halves)
        note = f"{minutes / 60:.0f} / {one.weekly_minutes / 60:.0f} {tr('giờ', 'h')}"
        rows.append(
            {"id": one.id, "label": one.name, "title": one.position, "note": note, "bad": one.id in over}
        )
    return rows


def _options(plan: WeekPlan, members: list[StaffMember], by_field: bool) -> dict[str, list[dict[str, str]]]:
    levels = {
        "guides": tr("hướng dẫn được", "guides others"),
        "handles": tr("tự xử lý", "handles alone"),
        "assists": tr("phụ giúp", "assists"),
    }
    order = {"guides": 0, "handles": 1, "assists": 2}
    if by_field:
        able: dict[str, list[tuple[int, str, dict[str, str]]]] = {id: [] for id in plan.fields}
        for one in members:
            for known in one.competences:
                if known.field in able:
                    note = f"{levels[known.level]} · {one.position}".rstrip(" ·")
                    option = {"id": one.id, "label": one.name, "note": note}
                    able[known.field].append((order[known.level], one.name, option))
        return {
            id: [option for _, _, option in sorted(them, key=lambda t: t[:2])] for id, them in able.items()
        }
    return {
        one.id: [
            {"id": each.field, "label": name("field", each.field), "note": levels[each.level]}
            for each in one.competences
            if each.field in plan.fields
        ]
        for one in members
    }


def _cells(
    plan: WeekPlan, draft: tuple[Assignment, ...], found: list[Conflict], by_field: bool
) -> dict[str, dict[str, Any]]:
    counters = {one.id: one.name for one in office().counters.all()}
    shown = short_names(plan)
    bad: dict[tuple[str, int, str], list[str]] = {}
    gaps: dict[str, Conflict] = {}
    for one in found:
        if one.day is None or one.half is None:
            continue
        if one.hard:
            bad.setdefault((one.person, one.day, one.half), []).append(conflict_text(one, plan))
        elif by_field and one.kind in ("uncovered", "no_stand_in"):
            gaps.setdefault(f"{one.field}|{one.day}-{one.half}", one)
    placed: dict[tuple[str, int, str], list[Assignment]] = {}
    for each in draft:
        placed.setdefault((each.field if by_field else each.person, each.day, each.half), []).append(each)
    cells: dict[str, dict[str, Any]] = {}
    for row in plan.fields if by_field else plan.people:
        for slot in plan.slots:
            place = f"{row}|{slot.day}-{slot.half}"
            mine = placed.get((row, slot.day, slot.half), [])
            cells[place] = _cell(
                plan, row, slot.day, slot.half, mine, bad, gaps.get(place), by_field, counters, shown
            )
    return cells


def _cell(
    plan: WeekPlan,
    row: str,
    day: int,
    half: Half,
    mine: list[Assignment],
    bad: dict[tuple[str, int, str], list[str]],
    gap: Conflict | None,
    by_field: bool,
    counters: dict[str, str],
    shown: dict[str, str],
) -> dict[str, Any]:
    items, notes = [], []
    for one in mine:
        told = bad.get((one.person, one.day, one.half), [])
        notes += told
        label = plan.people[one.person].name if by_field and one.person in plan.people else one.person
        part = tr("trực chính", "on duty") if one.part == "primary" else tr("trực thay", "stand-in")
        items.append(
            {
                "id": one.person if by_field else one.field,
                "label": shown.get(one.person, label) if by_field else name("field", one.field),
                "part": one.part,
                "fixed": one.fixed,
                "bad": bool(told),
                "counter": counters.get(one.counter, one.counter),
                "title": " · ".join([label, part, *told]),
            }
        )
    state, mark = "", ""
    if gap is not None:
        state, text = ("uncovered", tr("trống", "open")) if gap.kind == "uncovered" else ("lacking", "")
        mark = f"! {text}" if text else ""
    elif not by_field and plan.is_away(row, day, half):
        state, mark = "off", tr("vắng", "away")
    title = name("field", row) if by_field else plan.people[row].name
    who = ", ".join(str(item["label"]) for item in items) or tr("trống", "open")
    label = f"{title}, {weekday(day)} {date_of(day):%d/%m} {half_name(half)}: {who}"
    return {"items": items, "state": state, "mark": mark, "label": label, "notes": list(dict.fromkeys(notes))}


def short_names(plan: WeekPlan) -> dict[str, str]:
    """Names as colleagues say them: the last two words, or the whole name where two would be called alike."""
    shorts = {id: " ".join(one.name.split()[-2:]) for id, one in plan.people.items()}
    many = Counter(shorts.values())
    return {id: name if many[name] == 1 else plan.people[id].name for id, name in shorts.items()}
