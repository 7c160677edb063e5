"""Tiếp nhận: take a dossier in, and give its receipt."""

from __future__ import annotations

import streamlit as st

from dashboard.ui import intake, intake_form, intake_queue, intake_receipt
from dashboard.ui.session import header, tr, viewer_for

who = viewer_for("intake")
header(tr("Tiếp nhận", "Intake"), tr("Nhận hồ sơ và hẹn ngày trả.", "Take a dossier in, say when it is due."))
asked = st.query_params
if asked.get("receipt"):
    intake_receipt.show(who, asked["receipt"])
elif asked.get("form"):
    intake_form.show(who, asked["form"])
elif intake.views(who, intake_queue.count(who)) == "queue":
    intake_queue.show(who)
else:
    intake.start(who)
