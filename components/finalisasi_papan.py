"""The board of finalisasi: its sentence, the choice of states and views, and the rows of its table."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from dash import html
from dash.development.base_component import Component

from components.atribut import attributes
from components.format import moment, number
from components.ikon import ikon
from components.tabel import Kolom, Pilihan
from domain.batch import SIAP, StateBatch
from domain.figur import SAMAR
from domain.halangan import ATURAN, Halangan
from domain.indikator import FINAL, TOTAL
from domain.kalender import JAKARTA
from domain.kesiapan import KEADAAN_NAME, BarisPapan
from domain.samaran import TERBUKA, Topeng

# The address of this view with some keys changed.
Alamat = Callable[..., str]

_S = StateBatch
# Icon and status colour of every state, the same in the table, on a badge and in the timeline.
TANDA_KEADAAN: Mapping[str, Pilihan] = {
    keadaan: Pilihan(KEADAAN_NAME[keadaan], icon, colour)
    for keadaan, icon, colour in (
        (_S.TERBUKA, "circle", "belum"),
        (SIAP, "check-circle", "selesai"),
        (_S.DIFINALISASI, "lock", "final"),
        (_S.SURAT_DIBUAT, "file-earmark-text", "proses"),
        (_S.SURAT_DITANDATANGANI, "file-earmark-text", "proses"),
        (_S.DISAHKAN, "check-circle-fill", "selesai"),
        (_S.DIVERIFIKASI_PROVINSI, "check2-all", "proses"),
        (_S.DIVALIDASI_BPS, "check2-all", "proses"),
        (_S.DITERIMA_PUSDATIN, "inbox", "proses"),
        (_S.DISETUJUI_PFM, "check2-all", "proses"),
        (_S.DITETAPKAN, "lock-fill", "final"),
        (_S.DIKEMBALIKAN, "reply", "dikembalikan"),
    )
}
TAMPIL_NAME = {"papan": ("table", "Tabel"), "peta": ("map", "Peta"), "kartogram": ("grid-3x3-gap", "Kartogram"),
               "matriks": ("calendar3", "Matriks periode")}  # fmt: skip

_SHORT = {
    Halangan.KUOTA_KAB_LEBIH: "Kuota kab lebih",
    Halangan.KUOTA_LEBIH: "Kuota desa lebih",
    Halangan.KYC: "KYC kurang",
    Halangan.TANPA_BERITA_ACARA: "Tanpa berita acara",
    Halangan.TANPA_BNBA: "Tanpa BNBA",
    Halangan.DIKEMBALIKAN: "Dikembalikan",
    Halangan.BELUM_DIKUNJUNGI: "Belum dikunjungi",
    Halangan.BELUM_DIIMPOR: "Belum diimpor",
    Halangan.BELUM_DIPERIKSA: "Belum diperiksa",
    Halangan.USULAN_MENUNGGU: "Usulan menunggu",
}


def kolom(hidden: Collection[Halangan] = ()) -> list[Kolom]:
    """Columns of the table; ``hidden`` obstacles are not told to this reader."""
    return [
        Kolom("nama", "Kab/kota", "nama", kelompok="Wilayah", lebar=200),
        Kolom("provinsi", "Provinsi", "teks", kelompok="Wilayah", lebar=140, sempit=False),
        Kolom("keadaan", "Keadaan", "status", "", "Langkah terakhir batch", "Batch", 190, saring=False,
              pilihan=TANDA_KEADAAN),
        Kolom("sisa_hari", "Sisa waktu", "angka", "hari", "Sampai pengesahan ditutup, dengan pengecualian yang "
              "diberikan Pusdatin; negatif berarti lewat", "Batch", 110),
        Kolom("menahan", "Menahan", "angka", "hal", "Jenis halangan yang menahan finalisasi", "Halangan", 110),
        *(
            Kolom(str(which), _SHORT[which], "angka", rule.satuan.replace("rumah tangga", "ruta"), rule.nama,
                  "Menahan" if rule.menahan else "Tidak ikut", 128, sempit=rule.menahan)
            for which, rule in ATURAN.items()
            if which not in hidden
        ),
        Kolom("disetujui", "Disetujui", "angka", "ruta", "Akan menjadi final bila difinalisasi", "Batch", 116),
        Kolom("final", "Final", "angka", "ruta", "Sudah masuk batch", "Batch", 110),
        Kolom("total", "Prelist", "angka", "ruta", "Rumah tangga pada prelist", "Batch", 110),
        Kolom("difinalisasi", "Difinalisasi", "tanggal", "", "Hari finalisasi terakhir", "Batch", 130),
        Kolom("versi", "Versi", "angka", "", "Berapa kali difinalisasi", "Batch", 90, tampil=False),
        Kolom("tutup", "Pengesahan ditutup", "tanggal", "", "", "Batch", 140, tampil=False),
        Kolom("kode", "Kode", "teks", kelompok="Wilayah", lebar=100, tampil=False),
    ]  # fmt: skip


def hari_tersisa(last: datetime, now: datetime) -> int:
    """Days to a moment, rounded up; negative when it has passed."""
    return math.ceil((last - now) / timedelta(days=1))


# Sums of columns of a rekap from which a column of the table follows.
JUMLAH: dict[str, tuple[tuple[str, ...], ...]] = {
    "total": (TOTAL,),
    "final": (FINAL,),
    "disetujui": (("s3",),),
    str(Halangan.DIKEMBALIKAN): (("s4",),),
    str(Halangan.BELUM_DIKUNJUNGI): (("s0",),),
    str(Halangan.BELUM_DIIMPOR): (("s1",),),
    str(Halangan.BELUM_DIPERIKSA): (("s2",),),
    str(Halangan.KYC): (("n1", "n2"), ("kyc_lengkap",)),
    str(Halangan.USULAN_MENUNGGU): (("menunggu",),),
    str(Halangan.KUOTA_LEBIH): (("terpakai",),),
    str(Halangan.KUOTA_KAB_LEBIH): (("terpakai",),),
}


def baris(
    rows: Sequence[BarisPapan], now: datetime, hidden: Collection[Halangan] = (), topeng: Topeng = TERBUKA
) -> list[dict[str, Any]]:
    """Rows of the table. Where there is no prelist, counts are not told; SAMAR where ``topeng`` hides one."""
    found = []
    for row in rows:
        counts: dict[str, int | str | None] = dict.fromkeys(
            (str(which) for which in Halangan if which not in hidden), 0
        )
        counts |= {str(item.halangan): item.jumlah for item in row.kesiapan.temuan if item.halangan not in hidden}
        counts |= {
            "menahan": sum(item.halangan not in hidden for item in row.kesiapan.menahan),
            "disetujui": row.kesiapan.disetujui,
            "final": row.kesiapan.final,
            "total": row.kesiapan.total,
            "versi": row.versi,
            "sisa_hari": hari_tersisa(row.tutup, now),
        }
        counts |= {name: SAMAR for name, sums in JUMLAH.items() if name in counts and topeng.satu(row.kab, *sums)}
        known = row.keadaan is not None
        found.append(
            {
                "kode": str(row.kab),
                "nama": row.nama,
                "provinsi": row.provinsi,
                "keadaan": row.keadaan,
                **(counts if known else dict.fromkeys(counts)),
                "difinalisasi": _day(row.difinalisasi),
                "tutup": _day(row.tutup),
                "tautan": f"?{urlencode({'wilayah': row.kab, 'keadaan': '', 'saring': '', 'cari': '', 'urut': ''})}",
            }
        )
    return found


def _day(value: datetime | None) -> str | None:
    return None if value is None else value.astimezone(JAKARTA).date().isoformat()


_BELUM = frozenset({StateBatch.TERBUKA, SIAP, StateBatch.DIKEMBALIKAN})


def kalimat(rows: Sequence[BarisPapan], tutup: datetime, now: datetime, zona: int) -> str:
    """ "312 dari 514 kab/kota sudah difinalisasi; 38 siap; 4 hari lagi." """
    known = Counter(row.keadaan for row in rows if row.keadaan is not None)
    total = sum(known.values())
    if not total:
        return "Belum ada kab/kota dengan prelist pada periode ini."
    done = sum(count for keadaan, count in known.items() if keadaan not in _BELUM)
    which = "kab/kota" if total == len(rows) else "kab/kota yang memiliki prelist"
    parts = [f"{number(done)} dari {number(total)} {which} sudah difinalisasi", f"{number(known[SIAP])} siap"]
    if known[StateBatch.DIKEMBALIKAN]:
        parts.append(f"{number(known[StateBatch.DIKEMBALIKAN])} dikembalikan")
    longer = sum(row.diperpanjang and row.keadaan in (StateBatch.TERBUKA, SIAP) for row in rows)
    more = f" {number(longer)} kab/kota diberi waktu lebih." if longer else ""
    return f"{'; '.join(parts)}; {sisa_kata(tutup, now)} (pengesahan ditutup {moment(tutup, zona)}).{more}"


def sisa_kata(last: datetime, now: datetime) -> str:
    """ "4 hari lagi", or how long ago it was."""
    if now <= last:
        return f"{number(hari_tersisa(last, now))} hari lagi"
    return f"lewat {number((now - last).days)} hari" if (now - last).days else "baru saja lewat"


def _current(now: bool) -> dict[str, Any]:
    return attributes(aria_current="true") if now else {}


def kepala(judul: str, teks: str, alat: Sequence[Component]) -> list[Component]:
    """Title, sentence and the controls under it."""
    return [html.H1(judul), html.P(teks, className="fin-kalimat"), *alat]


def pilih_keadaan(rows: Sequence[BarisPapan], chosen: str | None, alamat: Alamat) -> Component:
    """One link a state that occurs, with how many kab stand so; ``alamat`` makes the address of a changed view."""
    known = Counter(row.keadaan for row in rows if row.keadaan is not None)
    items = [("", "Semua", len(rows)), *((k, name, known[k]) for k, name in KEADAAN_NAME.items() if known[k])]
    return html.Div(
        [
            html.A(
                [*([ikon(TANDA_KEADAAN[key].ikon)] if key else []), name, html.B(number(count))],
                href=alamat(keadaan=key),
                className="fin-butir",
                **_current(key == (chosen or "")),
            )
            for key, name, count in items
        ],
        className="fin-pilihan",
        role="group",
        **attributes(aria_label="Saring menurut keadaan"),
    )


def pilih_tampil(chosen: str, alamat: Alamat) -> Component:
    """The four ways to look at the board."""
    return html.Div(
        [
            html.A(
                [ikon(icon), name],
                href=alamat(tampil=key),
                className="fin-butir",
                **_current(key == chosen),
            )
            for key, (icon, name) in TAMPIL_NAME.items()
        ],
        className="fin-pilihan",
        role="group",
        **attributes(aria_label="Tampilan"),
    )


def lencana(keadaan: str | None) -> Component:
    """The state of a batch as a badge: icon, word and colour."""
    if keadaan is None:
        return html.Span("Tanpa prelist", className="fin-lencana fin-w-belum")
    item = TANDA_KEADAAN[keadaan]
    return html.Span([ikon(item.ikon), item.kata], className=f"fin-lencana fin-w-{item.warna}")
