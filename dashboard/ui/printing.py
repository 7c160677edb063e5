"""Buttons that print: made when they are pressed, and written to the audit by the forms themselves."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from dashboard.access.roles import may
from dashboard.forms import forms_for, render
from dashboard.ui.session import office
from models.dossier import Dossier
from models.viewer import Viewer

PDF = "application/pdf"


def print_buttons(dossiers: Sequence[Dossier], who: Viewer) -> None:
    """A button for each form that makes sense for all of these dossiers: one PDF, a paper each."""
    if not dossiers or not may(who, "print"):
        return
    of_first = forms_for(office(), dossiers[0])
    shared = set.intersection(*({form.kind for form in forms_for(office(), one)} for one in dossiers))
    fitting = [form for form in of_first if form.kind in shared]
    if not fitting:
        return
    codes = [dossier.id for dossier in dossiers]
    name = codes[0] if len(codes) == 1 else f"{len(codes)}-ho-so"
    with st.container(horizontal=True, gap="small"):
        for form in fitting:
            st.download_button(
                form.title, partial(render, office(), who, form.kind, codes), f"{name}-{form.kind}.pdf", PDF,
                key=f"print|{form.kind}|{name}", icon=":material/print:",
            )  # fmt: skip
