"""What people typed, in a place where the toolkit reads Markdown: shown as it is.

Sentences, labels, tooltips and headings are such places; names, notes and reasons of people go through
`literal` there, as they go through `escape` in HTML. (A test plants markup in every name and looks.)
"""

from __future__ import annotations

import re

#: what Markdown and the toolkit's additions to it read wherever it stands
_ANYWHERE = re.compile(r"([\\`*_\[\]$~<|#])")
#: what begins a list, a heading or a quotation at the begin of a line
_AT_BEGIN = re.compile(r"^(\s*)([-+>=]|\d+(?=[.)]))", re.MULTILINE)
#: icons and emoji (":material/home:", ":red[…]"), and addresses that become links by themselves: these are
#: looked for when the Markdown is read already, where a backslash does not help, but a joiner of no width
_LATER = re.compile(r":(?=[A-Za-z][\w+/-]*[:\[\\])|(?<=https:)(?=//)|(?<=http:)(?=//)|(?<=www)(?=\.)", re.I)
_JOINER = "\u2060"


def literal(text: str) -> str:
    """The text as Markdown that shows just it."""
    marked = _LATER.sub(lambda found: found[0] + _JOINER, text)
    marked = _ANYWHERE.sub(r"\\\1", marked)
    return _AT_BEGIN.sub(lambda found: f"{found[1]}{_shielded(found[2])}", marked)


def _shielded(sign: str) -> str:
    return f"{_JOINER}{sign}" if sign.isdigit() else f"\\{sign}"
