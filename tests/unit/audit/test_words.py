"""Everything that the audit can hold has words: actions, what is told beside them, subjects."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.audit.words import ACTIONS, CHANGED, DETAILS, KINDS, SUBJECTS, VALUES, actions_of
from models.audit import AUDIT_ACTIONS
from models.notice_template import NoticeTemplate
from models.publication import Publication

ROOT = Path(__file__).parents[3]
ENTRIES = {"Entry", "AuditEntry"}


def trees() -> Iterator[tuple[str, ast.Module]]:
    for folder in ("dashboard", "pages", "seed"):
        for path in (ROOT / folder).rglob("*.py"):
            source = path.read_text("utf-8")
            if "audit" in source:
                yield str(path.relative_to(ROOT)), ast.parse(source)


def written() -> Iterator[tuple[str, str]]:
    """Every text in the code that is an action: where it stands, and what it is."""
    for path, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ENTRIES:
                for given in node.keywords:
                    if given.arg == "action" and isinstance(given.value, ast.Constant):
                        yield path, str(given.value.value)
            if isinstance(node, ast.Constant) and node.value in AUDIT_ACTIONS:
                yield path, str(node.value)


def test_every_action_that_the_code_writes_has_words_and_every_word_is_of_one_that_it_writes() -> None:
    found = {action for path, action in written() if path != "dashboard/audit/words.py"}
    assert set(AUDIT_ACTIONS) == set(ACTIONS)
    assert found == set(ACTIONS)
    for action, words in ACTIONS.items():
        assert words.kind in KINDS and words.vi and words.en, action
        assert action not in (words.vi, words.en)


def test_every_kind_has_actions_and_names_differ() -> None:
    assert all(actions_of(kind) for kind in KINDS)
    for place in (1, 2):
        names = [words[place] for words in ACTIONS.values()]
        assert len(names) == len(set(names))


def keys(node: ast.expr) -> Iterator[str]:
    """The names in a dict that is written out, those of the dicts within it too."""
    for one in ast.walk(node):
        if isinstance(one, ast.Dict):
            yield from (str(key.value) for key in one.keys if isinstance(key, ast.Constant))


def test_whatever_is_told_beside_an_action_has_a_title_or_is_left_out_on_purpose() -> None:
    told: set[str] = set()
    for _, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                given = {one.arg: one.value for one in node.keywords}
                if isinstance(node.func, ast.Name) and node.func.id in ENTRIES and "detail" in given:
                    told.update(keys(given["detail"]))
                if isinstance(node.func, ast.Attribute) and node.func.attr == "_audit":
                    told.update(name for name in given if name)
            names = [one.id for one in getattr(node, "targets", []) if isinstance(one, ast.Name)]
            if isinstance(node, ast.Assign) and names == ["detail"] and isinstance(node.value, ast.Dict):
                told.update(keys(node.value))
    assert len(told) > 25
    assert told - set(DETAILS) == set()


@pytest.mark.parametrize("model", [Publication, NoticeTemplate])
def test_what_can_be_changed_of_a_document_has_words(model: type[Publication | NoticeTemplate]) -> None:
    fields = {name for name in model.model_fields if not name.startswith("changed_")} - {"id", "order"}
    assert fields - set(CHANGED) - {"valid_from", "valid_to"} == set()


def test_words_are_in_both_languages() -> None:
    for words in (*SUBJECTS.values(), *VALUES.values(), *CHANGED.values(), *filter(None, DETAILS.values())):
        assert all(words)
