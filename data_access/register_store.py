"""Approved changes of cases written into the register, set by set, and taken back.

A change is JSON laid over the row by ``jsonb_populate_record``, which casts each value to the column's type. What was
there before is kept the same way, so that an undo restores it exactly.
"""

# ruff: noqa: S608 - the text is put together from names of our own schema; every value is bound.

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import JSONB

from domain.siks import KOLOM, Bagian, StaArt


class TidakCocok(Exception):
    """A proposed value does not fit the register as it is now; the transaction is lost."""


# First key of the advisory locks taken here, so that they meet no other use.
_LOCK_SPACE = 0x5146

_HOME = tuple(item.nama for item in KOLOM[Bagian.RUMAH_TANGGA] if item.nama not in ("idbdt", "desa"))
_PERSON = tuple(item.nama for item in KOLOM[Bagian.INDIVIDU] if item.nama not in ("idartbdt", "idbdt"))
_HOME_ALL = (*_HOME, "di_luar_desa", "sumber_data", "diubah")
_PERSON_ALL = (*_PERSON, "padan")
# Written with every change, so that every undo restores them.
_ALWAYS = ("jumlah_art", "di_luar_desa", "sumber_data", "diubah")


def _set(columns: Sequence[str], source: str) -> str:
    return f"({', '.join(columns)}) = ({', '.join(f'{source}.{name}' for name in columns)})"


def _only(row: str, keys: str) -> str:
    """The columns of a row that are among ``keys``, as JSON."""
    return f"(SELECT jsonb_object_agg(e.key, e.value) FROM jsonb_each(to_jsonb({row})) AS e WHERE e.key = ANY({keys}))"


# What Dukcapil last said of a person as it is written now.
_PADAN_OF = (
    "coalesce((SELECT d.hasil FROM pemadanan AS d WHERE d.kab = {0}.kab AND d.nik = {0}.nik AND d.nama = {0}.nama "
    "AND d.tgl_lahir IS NOT DISTINCT FROM {0}.tgl_lahir), 0)"
)

_LOCK = sa.text(
    "SELECT r.id FROM rumah_tangga AS r JOIN usulan AS u ON u.kab = r.kab AND u.ruta = r.id "
    "WHERE u.kab = :kab AND u.id = ANY(CAST(:nomor AS bigint[])) ORDER BY r.id FOR UPDATE OF r"
)
_CHANGE_PEOPLE = sa.text(
    f"""
    WITH ubah AS (
        SELECT u.id AS usulan, i.kab, i.id, (SELECT jsonb_object_agg(e.key, e.value -> 1)
            FROM jsonb_each(a.value -> 'ubah') AS e WHERE e.key = ANY(CAST(:kolom AS text[]))) AS isi
        FROM usulan AS u
        CROSS JOIN LATERAL jsonb_each(coalesce(u.isi -> 'anggota', '{{}}')) AS a
        JOIN individu AS i ON i.kab = u.kab AND i.idartbdt = a.key AND i.ruta = u.ruta
        WHERE u.kab = :kab AND u.id = ANY(CAST(:nomor AS bigint[]))
    ), baru AS (
        SELECT b.usulan, b.isi, p.*
        FROM ubah AS b JOIN individu AS x ON x.kab = b.kab AND x.id = b.id
        CROSS JOIN LATERAL jsonb_populate_record(x, b.isi) AS p
        WHERE b.isi IS NOT NULL
    )
    UPDATE individu AS i SET {_set(_PERSON, "n")},
        padan = CASE WHEN (i.nik, i.nama, i.tgl_lahir) IS DISTINCT FROM (n.nik, n.nama, n.tgl_lahir)
            THEN {_PADAN_OF.format("n")} ELSE i.padan END
    FROM baru AS n WHERE i.kab = n.kab AND i.id = n.id
    RETURNING n.usulan, i.id, {_only("OLD", "array_append(ARRAY(SELECT jsonb_object_keys(n.isi)), 'padan')")} AS isi
    """
)
_ADD_PEOPLE = sa.text(
    f"""
    WITH baru AS (
        SELECT u.id AS usulan, u.kab, u.ruta, a.value AS isi, row_number() OVER (ORDER BY u.id, a.urut) AS ke,
            (SELECT max(i.no_urut) FROM individu AS i WHERE i.kab = u.kab AND i.ruta = u.ruta) + a.urut AS akhir
        FROM usulan AS u
        CROSS JOIN LATERAL jsonb_array_elements(coalesce(u.isi -> 'anggota_baru', '[]'))
            WITH ORDINALITY AS a (value, urut)
        WHERE u.kab = :kab AND u.id = ANY(CAST(:nomor AS bigint[]))
    ), orang AS (
        SELECT b.usulan, b.akhir, b.ke, b.ruta AS rumah, p.*
        FROM baru AS b
        CROSS JOIN LATERAL jsonb_populate_record(CAST(NULL AS individu), b.isi || jsonb_build_object('kab', b.kab)) AS p
    ), tertulis AS (
        INSERT INTO individu (kab, id, ruta, idartbdt, padan, {", ".join(_PERSON)})
        SELECT o.kab, (SELECT max(id) FROM individu WHERE kab = :kab) + o.ke, o.rumah, o.idartbdt,
            {_PADAN_OF.format("o")}, {
        ", ".join(
            {"no_urut": "coalesce(o.no_urut, o.akhir)", "sta_art": f"coalesce(o.sta_art, {StaArt.ADA:d})"}.get(
                name, f"o.{name}"
            )
            for name in _PERSON
        )
    }
        FROM orang AS o
        ON CONFLICT (kab, idartbdt) DO NOTHING
        RETURNING ruta, id
    )
    SELECT b.usulan, array_agg(DISTINCT t.id) AS id FROM tertulis AS t JOIN baru AS b ON b.ruta = t.ruta
    GROUP BY b.usulan
    """
)
# Whose members changed is counted anew; a point that moved has not been looked at yet.
_CHANGE_HOMES = sa.text(
    f"""
    WITH ubah AS (
        SELECT u.id AS usulan, u.kab, u.ruta AS id, u.periode, u.isi ?| ARRAY['anggota', 'anggota_baru'] AS orang,
            coalesce((SELECT jsonb_object_agg(e.key, e.value -> 1)
                FROM jsonb_each(coalesce(u.isi -> 'ruta', '{{}}')) AS e
                WHERE e.key = ANY(CAST(:kolom AS text[]))), '{{}}') AS isi
        FROM usulan AS u WHERE u.kab = :kab AND u.id = ANY(CAST(:nomor AS bigint[]))
            AND u.isi ?| ARRAY['ruta', 'anggota', 'anggota_baru']
    ), baru AS (
        SELECT b.usulan, b.orang, b.periode, b.isi, p.*
        FROM ubah AS b JOIN rumah_tangga AS x ON x.kab = b.kab AND x.id = b.id
        CROSS JOIN LATERAL jsonb_populate_record(x, b.isi) AS p
    )
    UPDATE rumah_tangga AS r SET {_set([name for name in _HOME if name != "jumlah_art"], "n")},
        jumlah_art = CASE WHEN n.orang THEN (SELECT count(*) FROM individu AS i WHERE i.kab = r.kab AND i.ruta = r.id
            AND i.sta_art = {StaArt.ADA:d}) ELSE n.jumlah_art END,
        di_luar_desa = CASE WHEN n.isi ?| ARRAY['lat', 'lon'] THEN NULL ELSE r.di_luar_desa END,
        sumber_data = 'verivali ' || n.periode, diubah = :saat
    FROM baru AS n WHERE r.kab = n.kab AND r.id = n.id
    RETURNING n.usulan, {_only("OLD", "ARRAY(SELECT jsonb_object_keys(n.isi)) || CAST(:selalu AS text[])")} AS isi
    """
)

_RESTORE_PEOPLE = sa.text(
    f"UPDATE individu AS i SET {_set(_PERSON_ALL, 'p')} "
    "FROM jsonb_to_recordset(:isi) AS m (id bigint, isi jsonb), individu AS x, "
    "LATERAL jsonb_populate_record(x, m.isi) AS p "
    "WHERE x.kab = :kab AND x.id = m.id AND i.kab = x.kab AND i.id = x.id"
).bindparams(sa.bindparam("isi", type_=JSONB))
_REMOVE_PEOPLE = sa.text("DELETE FROM individu WHERE kab = :kab AND id = ANY(CAST(:id AS bigint[]))")
_RESTORE_HOMES = sa.text(
    f"UPDATE rumah_tangga AS r SET {_set(_HOME_ALL, 'p')} "
    "FROM jsonb_to_recordset(:isi) AS m (ruta bigint, isi jsonb), rumah_tangga AS x, "
    "LATERAL jsonb_populate_record(x, m.isi) AS p "
    "WHERE x.kab = :kab AND x.id = m.ruta AND r.kab = x.kab AND r.id = x.id"
).bindparams(sa.bindparam("isi", type_=JSONB))
_CHANGED_SINCE = sa.text(
    "SELECT m.nomor FROM jsonb_to_recordset(:isi) AS m (nomor bigint, ruta bigint, diubah timestamptz) "
    "JOIN rumah_tangga AS r ON r.kab = :kab AND r.id = m.ruta WHERE r.diubah <> m.diubah"
).bindparams(sa.bindparam("isi", type_=JSONB))


def apply_changes(
    connection: Connection, kab: int, nomor: Collection[int], saat: datetime
) -> dict[int, dict[str, Any]]:
    """Write what these cases change into the register; by case what it was before (empty: nothing changed).

    The caller holds the cases. Raises TidakCocok.
    """
    try:
        return _apply(connection, kab, nomor, saat)
    except (sa.exc.IntegrityError, sa.exc.DataError) as error:
        raise TidakCocok from error


def _apply(connection: Connection, kab: int, nomor: Collection[int], saat: datetime) -> dict[int, dict[str, Any]]:
    params = {"kab": kab, "nomor": list(nomor)}
    connection.execute(_LOCK, params)
    before: dict[int, dict[str, Any]] = {}
    for row in connection.execute(_CHANGE_PEOPLE, params | {"kolom": list(_PERSON)}):
        before.setdefault(row.usulan, {}).setdefault("anggota", []).append({"id": row.id, "isi": row.isi})
    # Numbers of new members follow the highest of the kab, one writer after the other.
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK_SPACE, kab)))
    for row in connection.execute(_ADD_PEOPLE, params):
        before.setdefault(row.usulan, {})["anggota_baru"] = row.id
    homes = params | {"kolom": list(_HOME), "selalu": list(_ALWAYS), "saat": saat}
    for row in connection.execute(_CHANGE_HOMES, homes):
        before.setdefault(row.usulan, {})["ruta"] = row.isi
    return before


def changed_since(connection: Connection, kab: int, written: Sequence[dict[str, Any]]) -> set[int]:
    """Cases whose household was written again after ``diubah`` (``nomor``, ``ruta``, ``diubah`` in ISO)."""
    return set(connection.execute(_CHANGED_SINCE, {"kab": kab, "isi": list(written)}).scalars())


def restore(connection: Connection, kab: int, before: Sequence[tuple[int, dict[str, Any]]]) -> None:
    """Take changes back: (ruta, what ``apply_changes`` gave for its case)."""
    people = [item for _, was in before for item in was.get("anggota", ())]
    added = [number for _, was in before for number in was.get("anggota_baru", ())]
    homes = [{"ruta": ruta, "isi": was["ruta"]} for ruta, was in before if "ruta" in was]
    if people:
        connection.execute(_RESTORE_PEOPLE, {"kab": kab, "isi": people})
    if added:
        connection.execute(_REMOVE_PEOPLE, {"kab": kab, "id": added})
    if homes:
        connection.execute(_RESTORE_HOMES, {"kab": kab, "isi": homes})


# Households that the Menteri decreed into the register.

_ADD_HOMES = sa.text(
    f"""
    INSERT INTO rumah_tangga (kab, id, desa, idbdt, sumber_data, diubah, {", ".join(_HOME)})
    SELECT u.kab, (SELECT coalesce(max(id), :kab * 10000000::bigint) FROM rumah_tangga WHERE kab = :kab)
        + row_number() OVER (ORDER BY u.id), u.desa, u.idbdt, :sumber, :saat, {
        ", ".join(
            {
                "nama_krt": "coalesce(p.nama_krt, '')",
                "alamat": "coalesce(p.alamat, '')",
                "jumlah_keluarga": "coalesce(p.jumlah_keluarga, 1)",
                "jumlah_art": "coalesce(p.jumlah_art, "
                "CAST(jsonb_array_length(coalesce(u.isi -> 'anggota_baru', '[]')) AS smallint))",
            }.get(name, f"p.{name}")
            for name in _HOME
        )
    }
    FROM usulan AS u
    CROSS JOIN LATERAL jsonb_populate_record(CAST(NULL AS rumah_tangga), coalesce(u.isi -> 'rumah', '{{}}')) AS p
    WHERE u.kab = :kab AND u.id = ANY(CAST(:nomor AS bigint[])) AND u.ruta IS NULL AND u.idbdt IS NOT NULL
    ON CONFLICT (kab, idbdt) DO NOTHING
    RETURNING id
    """
)
_ADD_FAMILIES = sa.text(
    f"""
    INSERT INTO individu (kab, id, ruta, idartbdt, padan, {", ".join(_PERSON)})
    SELECT r.kab, (SELECT coalesce(max(id), :kab * 100000000::bigint) FROM individu WHERE kab = :kab)
        + row_number() OVER (ORDER BY r.id, a.urut), r.id, p.idartbdt, {_PADAN_OF.format("p")}, {
        ", ".join(
            {
                "no_urut": "coalesce(p.no_urut, a.urut)",
                "sta_art": f"coalesce(p.sta_art, {StaArt.ADA:d})",
                "nama": "coalesce(p.nama, '')",
            }.get(name, f"p.{name}")
            for name in _PERSON
        )
    }
    FROM usulan AS u JOIN rumah_tangga AS r ON r.kab = u.kab AND r.idbdt = u.idbdt
    CROSS JOIN LATERAL jsonb_array_elements(coalesce(u.isi -> 'anggota_baru', '[]')) WITH ORDINALITY AS a (isi, urut)
    CROSS JOIN LATERAL jsonb_populate_record(CAST(NULL AS individu), a.isi || jsonb_build_object('kab', u.kab)) AS p
    WHERE u.kab = :kab AND u.id = ANY(CAST(:nomor AS bigint[])) AND r.id = ANY(CAST(:ruta AS bigint[]))
    ON CONFLICT (kab, idartbdt) DO NOTHING
    """
)


def add_homes(connection: Connection, kab: int, nomor: Collection[int], *, sumber: str, saat: datetime) -> list[int]:
    """Write the households that these cases hold (``isi.rumah``, ``isi.anggota_baru``) into the register with their
    members; their numbers. One whose IDBDT is there already stays as it is. Raises TidakCocok.
    """
    params = {"kab": kab, "nomor": list(nomor)}
    try:
        # Numbers follow the highest of the kab, one writer after the other.
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK_SPACE, kab)))
        added = list(connection.execute(_ADD_HOMES, params | {"sumber": sumber, "saat": saat}).scalars())
        connection.execute(_ADD_FAMILIES, params | {"ruta": added})
    except (sa.exc.IntegrityError, sa.exc.DataError) as error:
        raise TidakCocok from error
    return added
