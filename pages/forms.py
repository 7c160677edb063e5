"""In biểu mẫu: which paper, for which dossier?"""

from __future__ import annotations

import streamlit as st

from dashboard.ui.forms import book, papers
from dashboard.ui.session import header, tr, viewer_for

who = viewer_for("forms")
header(
    tr("In biểu mẫu", "Printed forms"), tr("In giấy nào, cho hồ sơ nào?", "Which paper, for which dossier?")
)
of_dossiers, of_days = st.tabs([tr("Giấy của hồ sơ", "Papers of dossiers"), tr("Sổ theo dõi", "Register")])
with of_dossiers:
    papers.show(who)
with of_days:
    book.show(who)
