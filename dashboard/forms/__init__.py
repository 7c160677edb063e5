"""Printed forms: the papers that an applicant takes home, the control slip, the daily register."""

from dashboard.forms.printing import MOST, NoForm, form_for, forms_for, render
from dashboard.forms.register import MOST_DAYS, XLSX, Register
from dashboard.forms.typeset import CannotPrint

__all__ = [
    "MOST",
    "MOST_DAYS",
    "XLSX",
    "CannotPrint",
    "NoForm",
    "Register",
    "form_for",
    "forms_for",
    "render",
]
