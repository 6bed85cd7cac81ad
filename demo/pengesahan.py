"""Batches of the sample on their way: closed with a snapshot, and in one provinsi signed, checked and received.

The seed leaves batches closed as they were before the portal kept snapshots. Here the newest of them get theirs by
the statements of a finalisasi, and those of the two kab that come whole are played on by the portal's own actions.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from PIL import Image, ImageDraw
from sqlalchemy import Engine

from data_access import batch, berkas_data, contoh, finalisasi_store
from data_access.batch import Batch
from data_access.pengguna import find_by_id, find_by_username
from data_access.session import Connection, read_session
from data_access.surat import read_berlaku, read_pdf
from data_access.verivali_store import BatchKey
from demo.petugas import supervisor_of
from domain.access import Actor
from domain.batch import LANGKAH, StateBatch
from domain.berkas_data import Kepala
from domain.kalender import Program
from exchange.gambar import render
from workflow import penetapan, surat
from workflow.batch import take

# How far each went.
_PERJALANAN: dict[int, tuple[str, ...]] = {3218: (), 3277: ("verifikasi", "terima", "setujui")}
_SUPERVISOR = {3218: "supervisor.pangandaran", 3277: "supervisor.cimahi"}
_SIAPA = {"verifikasi": "dinsos.jabar", "terima": "pusdatin", "setujui": "pfm"}
_PEOPLE = (*_SUPERVISOR.values(), *_SIAPA.values())

# Points of a page, and pixels of a scan of 150 dpi.
_A4_WIDTH, _SCAN_WIDTH = 595, 1240


def take_snapshots(engine: Engine) -> int:
    """Give every closed batch that is not decreed its first snapshot, as its finalisasi would have; how many."""
    with engine.connect() as connection:
        waiting = [
            key
            for program in Program
            for key in contoh.closed_batches(connection, program)
            if batch.read_batch(connection, key).versi == 0
        ]
    for key in waiting:
        with engine.begin() as work:
            _close(work, key)
    return len(waiting)


def _close(work: Connection, key: BatchKey) -> None:
    held = batch.hold_batch(work, key)
    assert held.diubah is not None, "the seed writes when a batch was closed"
    finalisasi_store.store_snapshot(work, key, 1)
    jumlah = berkas_data.read_jumlah(work, key, 1)
    sebelum = berkas_data.read_sidik(work, key, 0)
    sidik = berkas_data.compute_sidik(work, Kepala(**key.params(), versi=1, sebelum=sebelum, jumlah=jumlah))
    by = supervisor_of(key.kab)
    finalisasi_store.close_batch(
        work,
        key,
        state=StateBatch.DIFINALISASI,
        versi=1,
        sidik=sidik,
        ringkasan=jumlah | {"kuota_kab": finalisasi_store.read_kuota_kab(work, key)},
        finalis=by,
        moment=held.diubah,
    )
    akun = find_by_id(work, by)
    assert akun is not None
    step = next(item for item in LANGKAH if item.kode == "finalisasi")
    take(
        work,
        akun.actor,
        Batch(key, StateBatch.TERBUKA),
        step,
        now=held.diubah,
        isi={"versi": 1, "sidik": sidik.hex()},
    )


def play(alamat: str) -> int:
    """Take the newest closed BSP batch of the kab that come whole on its way; how many steps were taken.

    ``alamat`` is where letters are verified. One letter waits for the provinsi, the other for the decree.
    """
    with read_session() as connection:
        people = {name: akun.actor for name in _PEOPLE if (akun := find_by_username(connection, name)) is not None}
        batches = {
            item.key.kab: item
            for item in (batch.read_batch(connection, key) for key in contoh.closed_batches(connection, Program.BSP))
            if item.state is StateBatch.DIFINALISASI
        }
    return sum(
        _play_one(people, batches[kab], steps, alamat)
        for kab, steps in _PERJALANAN.items()
        if kab in batches and len(people) == len(_PEOPLE)
    )


def _play_one(people: dict[str, Actor], closed: Batch, steps: Sequence[str], alamat: str) -> int:
    key, moment = closed.key, closed.difinalisasi
    assert moment is not None
    supervisor = replace(people[_SUPERVISOR[key.kab]], totp=True)
    with read_session() as connection:
        usul = surat.usul_surat(connection, key, now=moment)
    made, signed = moment + timedelta(hours=1), moment + timedelta(hours=3)
    surat.buat_surat(
        supervisor, key, nomor=usul.nomor, tanggal_surat=usul.tanggal, alamat=alamat, now=made, saat_ini=made
    )
    with read_session() as connection:
        letter = read_berlaku(connection, key)
        assert letter is not None
        pdf = read_pdf(connection, key.kab, letter.id)
    assert pdf is not None
    scan = _scan(pdf, letter.rekap["letak"])
    surat.unggah_surat(supervisor, key, nama="pindai surat.pdf", isi=scan, now=signed, saat_ini=signed)
    surat.sahkan(supervisor, key, now=signed + timedelta(minutes=20))
    for days, kode in enumerate(steps, start=2):
        who = people[_SIAPA[kode]]
        getattr(penetapan, kode)(who, [key], now=moment + timedelta(days=days))
    return 3 + len(steps)


def _scan(pdf: bytes, letak: Sequence[float]) -> bytes:
    """The letter without its attachments as a scanner gives it, signed with a stroke of the pen.

    ``letak``: page (from 0), x and y (points) of the place for the signature.
    """
    pages = []
    for number in range(1, int(letak[0]) + 2):
        picture, _ = render(pdf, "application/pdf", halaman=number, lebar=_SCAN_WIDTH)
        pages.append(Image.open(io.BytesIO(picture)).convert("L"))
    # Points of the page as pixels of the scan.
    scale = _SCAN_WIDTH / _A4_WIDTH
    x, y = letak[1] * scale + 60, letak[2] * scale + 60
    stroke = [(x + 12 * step, y + 34 * math.sin(step * 1.7) * math.exp(-step / 9)) for step in range(16)]
    ImageDraw.Draw(pages[-1]).line(stroke, fill=40, width=4, joint="curve")
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=scale * 72)
    return out.getvalue()
