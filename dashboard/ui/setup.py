"""The first steps of a new Office, for its administrator: what is done, and what comes next."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard.access.roles import may
from dashboard.setup import tasks
from dashboard.ui.session import link, office, tr
from models.viewer import Viewer


def first_steps(who: Viewer) -> bool:
    """The list of what is to be done before the first dossier; False where there are dossiers already."""
    # The figures are asked first: on the embedded server a look whether there is any reads all of them.
    if not may(who, "catalogue") or office().cube.frame.rows or office().store.holds("dossiers"):
        return False
    found = tasks(office())
    following = next((task for task in found if not task.done), None)
    items = []
    for task in found:
        sign, kind = ("✓", "mc-good") if task.done else ("○", "mc-soft")
        if task is following:
            sign, kind = "→", "mc-risk"
        what, how = escape(tr(*task.what)), escape(tr(*task.how))
        if may(who, f"page.{task.page}"):
            address = escape(link(task.page, **dict(task.params)))
            what = f'<a class="mc-link" href="{address}" target="_self">{what}</a>'
        items.append(
            f'<li style="margin:.5rem 0"><span class="{kind}">{sign}</span> <strong>{what}</strong><br>'
            f'<span class="mc-soft">{how}</span></li>'
        )
    title = tr("Bắt đầu: từ danh mục trống đến hồ sơ đầu tiên", "To begin with: the way to the first dossier")
    st.html(
        f'<section class="mc-card" aria-label="{title}"><h2 class="mc-h2">{title}</h2>'
        f'<ol style="padding-left:1.4rem">{"".join(items)}</ol></section>'
    )
    return True
