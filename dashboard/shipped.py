"""What an Office is given when it is opened: forms, templates of notices, rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seed.alert_rules import alert_rules
from seed.notice_templates import notice_templates
from seed.printed_forms import form_sets
from seed.retention_rules import retention_rules

if TYPE_CHECKING:
    from dashboard.office import Office

#: the marks of an Office that has been given the rules that ship: those that it takes out stay out
ALERT_RULES = "alert_rules"
RETENTION_RULES = "retention_rules"


def give(office: Office) -> None:
    """Give it what it does not have yet; what it has made of its own stays."""
    office.form_sets.add_missing(form_sets())
    office.notice_templates.add_missing(notice_templates())
    if office.meta.get(ALERT_RULES) is None:
        office.alert_rules.add_missing(alert_rules())
        office.meta.set(ALERT_RULES, True)
    if office.meta.get(RETENTION_RULES) is None:
        office.retention_rules.add_missing(retention_rules())
        office.meta.set(RETENTION_RULES, True)
