"""The life of a revision: drafted, reviewed, published with its decision, and published anew.

What is in flight keeps the revision under which it was received: nothing here touches a dossier.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from dashboard.access.roles import require
from dashboard.catalogue.process import check
from models.audit import Entry
from models.errors import MotcuaError
from models.procedure import Procedure, Revision
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office


class NotPublished(MotcuaError):
    """The revision cannot be published like this; nothing was changed."""


class ChangedMeanwhile(MotcuaError):
    """Somebody else has changed the draft; nothing was written."""

    def __init__(self) -> None:
        super().__init__(
            "Người khác vừa sửa bản nháp này; hãy mở lại rồi sửa tiếp.",
            "Somebody else has just changed this draft; open it again and go on.",
        )


class Publishing:
    """The service behind the catalogue's screen."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def draft_of(self, viewer: Viewer, procedure: str, source: Revision | None = None) -> Revision:
        """A new draft: of `source` (by default the newest published one), with the next number.

        The draft that there is already is given back instead. Raises NotAllowed.
        """
        require(viewer, "catalogue")
        known = self._office.revisions.of(procedure)
        open_ = next((one for one in known if one.state in ("draft", "review")), None)
        if open_ is not None and source is None:
            return open_
        if open_ is not None:
            raise NotPublished(
                f"Đang có bản nháp số {open_.number}; hãy công bố hoặc hủy bản đó trước.",
                f"There is a draft already (number {open_.number}); publish or discard it first.",
            )
        number = max((one.number for one in known), default=0) + 1
        published = [one for one in known if one.state == "published"]
        source = source or (published[-1] if published else None)
        if source is None:
            raise NotPublished(
                "Thủ tục chưa có phiên bản nào để sửa.", "The procedure has no revision to start from."
            )
        draft = source.model_copy(
            update={
                "id": f"{procedure}-{number}",
                "number": number,
                "order": number,
                "state": "draft",
                "valid_from": None,
                "valid_to": None,
                "decision": "",
                **self._by(viewer),
            }
        )
        self._office.revisions.put(draft)
        self._audit(viewer, procedure, "drafted", number)
        return draft

    def first_draft(self, viewer: Viewer, draft: Revision) -> Revision:
        """The first draft of a procedure that has none yet."""
        require(viewer, "catalogue")
        if self._office.revisions.of(draft.procedure):
            raise ChangedMeanwhile
        kept = draft.model_copy(update={"state": "draft", **self._by(viewer)})
        self._office.revisions.put(kept)
        self._audit(viewer, draft.procedure, "drafted", draft.number)
        return kept

    def save(self, viewer: Viewer, draft: Revision, seen: Revision) -> Revision:
        """Keep what was changed in a draft; `seen` is the draft as it was read before the change.

        Raises ChangedMeanwhile where it is another one by now or no draft any more.
        """
        require(viewer, "catalogue")
        now = self._office.revisions.get(draft.id)
        if now is None or now.state not in ("draft", "review") or now != seen:
            raise ChangedMeanwhile
        kept = draft.model_copy(update={"state": "draft", **self._by(viewer)})
        self._office.revisions.put(kept)
        return kept

    def to_review(self, viewer: Viewer, draft: Revision) -> Revision:
        """Hand a draft to a second person. Raises NotPublished where something keeps it back."""
        return self._moved(viewer, draft, "draft", "review")

    def back(self, viewer: Viewer, draft: Revision) -> Revision:
        """Give it back from the review to be worked on."""
        return self._moved(viewer, draft, "review", "draft")

    def discard(self, viewer: Viewer, draft: Revision) -> Revision:
        """Give a draft up; it stays to be read."""
        require(viewer, "catalogue")
        now = self._office.revisions.get(draft.id)
        if now is None or now.state not in ("draft", "review"):
            raise ChangedMeanwhile
        kept = now.model_copy(update={"state": "discarded", **self._by(viewer)})
        self._office.revisions.put(kept)
        self._audit(viewer, draft.procedure, "discarded", draft.number)
        return kept

    def publish(self, viewer: Viewer, draft: Revision, since: date, decision: str) -> Revision:
        """Put a reviewed revision in force from the day `since`, by a decision.

        The one before it ends the day before. Raises NotPublished for what blocks: no review, no decision,
        a day not after the one on which the present revision began, a process that does not hold.
        """
        require(viewer, "catalogue")
        now = self._office.revisions.get(draft.id)
        if now is None or now != draft:
            raise ChangedMeanwhile
        if now.state != "review":
            raise NotPublished("Hãy chuyển rà soát trước khi công bố.", "It has to be reviewed first.")
        if not decision.strip():
            raise NotPublished("Hãy ghi số quyết định công bố.", "Give the number of the decision.")
        blocking = [one for one in check(now, self._office.departments.tree(since)) if one.blocks]
        if blocking:
            raise NotPublished(
                "Chưa công bố được: " + " ".join(one.vi for one in blocking),
                "It cannot be published: " + " ".join(one.en for one in blocking),
            )
        published = [one for one in self._office.revisions.of(now.procedure) if one.state == "published"]
        begun = max((one.valid_from for one in published if one.valid_from is not None), default=None)
        if begun is not None and since <= begun:
            raise NotPublished(
                f"Phiên bản đang áp dụng bắt đầu ngày {begun:%d/%m/%Y}; ngày áp dụng phải sau ngày đó.",
                f"The present revision began on {begun:%d/%m/%Y}; the new one has to begin later.",
            )
        kept = now.model_copy(
            update={
                "state": "published",
                "valid_from": since,
                "decision": decision.strip(),
                **self._by(viewer),
            }
        )
        # The new one first: of two in force the younger counts, so a kill in between leaves no gap.
        self._office.revisions.put(kept)
        for one in published:
            if one.valid_to is None or one.valid_to >= since:
                self._office.revisions.put(one.model_copy(update={"valid_to": since - timedelta(days=1)}))
        self._office.names.forget()
        self._audit(viewer, now.procedure, "published", now.number, decision=decision.strip())
        return kept

    def again(self, viewer: Viewer, old: Revision) -> Revision:
        """A draft that says what an old revision said: published, it rolls back to that."""
        return self.draft_of(viewer, old.procedure, old)

    def keep_procedure(self, viewer: Viewer, procedure: Procedure) -> None:
        """Keep the entry of a procedure in the catalogue."""
        require(viewer, "catalogue")
        self._office.procedures.put(procedure)
        self._office.names.forget()
        self._audit(viewer, procedure.id, "entry", 0)

    def _moved(self, viewer: Viewer, draft: Revision, source: str, target: str) -> Revision:
        require(viewer, "catalogue")
        now = self._office.revisions.get(draft.id)
        if now is None or now.state != source:
            raise ChangedMeanwhile
        kept = now.model_copy(update={"state": target, **self._by(viewer)})
        self._office.revisions.put(kept)
        self._audit(viewer, draft.procedure, target, draft.number)
        return kept

    def _by(self, viewer: Viewer) -> dict[str, object]:
        return {"changed_by": viewer.user_id, "changed_at": self._office.now()}

    def _audit(self, viewer: Viewer, procedure: str, what: str, number: int, **detail: str) -> None:
        entry = Entry(
            at=self._office.now(),
            actor=viewer.user_id,
            action="catalogue_changed",
            subject=procedure,
            detail={"what": what, "revision": str(number), **detail},
        )
        self._office.audit.add(entry)
