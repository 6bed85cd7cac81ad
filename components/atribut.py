"""Attributes of HTML whose names Python cannot write as keywords."""

from __future__ import annotations

from typing import Any


def attributes(**values: str) -> dict[str, Any]:
    """``data_siks="tema"`` as ``data-siks="tema"``, to be spread into a component of ``dash.html``."""
    return {name.replace("_", "-"): value for name, value in values.items()}
