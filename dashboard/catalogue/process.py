"""Whether a process holds: for all answers that its form may give, is there a way to the result (pure).

A process is its steps in order; a step with a condition is taken where the answers say so. What the
conditions ask for is tried out in all combinations that make a difference, so that a step that is never
taken, and answers for which nothing is done, are found and not guessed.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from dashboard.catalogue.coordination import opinions
from dashboard.catalogue.finding import Finding
from models.condition import Clause
from models.department import DepartmentTree
from models.form import OPERATORS, Form, FormField
from models.procedure import Revision, Step, Term

#: combinations of answers that are tried
MOST = 20_000
DAY_MINUTES = 480
#: steps that are no work on the matter itself
EDGES = frozenset({"intake", "return", "forward", "clock_stop_payment"})


def check(revision: Revision, tree: DepartmentTree | None = None) -> list[Finding]:
    """What is to be said of the process of a revision, what blocks first.

    With `tree` also of the agencies whose opinions it asks for: one that is gone never answers.
    """
    steps = revision.steps
    if not steps:
        return [Finding("no_steps", "Quy trình chưa có bước nào.", "The process has no steps.")]
    found = [*_shape(steps), *(one for step in steps for one in opinions(step, tree))]
    bad = list(_conditions(revision))
    found += bad
    if not bad:
        found += _ways(revision)
    return sorted(found, key=lambda one: not one.blocks)


def _shape(steps: tuple[Step, ...]) -> Iterator[Finding]:
    if steps[0].kind != "intake" or steps[0].only_if is not None:
        yield Finding(
            "no_intake",
            "Bước đầu tiên nên là tiếp nhận, không kèm điều kiện.",
            "The first step should be the intake, without a condition.",
            steps[0].id,
        )
    if steps[-1].kind != "return" or steps[-1].only_if is not None:
        yield Finding(
            "no_return",
            "Bước cuối phải là trả kết quả, không kèm điều kiện.",
            "The last step must be the return of the result, without a condition.",
            steps[-1].id,
        )
    seen: set[str] = set()
    for step in steps:
        if step.id in seen:
            yield Finding(
                "twice", f"Mã bước “{step.id}” bị trùng.", f"The id “{step.id}” is used twice.", step.id
            )
        seen.add(step.id)


def _conditions(revision: Revision) -> Iterator[Finding]:
    """Conditions on what the form does not ask, or that cannot be compared."""
    form = revision.form or Form()
    for step in revision.steps:
        for clause in step.only_if.clauses if step.only_if is not None else ():
            asked = form.field(clause.field)
            if asked is None or not asked.answers:
                yield Finding(
                    "bad_condition",
                    f"Bước “{step.name}”: biểu mẫu không có mục “{clause.field}”.",
                    f"Step “{step.name}”: the form has no field “{clause.field}”.",
                    step.id,
                )
            elif clause.op not in ("filled", "empty") and clause.op not in OPERATORS.get(asked.kind, ()):
                yield Finding(
                    "bad_condition",
                    f"Bước “{step.name}”: không so sánh được với mục “{asked.label.vi}”.",
                    f"Step “{step.name}”: cannot be compared with the field “{asked.label.told('en')}”.",
                    step.id,
                )


def _ways(revision: Revision) -> Iterator[Finding]:
    """What each combination of answers leads to."""
    domains = _domains(revision)
    count = 1
    for values in domains.values():
        count *= len(values)
    if count > MOST:
        yield Finding(
            "too_many",
            f"Quá nhiều nhánh ({count}) để thử hết; hãy giảm số điều kiện.",
            f"Too many branches ({count}) to try them all; use fewer conditions.",
        )
        return
    taken: set[str] = set()
    longest, shortest = 0, None
    dead: dict[str, Any] | None = None
    form = revision.form or Form()
    for answers in _combinations(domains):
        if not _possible(form, answers):
            continue
        way = [step for step in revision.steps if step.only_if is None or step.only_if.holds(answers)]
        taken |= {step.id for step in way}
        if dead is None and all(step.kind in EDGES for step in way):
            dead = answers
        minutes = sum(step.limit_minutes for step in way if not step.stops_clock)
        longest, shortest = max(longest, minutes), min(minutes, longest if shortest is None else shortest)
    for step in revision.steps:
        if step.id not in taken:
            yield Finding(
                "unreachable",
                f"Bước “{step.name}” không bao giờ được thực hiện.",
                f"The step “{step.name}” is never taken.",
                step.id,
            )
    if dead is not None:
        told_vi, told_en = _told(revision, dead)
        yield Finding(
            "dead_end",
            f"Không có bước giải quyết nào{told_vi}.",
            f"No step handles the matter{told_en}.",
        )
    yield from _limits(revision.term, longest)


def _limits(term: Term, longest: int) -> Iterator[Finding]:
    if term.unit == "calendar_day":
        yield Finding(
            "not_comparable",
            f"Thời hạn tính theo ngày lịch ({term.value} ngày); "
            f"tổng các bước là {_days(longest)} ngày làm việc.",
            f"The limit is in calendar days ({term.value}); "
            f"the steps add up to {_days(longest)} working days.",
        )
        return
    limit = {
        "working_day": term.value * DAY_MINUTES,
        "working_hour": term.value * 60,
        "same_day": DAY_MINUTES,
    }[term.unit]
    if longest > limit:
        yield Finding(
            "over_limit",
            f"Tổng các bước ({_days(longest)} ngày) vượt thời hạn ({_days(limit)} ngày làm việc).",
            f"The steps ({_days(longest)} days) exceed the limit ({_days(limit)} working days).",
        )
    elif longest < limit:
        yield Finding(
            "under_limit",
            f"Tổng các bước ({_days(longest)} ngày) ít hơn thời hạn ({_days(limit)} ngày làm việc).",
            f"The steps ({_days(longest)} days) stay under the limit ({_days(limit)} working days).",
        )


def _days(minutes: int) -> str:
    return f"{minutes / DAY_MINUTES:.2f}".rstrip("0").rstrip(".").replace(".", ",")


def _domains(revision: Revision) -> dict[str, list[Any]]:
    """field → the answers that make a difference to the conditions, None among them where it may be empty."""
    form = revision.form or Form()
    clauses: dict[str, list[Clause]] = {}
    open_ = [clause for step in revision.steps if step.only_if is not None for clause in step.only_if.clauses]
    while open_:
        clause = open_.pop()
        field = form.field(clause.field)
        if field is None:
            continue
        if field.id not in clauses:
            # Whether a field is asked at all depends on others: these make a difference, too.
            for condition in (field.show_if, field.require_if):
                open_ += condition.clauses if condition is not None else ()
        clauses.setdefault(field.id, []).append(clause)
    domains: dict[str, list[Any]] = {}
    for field in form.fields:
        if field.id in clauses:
            asked = _answers(field, clauses[field.id])
            domains[field.id] = list(dict.fromkeys(asked)) if field.kind != "several" else asked
            if not _always(field):
                domains[field.id].append(None)
    return domains


def _possible(form: Form, answers: dict[str, Any]) -> bool:
    """Whether the form can be filled in so; a field that is not shown has no answer."""
    for field in form.fields:
        if field.id not in answers:
            continue
        if field.show_if is not None and not field.show_if.holds(answers):
            if answers[field.id] is not None:
                return False
        elif answers[field.id] is None and (
            field.required or (field.require_if is not None and field.require_if.holds(answers))
        ):
            return False
    return True


def _always(field: FormField) -> bool:
    return field.required and field.show_if is None


def _answers(field: FormField, clauses: list[Clause]) -> list[Any]:
    if field.kind == "choice":
        return [option.value for option in field.options]
    if field.kind == "yes_no":
        return [True, False]
    named = [value for clause in clauses for value in _values(clause)]
    if field.kind == "several":
        sets: list[Any] = [[value] for value in named] + [
            named,
            [option.value for option in field.options][:1],
        ]
        return sets
    if field.kind in ("number", "money"):
        numbers = sorted({float(value) for value in named if isinstance(value, (int, float))})
        around = {x for number in numbers for x in (number - 1, number, number + 1)} or {0.0}
        low, high = field.least, field.most
        return [x for x in sorted(around) if (low is None or x >= low) and (high is None or x <= high)]
    if field.kind == "date":
        days = [date.fromisoformat(value) for value in named if isinstance(value, str)]
        near = {day + timedelta(days=by) for day in days for by in (-1, 0, 1)} or {date(2026, 1, 1)}
        return [day.isoformat() for day in sorted(near)]
    return [*dict.fromkeys(named), "\0another"]


def _values(clause: Clause) -> tuple[Any, ...]:
    if clause.value is None:
        return ()
    return clause.value if isinstance(clause.value, tuple) else (clause.value,)


def _combinations(domains: Mapping[str, list[Any]]) -> Iterator[dict[str, Any]]:
    for values in itertools.product(*domains.values()):
        yield dict(zip(domains, values, strict=True))


def _told(revision: Revision, answers: Mapping[str, Any]) -> tuple[str, str]:
    """For which answers, in words."""
    form = revision.form or Form()
    vi, en = [], []
    for id, value in answers.items():
        field = form.field(id)
        if field is None:
            continue
        label = next((o.label for o in field.options if o.value == value), None)
        shown = {None: ("để trống", "empty"), True: ("có", "yes"), False: ("không", "no")}.get(
            value if value is None or isinstance(value, bool) else "",  # type: ignore[arg-type]
            (label.vi, label.told("en")) if label is not None else (str(value), str(value)),
        )
        vi.append(f"{field.label.vi} = {shown[0]}")
        en.append(f"{field.label.told('en')} = {shown[1]}")
    return (" khi " + ", ".join(vi), " for " + ", ".join(en)) if vi else ("", "")
