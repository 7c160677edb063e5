"""What a procedure begins with, before anybody has described it (pure)."""

from __future__ import annotations

from models.procedure import Revision, Step, Term


def shortest_process(where: str, intake: int, work: int, title: str) -> tuple[Step, ...]:
    """The shortest process that holds: taken in, worked on (`title`), returned; minutes of the first two.

    Taken in and returned at `where`; the administrator refines it.
    """

    def step(id: str, seq: int, name: str, kind: str, role: str, place: str, minutes: int) -> Step:
        return Step.model_validate(
            {"id": id, "seq": seq, "name": name, "kind": kind, "role": role, "where": place}
            | {"limit_minutes": minutes}
        )

    return (
        step("tiep_nhan", 1, "Tiếp nhận hồ sơ", "intake", "one_stop", where, intake),
        step("tham_dinh", 2, title, "review", "specialist", "responsible", work),
        step("tra_ket_qua", 3, "Trả kết quả", "return", "one_stop", where, 0),
    )


def first_revision(
    procedure: str, term: Term, channels: tuple[str, ...], steps: tuple[Step, ...]
) -> Revision:
    """The first draft of a procedure."""
    return Revision(
        id=f"{procedure}-1",
        order=1,
        procedure=procedure,
        number=1,
        term=term,
        channels=channels,
        steps=steps,
        state="draft",
    )
