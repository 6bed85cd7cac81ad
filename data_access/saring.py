"""The order and conditions of a table (``domain.saring``) as SQL over the columns that its read names."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from domain.saring import Saringan, Syarat, Urutan

Expressions = Mapping[str, sa.ColumnElement[Any]]

_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    ">": operator.gt,
}


def columns_of(saringan: Saringan) -> set[str]:
    """Columns that the order and the conditions speak of."""
    return {item.kolom for item in saringan.syarat} | {item.kolom for item in saringan.urut}


def condition(syarat: Syarat, column: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    """One condition on a column of numbers, text or single keys; a choice of several keys means any of them."""
    value = syarat.nilai
    if isinstance(value, bool):
        return column.is_(None) if value else column.is_not(None)
    if isinstance(value, tuple):
        return column.in_(value)
    if isinstance(value, str):
        if syarat.tanda == "~":
            return column.icontains(value, autoescape=True)
        same = sa.func.lower(column) == value.lower()
        return same if syarat.tanda == "=" else sa.not_(same)
    found: sa.ColumnElement[bool] = _COMPARE[syarat.tanda](column, value)
    return found


def ordering(urut: Sequence[Urutan], columns: Expressions, last: sa.ColumnElement[Any]) -> list[sa.ColumnElement[Any]]:
    """Clauses of ORDER BY: what has no value comes last either way, and ``last`` makes the order total."""
    made: list[sa.ColumnElement[Any]] = []
    for item in urut:
        column = columns[item.kolom]
        made.append((column.desc() if item.turun else column.asc()).nulls_last())
    return [*made, last]
