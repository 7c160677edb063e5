"""Looks at the figures of all rules; begins, follows and ends alerts, and tells those concerned.

It may run at any time, any number of times, in several processes: an alert and its notices are written in one
transaction, under ids that are made of their cause.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dashboard.alerts.judging import asked, group_of, judged, question_of
from dashboard.alerts.words import figure_text, threshold_text
from dashboard.cube.measures import MEASURES
from dashboard.cube.question import Figure
from dashboard.forms.words import Around, head_of
from dashboard.notices.accounts import to_account
from models.alert import MOST_KEPT, Alert, Member, alert_id, concerns
from models.alert_rule import AlertRule
from models.errors import AlreadyThere
from models.notice import Notice
from models.store import Session
from models.viewer import SYSTEM

if TYPE_CHECKING:
    from dashboard.office import Office

TEMPLATE = "alert"


@dataclass
class Look:
    """What one look came to: ids of alerts."""

    raised: list[str] = field(default_factory=list)
    cleared: list[str] = field(default_factory=list)


def look(office: Office) -> Look:
    """Judge every rule once. Raises StoreError, also while the cube is being rebuilt."""
    done = Look()
    rules = {rule.id: rule for rule in office.alert_rules.all() if rule.enabled and rule.measure in MEASURES}
    known: dict[str, dict[str, Alert]] = {id: {} for id in rules}
    for alert in office.alerts.open(SYSTEM):
        if alert.rule in known:
            known[alert.rule][alert.group] = alert
        else:
            _clear(office, alert, done)  # its rule is gone
    if not rules:
        return done
    today = office.today()
    found = office.cube.answers(SYSTEM, [asked(rule, today) for rule in rules.values()])
    for rule, figures in zip(rules.values(), found, strict=True):
        _look_at(office, rule, figures, known[rule.id], done)
    return done


def _look_at(
    office: Office, rule: AlertRule, figures: list[Figure], known: dict[str, Alert], done: Look
) -> None:
    left = dict(known)
    for figure in figures:
        group = group_of(rule, figure)
        alert = left.pop(group, None)
        verdict = judged(rule, figure.value, figure.n, alert is not None)
        if alert is None:
            if verdict == "raise":
                _raise(office, rule, group, figure, done)
        elif verdict == "clear":
            _clear(office, alert, done)
        elif figure.value is not None and (figure.value, figure.n) != (alert.last_value, alert.last_n):
            now = {"last_value": float(figure.value), "last_n": figure.n, **_days(figure)}
            office.alerts.seen(alert.model_copy(update=now))
    for alert in left.values():
        _clear(office, alert, done)  # its group is no longer watched, or has no figure at all


def _raise(office: Office, rule: AlertRule, group: str, figure: Figure, done: Look) -> None:
    assert figure.value is not None
    today, value = office.today(), float(figure.value)
    members = _members(office, rule, group, figure)
    alert = Alert(
        id=alert_id(rule.id, group, today),
        rule=rule.id,
        name=rule.name,
        measure=rule.measure,
        by=rule.by,
        group=group,
        raised_at=office.now(),
        raised_day=today,
        value=value,
        n=figure.n,
        last_value=value,
        last_n=figure.n,
        listed=members is not None,
        **_days(figure),
    )
    notices = _told(office, rule, alert)

    def write(session: Session) -> None:
        office.alerts.add(alert, members or (), session)
        office.notices.add(notices, session)

    try:
        office.store.transact(write)
    except AlreadyThere:
        # Of today already: open (another process was faster), or ended and begun again, which is no news.
        office.alerts.reopen(alert)
        return
    done.raised.append(alert.id)


def _members(office: Office, rule: AlertRule, group: str, figure: Figure) -> list[Member] | None:
    """What a figure counts, to be kept; None of more than are kept, or where something has just changed."""
    if figure.n > MOST_KEPT:
        return None
    question = question_of(rule.measure, rule.by, group, figure.start or 0, figure.end or 0)
    rows = office.cube.members(SYSTEM, rule.measure, question, None, MOST_KEPT).rows
    found = [(row.dossier.id, -1 if row.visit is None else row.visit) for row in rows]
    return found if len(found) == figure.n else None


def _clear(office: Office, alert: Alert, done: Look) -> None:
    if office.alerts.clear(alert.id, office.now(), office.today()):
        done.cleared.append(alert.id)


def _days(figure: Figure) -> dict[str, int]:
    """The days that a figure is about; of what stands, and of a period, both are always known."""
    assert figure.start is not None
    assert figure.end is not None
    return {"start": figure.start, "end": figure.end}


def _told(office: Office, rule: AlertRule, alert: Alert) -> list[Notice]:
    """The notices of a new alert: to the rule's roles whose scope counts the figure, and who want them."""
    template = office.notice_templates.get(TEMPLATE)
    if template is None:
        return []
    around = Around.of(office)
    department = alert.group if alert.by == "department" else ""
    head = head_of(around.department(department), around)
    found: list[Notice] = []
    for user in office.users.all():
        if user.role not in rule.roles or not concerns(alert.by, alert.group, user.viewer()):
            continue
        if not office.subscriptions.of(user.id, user.role).alerts:
            continue
        words = {
            "alert": rule.name,
            "reason": sentence(office, rule, alert, user.language),
            "department": group_name(office, alert, user.language),
            "centre": head["centre"],
            "place": head["place"],
        }
        found += to_account(office, user, template, alert.id, department, words)
    return found


def sentence(office: Office, rule: AlertRule, alert: Alert, language: str) -> str:
    """What the alert says: group, measure, figure, threshold."""
    measure = MEASURES[rule.measure].title(language)
    told = figure_text(rule.measure, alert.value, alert.n, language)
    limits = threshold_text(rule, language)
    if language == "en":
        return f"{group_name(office, alert, language)}: {measure} {told} (alert at {limits})"
    return f"{group_name(office, alert, language)}: {measure} {told} (ngưỡng: {limits})"


def group_name(office: Office, alert: Alert, language: str) -> str:
    """Whose figure it is."""
    if not alert.by:
        return "The whole Office" if language == "en" else "Toàn Văn phòng"
    return office.names.name(alert.by, alert.group)
