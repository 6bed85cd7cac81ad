"""What the penetapan page shows of an address: queue or one batch, the decree, the reconciliation; HTML by box."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from components import penetapan as tampak
from components import penetapan_sk as tampak_sk
from components.markup import markup
from components.penetapan import Antrean, SatuBatch
from data_access import penetapan, sk
from data_access.batch import list_langkah, read_batch
from data_access.session import Connection
from data_access.wilayah import read_wilayah
from domain.access import Permission
from domain.batch import StateBatch, terkunci
from domain.kalender import Program
from domain.kode import Level
from domain.penetapan import DAPAT_KE_BANK, Perjalanan, giliran, langkah_saya, menunggu_saya
from domain.sk import Sk
from pages._penetapan import Permintaan
from pages._samar import read_ambang

BATAS = 50
TANPA_TOTP = "Masukkan kode autentikator lebih dahulu: mencatat dan menetapkan SK meminta sesi yang dikonfirmasi."


def isi(connection: Connection, ask: Permintaan) -> tuple[str, dict[str, str]]:
    """The sentence, and HTML by box: the queue or one batch, and the decree."""
    if ask.kab is None:
        found = antrean_of(connection, ask)
        sentence = tampak.kalimat(found, ask.wilayah.nama, ask.periode.label)
        parts = {"antrean": markup(tampak.antrean(found)), "batch": ""}
    else:
        one = _satu(connection, ask)
        sentence = f"{one.nama}, {ask.periode.label}: keadaan batch, rekap, dan apa yang terjadi sesudah pengesahan."
        parts = {"antrean": "", "batch": markup(tampak.batch(one))}
    return sentence, parts | {"sk": markup(_sk(connection, ask))}


def antrean_of(connection: Connection, ask: Permintaan) -> Antrean:
    """The queue that the address asks for, without numbers that this reader is not told."""
    ambang = read_ambang(connection, ask.actor)
    rows = penetapan.list_antrean(connection, ask.scope, int(ask.periode.program), ask.periode.kode)
    return Antrean(
        rows=[replace(row, ringkasan=_told(row.ringkasan, ambang)) for row in rows] if ambang else rows,
        saya=menunggu_saya(ask.actor, ask.setelan),
        langkah={state: langkah_saya(ask.actor, state, ask.setelan) for state in StateBatch},
        keadaan=ask.keadaan,
        giliran={state: giliran(state, ask.setelan) for state in StateBatch},
        unit=ask.unit,
        zona=ask.zona,
        nasional=ask.scope.level is Level.NASIONAL,
        alamat={
            "wilayah": str(ask.scope.kode),
            "program": int(ask.periode.program),
            "periode": ask.periode.kode,
            "keadaan": ask.keadaan,
        },
    )


def _satu(connection: Connection, ask: Permintaan) -> SatuBatch:
    batch, here = read_batch(connection, ask.key), ask.actor.sees(ask.key.kab)
    counts, newest = penetapan.read_unduhan(connection, ask.key) if here else ({}, [])
    ambang = read_ambang(connection, ask.actor)
    steps = [step for step in langkah_saya(ask.actor, batch.state, ask.setelan) if step.kode != "tetapkan"]
    return SatuBatch(
        kab=ask.key.kab,
        nama=read_wilayah(connection, ask.key.kab).nama,
        state=batch.state,
        versi=batch.versi,
        ringkasan=_told(batch.ringkasan, ambang) or {},
        giliran=giliran(batch.state, ask.setelan),
        langkah=steps if here else [],
        riwayat=_riwayat(connection, ask) if here else [],
        rekap=penetapan.read_rekap(connection, ask.key, batch.versi) if here and batch.versi and not ambang else [],
        tautan=_tautan(ask, batch.versi) if here else [],
        unduh=_unduh(ask, batch.state) if here else [],
        hitung=counts,
        unduhan=newest,
        unit=ask.unit,
        kuota=ask.periode.program is Program.BSP and ask.actor.may(Permission.VIEW_KUOTA),
        zona=ask.zona,
    )


def _told(ringkasan: Mapping[str, int] | None, ambang: int) -> Mapping[str, int] | None:
    """The totals of a batch, none of them where one is too small for this reader."""
    small = ringkasan is not None and any(0 < value < ambang for value in ringkasan.values())
    return None if small else ringkasan


def _riwayat(connection: Connection, ask: Permintaan) -> list[Perjalanan]:
    return [
        Perjalanan(step.langkah, step.ke, step.versi, step.nama, step.waktu, step.alasan, step.isi)
        for step in list_langkah(connection, ask.key)
    ]


def _tautan(ask: Permintaan, versi: int) -> list[tuple[str, str, str]]:
    kab = ask.key.kab
    links = [("list", "Kesiapan dan finalisasi", ask.address("/finalisasi", wilayah=kab))]
    if versi:
        links.append(("file-earmark-text", "Surat pengesahan", ask.address("/pengesahan", wilayah=kab)))
    return links


def _unduh(ask: Permintaan, state: StateBatch) -> list[tuple[str, str, str]]:
    """Files that the reader may take away now."""
    files: list[tuple[str, str, str]] = []
    path = f"/penetapan/hasil/{ask.key.kab}"
    if terkunci(state) and ask.actor.may(Permission.EXPORT_RUMAH_TANGGA):
        if ask.actor.may(Permission.UNMASK_IDENTITAS):
            files.append(("download", "Hasil periode (.siks)", ask.address(path, bentuk="siks")))
        files += [("download", f"Hasil {form.upper()}", ask.address(path, bentuk=form)) for form in ("xlsx", "csv")]
    if state in DAPAT_KE_BANK and ask.actor.may(Permission.APPROVE_KPM) and ask.periode.program is Program.BSP:
        bank = f"/penetapan/bank/{ask.key.kab}"
        files += [
            ("download", f"KPM Bank/Bulog {form.upper()}", ask.address(bank, bentuk=form)) for form in ("xlsx", "csv")
        ]
    return files


def _sk(connection: Connection, ask: Permintaan) -> Any:
    found = sk.list_sk(connection, int(ask.periode.program), ask.periode.kode)
    enters = ask.kab is None and ask.actor.may(Permission.RECORD_SK)
    newest = next((item for item in found if item.ruta), None)
    wide = ask.kab is None and newest is not None
    return tampak_sk.panel_sk(
        found if enters else [item for item in found if item.ruta],
        {item.nomor_urut: sk.count_hasil(connection, item.nomor_urut) for item in found} if enters else {},
        sk.list_kab(connection, newest.nomor_urut, ask.scope) if wide and newest else [],
        mencatat=enters,
        halangan="" if ask.actor.totp or not enters else TANPA_TOTP,
        periode=ask.periode.label,
    )


def isi_rekon(connection: Connection, ask: Permintaan) -> dict[str, str]:
    """The reconciliation of one kab: totals, and a page of the rows that differ for whoever may see households."""
    # What differs is counted household by household.
    here = ask.kab is not None and ask.actor.sees(ask.kab) and not read_ambang(connection, ask.actor)
    batch = read_batch(connection, ask.key) if here else None
    decree = sk.read_berlaku(connection, ask.key) if batch is not None and batch.versi else None
    if batch is None or decree is None:
        return {"rekon": "", "beda": ""}
    nomor = decree.nomor_urut
    counts = sk.count_beda(connection, ask.key, batch.versi, nomor)
    totals = sk.read_total(connection, ask.key, batch.versi, nomor)
    parts = {"rekon": markup(tampak_sk.rekon(decree, totals, counts)), "beda": ""}
    if ask.actor.may(Permission.VIEW_RUMAH_TANGGA):
        parts["beda"] = markup(_beda(connection, ask, batch.versi, decree, counts))
    return parts


def _beda(connection: Connection, ask: Permintaan, versi: int, decree: Sk, counts: Any) -> Any:
    rows = sk.read_beda(
        connection, ask.key, versi, decree.nomor_urut, ask.saringan, sesudah=ask.sesudah, batas=BATAS + 1
    )
    path, narrow = f"/penetapan/rekonsiliasi/{ask.key.kab}", ask.saringan
    asked = {"beda": narrow.beda, "sebab": narrow.sebab, "tempat": narrow.wilayah, "cari": narrow.cari}
    files = [
        (f"Unduh {form.upper()}", ask.address(path, bentuk=form, **asked))
        for form in ("xlsx", "csv")
        if ask.actor.may(Permission.EXPORT_RUMAH_TANGGA)
    ]
    return tampak_sk.beda(
        rows[:BATAS],
        counts,
        narrow,
        tempat=read_wilayah(connection, narrow.wilayah).nama if narrow.wilayah else None,
        berikut=rows[BATAS - 1].idbdt if len(rows) > BATAS else None,
        awal=not ask.sesudah,
        unduh=files,
    )
