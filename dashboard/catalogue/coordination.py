"""What is to be said of the opinions that a step asks for (pure): who is gone never answers."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.catalogue.finding import Finding
from models.department import DepartmentTree
from models.procedure import Step


def opinions(step: Step, tree: DepartmentTree | None) -> Iterator[Finding]:
    """The findings of one step; of the agencies themselves only where the `tree` is known.

    An agency that ended with a successor is no fault: the successor is asked. Without one, or unknown to the
    catalogue, it never answers, and every dossier would wait at this step for ever; unless silence is
    consent, which is no way to ask an agency that is not there, so that blocks as well.
    """
    if not step.opinions:
        return
    if step.kind == "return":
        yield Finding(
            "opinion_never",
            f"Bước “{step.name}” trả kết quả nên không thể xin ý kiến.",
            f"The step “{step.name}” returns the result and cannot ask for opinions.",
            step.id,
        )
    for one in step.opinions:
        if tree is None:
            break
        if one not in tree or tree.current(one).ended(tree.on):
            called = tree[one].name if one in tree else one
            yield Finding(
                "opinion_gone",
                f"Bước “{step.name}” xin ý kiến “{called}”, cơ quan không còn và không có cơ quan kế thừa.",
                f"The step “{step.name}” asks “{called}”, which is gone and has no successor.",
                step.id,
            )
    if step.silence and not step.opinion_minutes:
        yield Finding(
            "opinion_endless",
            f"Bước “{step.name}”: im lặng là đồng ý nhưng chưa có thời hạn cho ý kiến.",
            f"The step “{step.name}”: silence is consent, but there is no limit for the opinions.",
            step.id,
        )
    if step.opinion_minutes > step.limit_minutes > 0:
        yield Finding(
            "opinion_slow",
            f"Bước “{step.name}”: thời hạn cho ý kiến dài hơn thời hạn của bước.",
            f"The step “{step.name}”: the opinions have longer than the step itself.",
            step.id,
        )
