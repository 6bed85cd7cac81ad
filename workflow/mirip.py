"""How likely two records are one person: a Fellegi-Sunter model of splink with fixed weights (decision 19).

The weights were estimated once on generated people with mistakes of clerks in a known share, and are kept here, so that
the same pair gets the same score everywhere and always. splink and DuckDB are loaded when a search begins: no web
process needs them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from domain.ejaan import kunci, split
from domain.ganda import Orang, Pasangan, dasar_of
from domain.nik import baca_nik
from domain.padan import polos, tanpa_gelar

if TYPE_CHECKING:
    from splink import Linker

# Shown from here on; who is less likely one person would be too many to look at.
AMBANG = 0.2
# Of those who come with a file, so many are there already under another number: what the generated people were given.
_SHARE_ALREADY_THERE = 0.01
_MOST_A_PERSON = 5
_MEMORY = "1GB"
_PART = 50_000


# Field -> levels from the strongest agreement down: condition, share of true pairs, share of other pairs, and where the
# share of other pairs is that of the value itself, the column whose frequency counts. A field that is missing on one
# side says nothing. Of a NIK the share of others is that among people born on one day, of the sex that among people of
# one name: a date or a name must not be counted twice.
_LEVELS: dict[str, tuple[tuple[str, float, float, str | None], ...]] = {
    "nama": (
        ("nama_l = nama_r", 0.57, 0.0009, "bunyi"),
        ("bunyi_l = bunyi_r", 0.13, 0.0009, "bunyi"),
        (
            "damerau_levenshtein(bunyi_l, bunyi_r) <= CASE WHEN length(bunyi_l) < 8 THEN 1 ELSE 2 END",
            0.18,
            0.0012,
            None,
        ),
        ("list_has_all(kata_l, kata_r) OR list_has_all(kata_r, kata_l)", 0.08, 0.0035, None),
        ("ELSE", 0.04, 0.9935, None),
    ),
    "tgl_lahir": (
        ("lahir_l = lahir_r", 0.83, 0.0003, None),
        ("tahun_l = tahun_r AND hari_l = bulan_r AND bulan_l = hari_r", 0.02, 0.00002, None),
        ("damerau_levenshtein(lahir_l, lahir_r) = 1", 0.06, 0.0012, None),
        ("tahun_l = tahun_r", 0.06, 0.014, None),
        ("ELSE", 0.03, 0.98448, None),
    ),
    "nik": (
        ("seri_l = seri_r AND damerau_levenshtein(nik12_l, nik12_r) <= 2", 0.45, 0.08, None),
        ("nik12_l = nik12_r", 0.28, 0.15, None),
        ("ELSE", 0.27, 0.77, None),
    ),
    "ibu": (
        ("ibu_l = ibu_r", 0.71, 0.0034, None),
        ("damerau_levenshtein(ibu_l, ibu_r) <= 2", 0.17, 0.0039, None),
        ("ELSE", 0.12, 0.9927, None),
    ),
    "jns_kel": (("jns_kel_l = jns_kel_r", 0.98, 0.95, None), ("ELSE", 0.02, 0.05, None)),
    "tempat": (
        ("desa_l = desa_r", 0.6, 0.03, "desa"),
        ("kecamatan_l = kecamatan_r", 0.2, 0.1, "kecamatan"),
        ("ELSE", 0.2, 0.87, None),
    ),
}
# A value that nobody else has is not rarer than this: the register is not the whole country.
_RAREST = 0.00002
_COLUMN = {"nama": "bunyi", "tgl_lahir": "lahir", "tempat": "desa"}
# Pairs are looked at only when they share one of these.
_BLOCKS = (
    ("bunyi", "tahun"), ("bunyi", "hari", "bulan"), ("lahir", "pertama"), ("lahir", "terakhir"),
    ("lahir", "jns_kel", "awal"), ("nik12", "pertama"), ("nik12", "terakhir"), ("ibu", "tahun", "jns_kel"), ("nik",),
)  # fmt: skip

_SCHEMA = pa.schema(
    [
        (name, pa.string())
        for name in ("unique_id", "idbdt", "nama", "bunyi", "pertama", "terakhir", "awal", "lahir", "nik")
    ]
    + [(name, pa.string()) for name in ("nik12", "seri", "ibu")]
    + [(name, pa.int16()) for name in ("tahun", "bulan", "hari", "jns_kel")]
    + [("desa", pa.int64()), ("kecamatan", pa.int64())]
    + [("kata", pa.list_(pa.string()))]
)


def cari_mirip(datang: Sequence[Orang], lain: Iterable[Orang]) -> list[Pasangan]:
    """Pairs of somebody who came and somebody else, of another household, who are likely one person; best first.

    ``lain`` is the register without those who came; those who came are compared with each other too. At most five
    for each who came. Deterministic; scores in a gigabyte at most, on disk beyond that.
    """
    if not datang:
        return []
    came = _table(datang)
    everybody = pa.concat_tables([came, _table(lain)])
    linker = _linker(came, everybody)
    found = linker.inference.predict(threshold_match_probability=AMBANG)
    return _best(found.as_record_list(), {item.idartbdt for item in datang})


def _best(rows: Iterable[Mapping[str, Any]], came: set[str]) -> list[Pasangan]:
    pairs = {}
    for row in rows:
        sides = [(row[f"unique_id_{side}"], row[f"idbdt_{side}"]) for side in "lr"]
        # Two who both came are found from either side.
        one, other = sorted(sides, key=lambda side: (side[0] not in came, side[0]))
        agreement = dasar_of({field: int(row[f"gamma_{field}"]) for field in _LEVELS})
        pairs[one, other] = Pasangan(*one, *other, float(row["match_probability"]), agreement)
    taken: Counter[str] = Counter()
    best = []
    for item in sorted(pairs.values(), key=lambda item: (-item.skor, item.idartbdt, item.idartbdt_mirip)):
        if taken[item.idartbdt] < _MOST_A_PERSON:
            taken[item.idartbdt] += 1
            best.append(item)
    return best


def _linker(datang: pa.Table, semua: pa.Table) -> Linker:
    # A fifth of a second and a hundred megabytes, for a search only.
    import duckdb  # noqa: PLC0415
    from splink import Linker, SettingsCreator  # noqa: PLC0415
    from splink.backends.duckdb import DuckDBAPI  # noqa: PLC0415

    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[_comparison(field) for field in _LEVELS],
        blocking_rules_to_generate_predictions=[_block(columns) for columns in _BLOCKS],
        probability_two_random_records_match=_SHARE_ALREADY_THERE / len(semua),
        additional_columns_to_retain=["idbdt"],
    )
    memory = duckdb.connect(config={"threads": 1, "memory_limit": _MEMORY, "autoinstall_known_extensions": False})
    api = DuckDBAPI(memory)
    return Linker([api.register(datang), api.register(semua)], settings, log_level="WARNING")


def _block(columns: Sequence[str]) -> dict[str, Any]:
    shared = [f"l.{column} = r.{column}" for column in columns]
    return {"blocking_rule": " AND ".join([*shared, "l.idbdt <> r.idbdt"]), "sql_dialect": "duckdb"}


def _comparison(field: str) -> dict[str, Any]:
    column = _COLUMN.get(field, field)
    levels: list[dict[str, Any]] = [
        {"sql_condition": f"{column}_l IS NULL OR {column}_r IS NULL", "label_for_charts": "-", "is_null_level": True}
    ]
    for condition, m, u, frequency in _LEVELS[field]:
        level = {"sql_condition": condition, "label_for_charts": condition, "m_probability": m, "u_probability": u}
        if frequency:
            level |= {"tf_adjustment_column": frequency, "tf_minimum_u_value": _RAREST}
        levels.append(level)
    return {"output_column_name": field, "comparison_levels": levels}


def _table(orang: Iterable[Orang]) -> pa.Table:
    """In parts: rows as Python objects take ten times the room."""
    left = iter(orang)
    parts = []
    while part := list(islice(left, _PART)):
        parts.append(pa.RecordBatch.from_pylist([_row(item) for item in part], schema=_SCHEMA))
    return pa.Table.from_batches(parts, schema=_SCHEMA)


def _row(item: Orang) -> dict[str, Any]:
    words = tanpa_gelar(polos(item.nama))
    keys = [_key(word) for word in split(words)]
    born = item.tgl_lahir
    number = item.nik if baca_nik(item.nik) else None
    return {
        "unique_id": item.idartbdt,
        "idbdt": item.idbdt,
        "desa": item.desa,
        "kecamatan": item.desa // 10_000,
        "nama": words or None,
        "bunyi": " ".join(sorted(keys)) or None,
        "kata": keys,
        "pertama": keys[0] if keys else None,
        "terakhir": keys[-1] if keys else None,
        "awal": keys[0][:1] if keys else None,
        "lahir": born.isoformat() if born else None,
        "tahun": born.year if born else None,
        "bulan": born.month if born else None,
        "hari": born.day if born else None,
        "jns_kel": item.jns_kel,
        "nik": number,
        "nik12": number[:12] if number else None,
        "seri": number[12:] if number else None,
        "ibu": " ".join(sorted(_key(word) for word in split(tanpa_gelar(polos(item.ibu or ""))))) or None,
    }


@lru_cache(maxsize=50_000)
def _key(word: str) -> str:
    return kunci(word)
