"""What is asked of the applicant before the dossier is taken in, and what they send when they are asked."""

from __future__ import annotations

from dashboard.flow.action import Action, ActionRefused, Moment
from dashboard.flow.facts import Updates
from dashboard.flow.rules import need, rule
from models.dossier import Ask, Dossier, Supply

#: of each, so that a document stays bounded
MOST_TIMES = 10
#: files of a dossier
MOST_PAPERS = 100


def may_ask(dossier: Dossier, day: int) -> None:
    """Refuse to ask on and on."""
    if len(dossier.asks) >= MOST_TIMES:
        raise ActionRefused(
            f"Đã yêu cầu hoàn thiện {MOST_TIMES} lần; hãy tiếp nhận hoặc từ chối, nêu lý do.",
            f"It was asked for more {MOST_TIMES} times; accept it, or refuse it with the reason.",
        )


@rule("ask_more", ("submitted",), "Yêu cầu hoàn thiện hồ sơ", "Ask for more before intake",
      guard=may_ask, needs=("reason",))  # fmt: skip
def ask_more(dossier: Dossier, action: Action, moment: Moment) -> Updates:
    """Tell the applicant what is missing (form 02), all of it at once: needs `reason`; no term runs yet."""
    need(action.reason, "Phải ghi rõ nội dung cần hoàn thiện.", "Say what is missing.")
    ask = Ask(reason=action.reason.strip(), at=moment.now, day=moment.day)
    return {"asks": (*dossier.asks, ask)}


def was_asked(dossier: Dossier, day: int) -> None:
    """Refuse what nobody has asked for, and what comes too often."""
    if dossier.state == "submitted" and not dossier.asks:
        raise ActionRefused(
            "Hồ sơ chưa được yêu cầu bổ sung gì.", "Nothing was asked for with this dossier."
        )
    if len(dossier.supplies) >= MOST_TIMES:
        raise ActionRefused(
            f"Đã gửi bổ sung {MOST_TIMES} lần; xin mang giấy tờ đến nơi tiếp nhận.",
            f"A supplement was sent {MOST_TIMES} times; please bring the papers to the desk.",
        )


@rule("supply", ("submitted", "supplement"), "Nộp giấy tờ bổ sung", "Hand in a supplement",
      guard=was_asked, needs=("note",))  # fmt: skip
def supply(dossier: Dossier, action: Action, moment: Moment) -> Updates:
    """What the applicant sends when asked: a `note`, and files (`papers`) that become the dossier's.

    The clock of a pause stands until the desk has taken it in (`receive_supplement`).
    """
    need(action.note, "Hãy ghi bổ sung những gì.", "Say what is handed in.")
    if len(dossier.papers) + len(action.papers) > MOST_PAPERS:
        raise ActionRefused(
            f"Hồ sơ đã có {len(dossier.papers)} tệp, nhiều nhất {MOST_PAPERS}.",
            f"The dossier has {len(dossier.papers)} files, at most {MOST_PAPERS}.",
        )
    sent = Supply(
        at=moment.now, day=moment.day, note=action.note.strip(),
        papers=tuple(paper.id for paper in action.papers),
    )  # fmt: skip
    return {"supplies": (*dossier.supplies, sent), "papers": (*dossier.papers, *action.papers)}
