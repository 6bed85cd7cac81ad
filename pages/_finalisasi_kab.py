"""One kab on the finalisasi page: asked here from one snapshot, drawn in components."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dash import html
from dash.development.base_component import Component

from components import finalisasi_kab as bagian
from components.desa import obstacles as daftar_halangan
from components.finalisasi_papan import sisa_kata
from components.format import moment, number
from components.unduh import menu_tabel
from data_access.batch import Batch, LangkahBatch, list_langkah, read_batch
from data_access.desa import read_nama
from data_access.kesiapan import Int, Sumber, kesiapan_of, read_hitungan
from data_access.kesiapan_rinci import PUNYA_BARIS, list_baris, read_kontak, read_pratinjau
from data_access.session import Connection
from domain.access import ROLE_NAME, Permission, Role, Scope
from domain.batch import LANGKAH, STATE_NAME, StateBatch
from domain.halangan import ATURAN, Halangan, Temuan, hitung_halangan
from domain.kalender import Kegiatan, Program
from domain.kesiapan import BarisHalangan, Kesiapan, keadaan_of
from domain.kode import parent
from pages._finalisasi import Permintaan

# Rows of one page of a list.
SELEMBAR = 50
_TINGGAL = {
    Halangan.BELUM_DIKUNJUNGI: "belum dikunjungi",
    Halangan.BELUM_DIIMPOR: "diisi tetapi belum diimpor",
    Halangan.BELUM_DIPERIKSA: "diimpor tetapi belum diperiksa",
    Halangan.USULAN_MENUNGGU: "usulan belum diperiksa",
}
_NAMA_LANGKAH = {step.kode: step.nama for step in LANGKAH}


def isi_kab(
    connection: Connection, ask: Permintaan, tindakan: Callable[[Permintaan, Batch, Kesiapan], list[Component]]
) -> list[Component]:
    """Every section but what has changed since the snapshot; ``tindakan`` draws what can be done here."""
    batch, jejak, rows, ready = _read(connection, ask)
    parts: list[Component] = [_head(connection, ask, batch, jejak, ready)]
    open_ = batch.state is StateBatch.TERBUKA
    if open_ and ask.utuh and not ask.ambang:
        parts.append(_preview(connection, ask, ready, rows))
    title = "Apa yang menghalangi?" if open_ else "Yang tidak ikut ke dalam batch"
    parts.append(bagian.bagian(title, _obstacles(connection, ask, ready, rows, tertutup=not open_), "", "fin-halangan"))
    parts += tindakan(ask, batch, ready)
    steps = [_step(item, ask.zona) for item in jejak]
    parts.append(bagian.bagian("Perjalanan batch", bagian.linimasa(steps, batch.state), "", "fin-perjalanan"))
    return parts


def pokok(connection: Connection, ask: Permintaan) -> tuple[str, list[Temuan]]:
    """What the page says first, and the obstacles that this reader is told."""
    batch, jejak, _, ready = _read(connection, ask)
    told = told_of(ask, ready, tertutup=batch.state is not StateBatch.TERBUKA)
    return _sentence(ask, batch, jejak, ready), told


def _read(connection: Connection, ask: Permintaan) -> tuple[Batch, list[LangkahBatch], dict[str, Int], Kesiapan]:
    batch, jejak = read_batch(connection, ask.key), list_langkah(connection, ask.key)
    key, source = ask.key, Sumber.BARIS if ask.utuh else Sumber.REKAP
    rows = read_hitungan(connection, ask.scope, key.program, key.periode, source)
    return batch, jejak, rows, kesiapan_of(connection, ask.scope, key.program, key.periode, rows)


def _head(
    connection: Connection, ask: Permintaan, batch: Batch, jejak: list[LangkahBatch], ready: Kesiapan
) -> Component:
    known = ready.total > 0 or batch.versi > 0
    keadaan = keadaan_of(batch.state, siap=ready.siap and ask.utuh) if known else None
    title = "Apa yang masih menahan finalisasi?" if batch.state is StateBatch.TERBUKA else "Di mana batch ini sekarang?"
    above = parent(ask.key.kab)
    links = [("table", "Tabel verivali", ask.address("/verivali"))]
    if ask.utuh and ask.actor.sees(above):
        links.insert(0, ("arrow-left", "Papan provinsi", ask.address("/finalisasi", wilayah=above)))
    if batch.versi and ask.utuh:
        links.append(("file-earmark-text", "Pengesahan", ask.address("/pengesahan")))
    return bagian.kepala(ask.wilayah.nama_lengkap, keadaan, _sentence(ask, batch, jejak, ready), links, judul=title)


def _sentence(ask: Permintaan, batch: Batch, jejak: list[LangkahBatch], ready: Kesiapan) -> str:
    last = ask.periode.rentang(Kegiatan.PENGESAHAN)[1]
    when = f"Pengesahan ditutup {moment(last, ask.zona)}, {sisa_kata(last, ask.moment)}."
    if batch.state is not StateBatch.TERBUKA:
        closed = [item for item in jejak if item.langkah == "finalisasi"]
        who = f" oleh {closed[-1].nama}" if closed else ""
        day = f" {moment(batch.difinalisasi, ask.zona)}" if batch.difinalisasi else ""
        # Batches from before there were versions have no snapshot.
        closing = f"Difinalisasi{day}{who}, versi {batch.versi}." if batch.versi else f"{STATE_NAME[batch.state]}."
        return f"{closing} Barisnya terkunci."
    holding = [item for item in ready.menahan if item.halangan not in ask.hidden]
    if not ready.total:
        return f"Tidak ada prelist pada periode {ask.periode.label}."
    if not ask.utuh:
        return f"Batch kab/kota ini masih terbuka. {len(holding) or 'Tidak ada'} hal menahan di wilayah Anda. {when}"
    if holding:
        return f"{number(len(holding))} hal menahan finalisasi. {when}"
    if not ready.disetujui:
        return f"Tidak ada yang menahan, tetapi belum ada baris yang disetujui. {when}"
    ready_rows = "rumah tangga" if ask.ambang else f"{number(ready.disetujui)} rumah tangga"
    return f"Tidak ada yang menahan: {ready_rows} disetujui dan siap menjadi final. {when}"


def _preview(connection: Connection, ask: Permintaan, ready: Kesiapan, rows: dict[str, Int]) -> Component:
    unit = "KPM" if ask.periode.program is Program.BSP else "Rumah tangga"
    found = read_pratinjau(connection, ask.key, rows)
    shown = bagian.pratinjau(found, tinggal_of(ready), kuota=ask.actor.may(Permission.VIEW_KUOTA), unit=unit)
    return bagian.bagian("Bila difinalisasi sekarang", shown, "fin-lebar", "fin-pratinjau")


def tinggal_of(ready: Kesiapan) -> dict[str, int]:
    """What stays behind, by name."""
    return {_TINGGAL[item.halangan]: item.jumlah for item in ready.temuan if item.halangan in _TINGGAL}


def _obstacles(
    connection: Connection, ask: Permintaan, ready: Kesiapan, rows: dict[str, Int], *, tertutup: bool
) -> list[Component]:
    told = told_of(ask, ready, tertutup=tertutup)
    if ask.ambang:
        # Which obstacles there are, and not how many cases.
        return [daftar_halangan(told, {}, jumlah=False)]
    counts = hitung_halangan(rows)
    desa = {which: int((count > 0).sum()) for which, (count, _of) in counts.items()}
    opened = ask.aturan if ask.aturan in {item.halangan for item in told} & set(counts) else None
    detail = None if opened is None else _detail(connection, ask, opened, rows, counts)
    people = read_kontak(connection, ask.key.kab, [])
    supervisor = people.get(ask.key.kab)
    who = {ROLE_NAME[Role.SUPERVISOR_KAB]: ", ".join(part for part in supervisor if part)} if supervisor else {}
    shown = bagian.halangan(told, desa, _links(ask), opened, detail, ask.here, who, tertutup=tertutup)
    return [html.Div(_unduh(ask, opened), className="fin-unduh"), *shown] if told else shown


def told_of(ask: Permintaan, ready: Kesiapan, *, tertutup: bool) -> list[Temuan]:
    """Obstacles that this reader is told; of a closed batch those that stay outside."""
    outside = {*_TINGGAL, Halangan.DIKEMBALIKAN} if tertutup else set(Halangan)
    return [item for item in ready.temuan if item.halangan in outside - ask.hidden]


def _unduh(ask: Permintaan, opened: Halangan | None) -> list[Component]:
    menus = [menu_tabel("halangan menurut desa", bagian.UNDUH_HALANGAN, ask.alamat)]
    if opened in PUNYA_BARIS and ask.sees_ruta and ask.actor.may(Permission.EXPORT_RUMAH_TANGGA):
        address = ask.alamat | {"aturan": str(opened), "desa": ask.desa}
        menus.append(menu_tabel("rumah tangga di balik halangan", bagian.UNDUH_BARIS, address, "Rumah tangga"))
    return menus


def _links(ask: Permintaan) -> dict[Halangan, tuple[str, str]]:
    """Where each obstacle is mended or seen as a whole."""

    def table(condition: str) -> tuple[str, str]:
        return "Tabel verivali", ask.address("/verivali", saring=condition)

    links = {
        Halangan.KYC: table("kyc<100"),
        Halangan.TANPA_BERITA_ACARA: table("musdes=belum"),
        Halangan.TANPA_BNBA: table("musdes=belum"),
        Halangan.DIKEMBALIKAN: table("dikembalikan>0"),
        Halangan.BELUM_DIKUNJUNGI: table("belum>0"),
        Halangan.BELUM_DIIMPOR: table("diisi>0"),
        Halangan.KUOTA_KAB_LEBIH: ("Kuota", ask.address("/kuota")),
        Halangan.KUOTA_LEBIH: ("Kuota", ask.address("/kuota", urut="-lebih")),
    }
    if ask.sees_ruta:
        links[Halangan.BELUM_DIPERIKSA] = ("Pemeriksaan", ask.address("/usulan", tab="perbaikan"))
        links[Halangan.USULAN_MENUNGGU] = ("Pemeriksaan", ask.address("/usulan"))
    if ask.actor.may(Permission.IMPORT_SIKS):
        links[Halangan.BELUM_DIIMPOR] = ("Impor", ask.address("/impor"))
    return links


def _detail(
    connection: Connection, ask: Permintaan, which: Halangan, rows: dict[str, Int], counts: Mapping[Halangan, Any]
) -> Component:
    """The desa that an obstacle counts, and its very rows for readers who may see them."""
    desa = desa_of(connection, ask, which, rows, counts)
    lists = which in PUNYA_BARIS and ask.sees_ruta
    unit = ATURAN[which].satuan
    table = bagian.daftar_desa(desa, unit, ask.desa, ask.here, saring=lists)
    names = {item.kode: item.nama for item in desa}
    return bagian.berdua(table, _rows(connection, ask, which, names) if lists else None)


def desa_of(
    connection: Connection, ask: Permintaan, which: Halangan, rows: dict[str, Int], counts: Mapping[Halangan, Any]
) -> list[bagian.DesaHalangan]:
    """The desa that an obstacle counts, most first, with whom to call."""
    count, of = counts[which]
    places = sorted(
        ((int(n), int(kode), None if of is None else int(of[at])) for at, (kode, n) in
         enumerate(zip(rows["desa"].tolist(), count.tolist(), strict=True)) if n > 0),
        key=lambda item: (-item[0], item[1]),
    )  # fmt: skip
    codes = [kode for _, kode, _ in places]
    names, people = read_nama(connection, codes), read_kontak(connection, ask.key.kab, codes)
    path = f"?program={ask.key.program}&periode={ask.key.periode}"
    return [
        bagian.DesaHalangan(kode, names[kode], n, out_of, *people.get(kode, (None, None)), f"/desa/{kode}{path}")
        for n, kode, out_of in places
    ]


def _rows(connection: Connection, ask: Permintaan, which: Halangan, names: Mapping[int, str]) -> Component:
    scope = Scope(ask.desa) if ask.desa else ask.scope
    # Beside the list of what changed, which has pages of its own, this one shows its first.
    after = ask.sesudah if ask.beda is None else None
    found = list_baris(connection, scope, ask.key.program, ask.key.periode, which, sesudah=after, batas=SELEMBAR + 1)
    shown = found[:SELEMBAR]
    more = f"{shown[-1].desa}-{shown[-1].nomor}" if len(found) > SELEMBAR else None
    return bagian.daftar_baris(
        shown,
        names,
        {item.nomor: _row_link(ask, which, item) for item in shown},
        awal=ask.here() if after else None,
        berikut=ask.here(sesudah=more) if more else None,
        kepala_sejak="Diajukan" if which is Halangan.USULAN_MENUNGGU else "Sejak",
    )


def _row_link(ask: Permintaan, which: Halangan, item: BarisHalangan) -> str:
    kab = ask.key.kab
    if which is Halangan.USULAN_MENUNGGU:
        return ask.address("/usulan", wilayah=item.desa, kasus=f"{kab}-{item.nomor}")
    return ask.address("/data-kesos", wilayah=item.desa, ruta=f"{kab}-{item.nomor}")


def _step(item: LangkahBatch, zona: int) -> bagian.Jejak:
    name = _NAMA_LANGKAH.get(item.langkah, item.langkah)
    return bagian.Jejak(name, item.nama, moment(item.waktu, zona), STATE_NAME[item.ke], item.versi, item.alasan)
