"""A tree of ``dash.html`` components as HTML text, for what the browser only shows.

Every component of a Dash page is a subscriber of its store: with the thousand components of a queue and a case, each
change of the address costs seconds. As text they cost nothing, and a case that was made ready beforehand is on the
screen in one frame. What listens to clicks and keys does so on the document, and charts are drawn wherever they appear.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from dash.development.base_component import Component
from markupsafe import escape

_NAMES = {
    "className": "class",
    # By which a script finds an element again among new ones.
    "key": "data-kunci",
    "htmlFor": "for",
    "tabIndex": "tabindex",
    "colSpan": "colspan",
    "rowSpan": "rowspan",
    "srcSet": "srcset",
}
_VOID = frozenset({"br", "hr", "img"})
_UPPER = re.compile(r"[A-Z]")

Node = Component | str | int | float | None


def markup(node: Node | Sequence[Node]) -> str:
    """The HTML of a component, a text, or a list of them; every text and attribute is escaped."""
    if node is None:
        return ""
    if isinstance(node, (list, tuple)):
        return "".join(markup(part) for part in node)
    if not isinstance(node, Component):
        return str(escape(str(node)))
    part: Any = node
    if part._namespace != "dash_html_components":
        raise TypeError(f"{type(node).__name__} lives only in a page of Dash")
    tag = type(node).__name__.lower()
    props = part.to_plotly_json()["props"]
    children = props.pop("children", None)
    head = "".join(_attribute(name, value) for name, value in props.items())
    return f"<{tag}{head}>" if tag in _VOID else f"<{tag}{head}>{markup(children)}</{tag}>"


def _attribute(name: str, value: object) -> str:
    if value is None or value is False:
        return ""
    label = _NAMES.get(name, name)
    if value is True:
        return f" {label}"
    if isinstance(value, dict):
        value = ";".join(f"{_UPPER.sub(lambda at: '-' + at[0].lower(), key)}:{item}" for key, item in value.items())
    return f' {label}="{escape(str(value))}"'
