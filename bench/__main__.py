"""``make bench``: every measurement beside its floor, one JSON object a line and a table at the end."""

from __future__ import annotations

import argparse
import importlib
import json
import logging
import pkgutil
import sys
from collections.abc import Iterator

import bench
from bench.common import Measurement


def _measure(only: str) -> Iterator[Measurement]:
    for module in sorted(info.name for info in pkgutil.iter_modules(bench.__path__)):
        found = importlib.import_module(f"bench.{module}") if not module.startswith("_") else None
        for prefix, function in getattr(found, "MEASURES", {}).items():
            # A measurement yields several names; its prefix says which, so that the others are never run.
            if prefix.startswith(only) or only.startswith(prefix):
                yield from (item for item in function() if item["name"].startswith(only))


def main() -> int:
    """Run what the prefix asks for; 1 when nothing has that name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="prefix of the names to measure")
    only = parser.parse_args().only
    # The access log of the server under measurement is no result.
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    done = []
    for item in _measure(only):
        print(json.dumps(item), flush=True)
        done.append(item)
    if not done:
        print(f"No measurement begins with {only!r}.", file=sys.stderr)
        return 1
    print(f"\n{'name':<28}{'value':>12} {'unit':<22}{'floor':>12}{'ratio':>8}{'n':>7}")
    for item in done:
        print(
            f"{item['name']:<28}{item['value']:>12.4g} {item['unit']:<22}{item['floor']:>12.4g}"
            f"{item['ratio']:>8.2f}{item['n']:>7}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
