"""HTML made of components: everything is escaped, and nothing that lives only in a page of Dash gets in."""

from __future__ import annotations

import pytest
from dash import dcc, html

from components.markup import markup


def test_texts_and_attributes_are_escaped() -> None:
    found = markup(html.P(["a<b", None, 3, html.Img(src='x"y&z', alt="")], className="k", hidden=True))
    assert found == '<p class="k" hidden>a&lt;b3<img alt="" src="x&#34;y&amp;z"></p>'


def test_a_list_is_its_parts_and_a_style_is_css() -> None:
    parts = [html.Label("a", htmlFor="b"), html.Span(style={"minHeight": "3px", "width": "5%"}, tabIndex=0)]
    assert markup(parts) == '<label for="b">a</label><span style="min-height:3px;width:5%" tabindex="0"></span>'


def test_what_is_false_or_missing_is_left_out_and_a_key_is_data() -> None:
    assert markup(html.Details(open=False, title=None, key="k")) == '<details data-kunci="k"></details>'


def test_a_component_that_needs_dash_is_refused() -> None:
    with pytest.raises(TypeError):
        markup(html.Div(dcc.Store(id="x")))
