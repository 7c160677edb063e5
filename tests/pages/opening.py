"""The numbers of a screen that are links, and how many lines the list has that each opens."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from streamlit.testing.v1 import AppTest

from dashboard.cube.measures import MEASURES
from dashboard.cube.members import Page
from dashboard.cube.question import Question
from dashboard.mining.compare import members
from dashboard.mining.health import examine
from dashboard.mining.left_out import members_without
from dashboard.mining.lists import Find, places
from dashboard.mining.stock import mass_closures
from dashboard.office import Office
from dashboard.ui.filters import CONDITIONS, read_conditions
from dashboard.ui.listing import read_question
from dashboard.ui.mining.chosen import read_cohort
from models.viewer import Viewer

#: the pages that are lists of dossiers or visits
LISTS = ("listing", "ways", "data_health")


class Number(NamedTuple):
    """A number on a screen: what it says, and the list that it leads to."""

    said: int
    page: str
    params: dict[str, str]


def html_of(test: AppTest) -> str:
    """All that a screen shows as HTML."""
    return "\n".join(each.proto.body for each in test.get("html"))


def numbers(html: str, pages: Sequence[str] = LISTS) -> list[Number]:
    """The numbers that lead to lists."""
    found = []
    for href, inside in re.findall(r'<a [^>]*href="(/[^"]*)"[^>]*>(.*?)</a>', html, re.S):
        address = urlsplit(unescape(href))
        # A box of the map is called by a name, which may have a number in it.
        said = re.search(r"\d[\d.]*", re.sub(r"<strong>.*?</strong>", "", inside))
        if said and address.path[1:] in pages:
            params = {name: values[-1] for name, values in parse_qs(address.query).items()}
            found.append(Number(int(said.group().replace(".", "")), address.path[1:], params))
    return found


def one_page(
    office: Office, viewer: Viewer, measure: str, question: Question, params: dict[str, str],
    after: str | None,
) -> Page:  # fmt: skip
    """One page of the list of a figure; small ones, so that there are many."""
    if "without" not in params:
        return office.cube.members(viewer, measure, question, after, 500)
    assert question.start is not None and question.end is not None
    closures = mass_closures(office, viewer, question.start, question.end, question.where)
    return members_without(office, viewer, measure, question, closures, after, 15)


def figure_behind(office: Office, viewer: Viewer, number: Number) -> int:
    """What the list of a figure says that it has: quick, while the lines of one of its kind are counted."""
    measure = MEASURES[number.params["measure"]]
    question, troubles = read_question(measure, number.params)
    assert not troubles, troubles
    (figure,) = office.cube.figures(viewer, question)
    return figure.n


def lines_behind(office: Office, viewer: Viewer, number: Number) -> int:
    """How many lines the list has that a number opens: counted on the lines, not read off a figure."""
    params = number.params
    if number.page == "data_health":
        where, _ = read_conditions(params, CONDITIONS)
        health = examine(office, viewer, where, int(params["days"]))
        asked = params["problem"]
        return len(health.judged if asked == "looked" else health.found.get(asked, ()))  # type: ignore[call-overload]
    if number.page == "ways":
        where, _ = read_conditions(params, CONDITIONS)
        find, cohort = Find.read(params), read_cohort(params, where)
        assert find is not None and cohort is not None, params
        if find.what == "group":
            other = read_cohort({"from": params["from2"], "to": params["to2"], "by": "closed"}, where)
            assert other is not None
            cohorts = (other, cohort) if find.b == "after" else (cohort, other)
            return len(members(office, viewer, cohorts, find.a, 1 if find.b == "after" else 0))
        return len(places(office.ways.read(viewer, cohort, params["read"]), find))
    measure = MEASURES[params["measure"]]
    question, troubles = read_question(measure, params)
    assert not troubles, troubles
    many, after = 0, None
    while True:
        page = one_page(office, viewer, measure.name, question, params, after)
        many, after = many + len(page.rows), page.after
        if after is None:
            return many
