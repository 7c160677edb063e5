"""The revisions of a procedure: what holds, the draft that is worked on, and how it is published."""

from __future__ import annotations

import datetime
from html import escape

import streamlit as st

from dashboard.catalogue.changes import differences, limit_words, money
from dashboard.catalogue.process import check
from dashboard.catalogue.publishing import Publishing
from dashboard.cube.question import Question
from dashboard.ui.catalogue import base, components, fields, moving, steps
from dashboard.ui.said import say
from dashboard.ui.session import language, link, name, number, office, told, tr
from models.errors import MotcuaError
from models.procedure import Procedure, Revision
from models.viewer import Viewer

STATES = {
    "draft": ("bản nháp", "draft"),
    "review": ("đang rà soát", "in review"),
    "published": ("đã công bố", "published"),
    "discarded": ("đã hủy", "discarded"),
}


def summary(procedure: Procedure, revision: Revision | None) -> None:
    """What holds for dossiers received today."""
    if revision is None:
        st.info(
            tr(
                "Chưa có phiên bản nào đang áp dụng: thủ tục chưa tiếp nhận được. "
                "Hãy soạn bản nháp, rà soát và công bố.",
                "No revision is in force, so nothing can be taken in. "
                "Draft one, have it reviewed, publish it.",
            )
        )
        return
    since = f"{revision.valid_from:%d/%m/%Y}" if revision.valid_from else tr("từ đầu", "the beginning")
    pairs = [
        (tr("Phiên bản", "Revision"), f"{revision.number} · {tr('áp dụng từ', 'since')} {since}"),
        (tr("Quyết định", "Decision"), revision.decision or "–"),
        (tr("Thời hạn", "Limit"), limit_words(revision.term, language())),
        (tr("Phí, lệ phí", "Fee"), money(revision)),
        (tr("Hình thức", "Channels"), ", ".join(name("channel", id) for id in revision.channels)),
        (tr("Kết quả", "Result"), procedure.result or "–"),
        (tr("Căn cứ", "Legal basis"), revision.legal_basis or "–"),
    ]
    st.html(
        '<div class="mc-card mc-grid">'
        + "".join(
            f'<div><span class="mc-soft">{escape(label)}</span><br>{escape(value)}</div>'
            for label, value in pairs
        )
        + "</div>"
    )
    steps.diagram(revision)
    components.components_table(revision)


def draft(
    who: Viewer, procedure: Procedure, draft: Revision | None, now: Revision | None, edits: bool
) -> None:
    """The draft: worked on, checked, compared, tried out, published."""
    service = Publishing(office())
    if draft is None:
        st.info(tr("Không có bản nháp.", "There is no draft."))
        if (
            edits
            and now is not None
            and st.button(tr("Soạn phiên bản mới", "Draft a new revision"), type="primary")
        ):
            attempt(lambda: service.draft_of(who, procedure.id))
        return
    by = office().users.get(draft.changed_by)
    st.caption(
        f"{tr('Phiên bản', 'Revision')} {draft.number} · {tr(*STATES[draft.state])} · "
        f"{by.name if by else draft.changed_by}"
    )
    works = edits and draft.state == "draft"
    base_tab, process_tab, form_tab, papers_tab, publish_tab = st.tabs(
        [
            tr("Thời hạn, phí", "Limit, fee"),
            tr("Quy trình", "Process"),
            tr("Biểu mẫu", "Form"),
            tr("Thành phần", "Components"),
            tr("Rà soát, công bố", "Review, publish"),
        ],
        key=f"draft:{draft.id}",
    )
    with base_tab:
        keep(service, who, draft, base.base(draft, works))
    with process_tab:
        keep(service, who, draft, steps.steps(draft, works))
    with form_tab:
        keep(service, who, draft, fields.builder(draft, works))
    with papers_tab:
        keep(service, who, draft, components.components(draft, works))
    with publish_tab:
        publishing(service, who, draft, now, edits)


def keep(service: Publishing, who: Viewer, seen: Revision, changed: Revision | None) -> None:
    """Save what a part has changed."""
    if changed is not None and changed != seen:
        attempt(lambda: service.save(who, changed, seen))


def attempt(act: object, done: str = "") -> None:
    """Do it, say so, and draw anew; or say why not."""
    try:
        act()  # type: ignore[operator]
    except MotcuaError as error:
        st.error(told(error))
        return
    say(done or tr("Đã lưu.", "Saved."))
    st.rerun()


def publishing(service: Publishing, who: Viewer, draft: Revision, now: Revision | None, edits: bool) -> None:
    """Findings, the difference, the dry run, and the buttons."""
    findings = check(draft, office().departments.tree(office().local_date()))
    for finding in findings:
        (st.error if finding.blocks else st.warning)(tr(finding.vi, finding.en))
    if not findings:
        st.success(tr("Quy trình không có vấn đề nào.", "Nothing is wrong with the process."))
    if now is not None:
        told_ = differences(now, draft)
        title = tr(f"Khác với phiên bản {now.number} đang áp dụng", f"Against revision {now.number} in force")
        st.html(f"<h2 class='mc-h2'>{title}</h2>")
        if told_:
            st.dataframe(
                [
                    {
                        tr("Mục", "What"): tr(d.vi, d.en),
                        tr("Trước", "Before"): d.before,
                        tr("Sau", "After"): d.after,
                    }
                    for d in told_
                ],
                hide_index=True,
                width="stretch",
            )
        else:
            st.caption(tr("Không có gì khác.", "Nothing differs."))
        in_flight(who, draft.procedure, now)
        moving.dry_run(who, draft, moves=False)
    if not edits:
        return
    one, _, three = st.columns(3)
    if draft.state == "draft":
        if one.button(tr("Chuyển rà soát", "Hand to review"), type="primary", width="stretch"):
            attempt(lambda: service.to_review(who, draft))
    else:
        if one.button(tr("Trả về bản nháp", "Back to draft"), width="stretch"):
            attempt(lambda: service.back(who, draft))
        with st.form(f"publish:{draft.id}", border=True):
            left, right = st.columns(2)
            decision = left.text_input(
                tr("Số quyết định công bố *", "Decision *"), max_chars=120, placeholder="1234/QĐ-UBND"
            )
            since = right.date_input(
                tr("Áp dụng cho hồ sơ tiếp nhận từ *", "For dossiers received from *"),
                office().local_date() + datetime.timedelta(days=1 if now is not None else 0),
                format="DD/MM/YYYY",
            )
            if st.form_submit_button(tr("Công bố", "Publish"), type="primary"):
                said = tr(f"Đã công bố phiên bản {draft.number}.", f"Revision {draft.number} is published.")
                attempt(lambda: service.publish(who, draft, since, decision), said)
    if three.button(tr("Hủy bản nháp", "Discard the draft"), width="stretch"):
        attempt(lambda: service.discard(who, draft))


def in_flight(who: Viewer, procedure: str, now: Revision) -> None:
    """What is under way: it keeps the revision under which it was received."""
    question = Question(("backlog",), at=office().today(), where={"procedure": (procedure,)})
    try:
        figures = office().cube.figures(who, question)
    except MotcuaError as error:
        st.caption(told(error))
        return
    count = int(figures[0].value or 0) if figures else 0
    address = link("listing", measure="backlog", procedure=procedure)
    st.markdown(
        tr(
            f"[{number(count)} hồ sơ đang giải quyết]({address}) giữ nguyên phiên bản lúc tiếp nhận "
            f"(hiện là {now.number}); hạn trả của chúng không đổi.",
            f"[{number(count)} dossiers under way]({address}) keep the revision of their receipt "
            f"(now {now.number}); their due dates do not move.",
        )
    )


def history(who: Viewer, known: list[Revision], edits: bool, *, has_draft: bool) -> None:
    """All revisions, and their differences; an old one can be published again."""
    st.dataframe(
        [
            {
                tr("Số", "Number"): one.number,
                tr("Trạng thái", "State"): tr(*STATES[one.state]),
                tr("Từ ngày", "From"): one.valid_from,
                tr("Đến ngày", "To"): one.valid_to,
                tr("Quyết định", "Decision"): one.decision,
                tr("Thời hạn", "Limit"): limit_words(one.term, language()),
                tr("Số bước", "Steps"): len(one.steps),
            }
            for one in reversed(known)
        ],
        hide_index=True,
        width="stretch",
    )
    if len(known) < 2:
        return
    by_number = {one.number: one for one in known}
    one, two, three = st.columns([1, 1, 2], vertical_alignment="bottom")
    before = one.selectbox(tr("So sánh", "Compare"), list(by_number), index=len(by_number) - 2)
    after = two.selectbox(tr("với", "with"), list(by_number), index=len(by_number) - 1)
    if edits and not has_draft and by_number[before].state == "published":
        label = tr(f"Soạn lại theo phiên bản {before}", f"Draft revision {before} again")
        if three.button(label):
            attempt(lambda: Publishing(office()).again(who, by_number[before]))
    st.dataframe(
        [
            {tr("Mục", "What"): tr(d.vi, d.en), tr("Trước", "Before"): d.before, tr("Sau", "After"): d.after}
            for d in differences(by_number[before], by_number[after])
        ],
        hide_index=True,
        width="stretch",
    )
