"""The attention items of an address: which ones, in which order, in which words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from dash.development.base_component import Component

from components import beranda_perhatian as frame
from components.beranda_perhatian import Baris, Kelompok, Rincian, Saringan
from components.format import moment
from data_access.kesehatan import worker_silent_for
from data_access.perhatian import Butir, Hitung, age, count_items, list_items, read_dinilai, read_item, read_setelan
from data_access.perhatian_aturan import find_desa
from data_access.session import Connection
from domain import perhatian_kalimat as kalimat
from domain.access import Permission
from domain.errors import AccessDenied, InvalidInput
from domain.kode import Level, desa_range
from domain.perhatian import (
    ATURAN,
    DIBIARKAN,
    PEKERJA,
    PENILAIAN_LAMA,
    Aturan,
    Fase,
    Keadaan,
    Kunci,
    Saat,
    Setelan,
    aturan_of,
    desa_link,
    is_ignored,
    link,
    visible_to,
)
from pages._beranda import Query, Tinjauan

# Places of a rule that are shown before somebody asks for all of them, and then.
_FEW, _MANY = 3, 300
TABS = {"terbuka": "Terbuka", "dibiarkan": "Dibiarkan", "diakui": "Diakui", "selesai": "Selesai"}
_DESA_IN_DIALOG = 6

Settings = dict[str, Setelan]


def perhatian(connection: Connection, ask: Tinjauan, query: Query) -> list[Component]:
    """The section of attention items. Raises InvalidInput for a tab or rule that does not exist."""
    tab = read_tab(query)
    chosen = aturan_of(query["aturan"]) if query.get("aturan") else None
    settings = read_setelan(connection)
    rules = rules_of(ask, settings)
    evaluated = read_dinilai(connection)
    old = evaluated is not None and ask.clock - evaluated > PENILAIAN_LAMA
    silent = _worker_group(connection, ask, settings) if tab == "terbuka" and PEKERJA in rules else []
    if ask.scope.level > Level.KAB:
        groups, tabs = _of_desa(connection, ask, settings, rules, chosen), []
    else:
        counts = count_items(connection, ask.scope, ask.program, ask.periode.kode, [r.kode for r in rules], ask.clock)
        groups = _of_kab(connection, ask, settings, rules, chosen, tab, counts)
        tabs = [Saringan(key, name, _count(counts, key)) for key, name in TABS.items()]
    said = "belum dinilai" if evaluated is None else f"dinilai {moment(evaluated, ask.zona)}"
    return frame.daftar(
        [*silent, *groups],
        tabs,
        tab,
        kabar=[_nothing(ask, tab, evaluated)],
        dinilai=f"{said}, seharusnya setiap 5 menit" if old else said,
        atur=ask.actor.may(Permission.MANAGE_PORTAL),
        alamat={
            "wilayah": str(ask.scope.kode),
            "program": ask.program,
            "periode": ask.periode.kode,
            "keadaan": query.get("keadaan"),
            "aturan": query.get("aturan"),
        },
    )


def read_tab(query: Query) -> str:
    """The tab of the address. Raises InvalidInput for one that does not exist."""
    tab = query.get("keadaan") or "terbuka"
    if tab not in TABS:
        raise InvalidInput("Saringan pada alamat tidak dikenal. Pilih Terbuka, Dibiarkan, Diakui, atau Selesai.")
    return tab


def rules_of(ask: Tinjauan, settings: Settings) -> list[Aturan]:
    """Rules that apply and that the reader may see, the most urgent first."""
    return sorted(
        (rule for rule in visible_to(ask.actor) if settings[rule.kode].aktif),
        key=lambda rule: (settings[rule.kode].tingkat, list(ATURAN).index(rule.kode)),
    )


def _count(counts: Sequence[Hitung], tab: str) -> int:
    if tab == "dibiarkan":
        return sum(item.dibiarkan for item in counts)
    return sum(item.jumlah for item in counts if item.state == tab)


def _nothing(ask: Tinjauan, tab: str, evaluated: datetime | None) -> Component:
    below = ask.scope.level > Level.KAB
    if evaluated is None and not below:
        return frame.kabar(
            "hourglass-split",
            "Daftar ini belum dinilai",
            "Penilaian pertama berjalan paling lama 5 menit setelah pekerja latar dimulai.",
            "tunggu",
        )
    if not below and not Saat(ask.periode, ask.now).holds(Fase.PENGESAHAN):
        return frame.kabar(
            "lock",
            "Periode ini tidak berjalan",
            "Butir hanya muncul selama periode berjalan. Pilih periode berjalan di atas halaman.",
            "kosong",
        )
    if tab != "terbuka":
        return frame.kabar("inbox", f"Tidak ada butir {TABS[tab].lower()}", "Pilih saringan lain.", "kosong")
    return frame.kabar(
        "check-circle",
        "Tidak ada yang perlu perhatian",
        f"Semua aturan terpenuhi di {ask.wilayah.nama}.",
        "nihil",
    )


def _worker_group(connection: Connection, ask: Tinjauan, settings: Settings) -> list[Kelompok]:
    """Said live: the one who would store it is the one that is gone."""
    now = settings[PEKERJA.kode]
    silence = worker_silent_for(connection)
    if silence is not None and silence.total_seconds() <= now.ambang:
        return []
    since = "belum pernah memberi kabar" if silence is None else f"diam {int(silence.total_seconds() // 60)} menit"
    row = Baris("Portal ini", "", "", since)
    return [Kelompok(PEKERJA, now.tingkat, "angka kab/kota ke atas dapat tertinggal", [row], 1, "", False)]


def _of_kab(
    connection: Connection,
    ask: Tinjauan,
    settings: Settings,
    rules: Sequence[Aturan],
    chosen: Aturan | None,
    tab: str,
    counts: Sequence[Hitung],
) -> list[Kelompok]:
    state = Keadaan.TERBUKA if tab == "dibiarkan" else Keadaan(tab)
    limits = {rule.kode: _MANY if rule is chosen else _FEW for rule in rules}
    codes = [[rule.kode for rule in rules if limits[rule.kode] == limit] for limit in (_FEW, _MANY)]
    items: dict[str, list[Butir]] = defaultdict(list)
    for limit, names in zip((_FEW, _MANY), codes, strict=True):
        for item in list_items(
            connection,
            ask.scope,
            ask.program,
            ask.periode.kode,
            names,
            states=[state],
            limit=limit,
            left_open_since=ask.clock - DIBIARKAN if tab == "dibiarkan" else None,
        ):
            items[item.kunci.aturan].append(item)
    totals = {item.aturan: item for item in counts if item.state == state}
    made = []
    for rule in rules:
        if not items[rule.kode]:
            continue
        total = totals[rule.kode]
        many = total.dibiarkan if tab == "dibiarkan" else total.jumlah
        # Of what ended the figure is gone; of what was left open only the number is known.
        words = (
            kalimat.of_many(rule, many, total.nilai, samar=ask.ambang)
            if tab in ("terbuka", "diakui")
            else f"{many} kab/kota"
        )
        made.append(
            Kelompok(
                rule,
                settings[rule.kode].tingkat,
                words if ask.scope.level < Level.KAB else "",
                [_row(connection, ask, rule, settings[rule.kode].ambang, item) for item in items[rule.kode]],
                many,
                link(ask.actor, rule, ask.scope.kode, ask.program, ask.periode.kode),
                rule is chosen,
            )
        )
    return made


def _row(connection: Connection, ask: Tinjauan, rule: Aturan, ambang: int, item: Butir) -> Baris:
    days = age(item.sejak, ask.clock)
    ignored = is_ignored(item.state, item.sejak, ask.clock)
    if item.state is Keadaan.DIAKUI:
        words, kind = f"diakui {item.diakui_oleh or 'pengguna'}", "beranda-diakui"
    elif item.state is Keadaan.SELESAI:
        words, kind = (f"ditutup {item.diselesaikan_oleh}" if item.diselesaikan_oleh else "sebabnya hilang"), ""
    else:
        words = f"dibiarkan {days} hari" if ignored else "hari ini" if not days else f"sejak {days} hari"
        kind = "beranda-dibiarkan" if ignored else ""
    size = (
        kalimat.of_kab(rule, item.nilai, item.dari, ambang, samar=ask.ambang) if item.nilai else "tidak ditemukan lagi"
    )
    own = ask.scope.level is Level.KAB
    return Baris(
        nama=size[:1].upper() + size[1:] if own else item.nama,
        induk="" if own else item.induk,
        href=link(ask.actor, rule, item.kunci.wilayah, ask.program, ask.periode.kode),
        # The reader of one kab knows which kab it is, and wants to know which desa.
        ukuran="" if own else size,
        keadaan=words,
        kelas=kind,
        ke={"butir": str(item.kunci)},
        bertindak=ask.actor.may(Permission.ACT_PERHATIAN),
        catatan=item.catatan or "",
        terutama=_worst_desa(connection, ask, rule, ambang) if own and item.nilai else (),
    )


def _worst_desa(connection: Connection, ask: Tinjauan, rule: Aturan, ambang: int) -> list[tuple[str, str]]:
    saat = Saat(ask.periode, ask.now)
    if not rule.rinci or not (rule.fase is Fase.SELALU or saat.holds(rule.fase)):
        return []
    _, found = find_desa(connection, rule, ambang, saat, ask.scope.desa, _FEW)
    return [(item.nama, desa_link(item.desa, ask.program, ask.periode.kode)) for item in found]


def _of_desa(
    connection: Connection, ask: Tinjauan, settings: Settings, rules: Sequence[Aturan], chosen: Aturan | None
) -> list[Kelompok]:
    """Inside a kab nothing is stored: what the rules find now in the reader's own desa."""
    saat = Saat(ask.periode, ask.now)
    made = []
    for rule in rules:
        if not rule.rinci or not (rule.fase is Fase.SELALU or saat.holds(rule.fase)):
            continue
        now = settings[rule.kode]
        limit = _MANY if rule is chosen else _FEW
        many, found = find_desa(connection, rule, now.ambang, saat, desa_range(ask.scope.kode), limit)
        if many:
            rows = [
                Baris(
                    item.nama,
                    f"Kec. {item.kecamatan}",
                    desa_link(item.desa, ask.program, ask.periode.kode),
                    kalimat.of_desa(rule, item.nilai, item.dari, samar=ask.ambang),
                )
                for item in found
            ]
            href = link(ask.actor, rule, ask.scope.kode, ask.program, ask.periode.kode)
            made.append(Kelompok(rule, now.tingkat, "", rows, many, href, rule is chosen))
    return made


def kunci_of(ask: Tinjauan, query: Query) -> Kunci:
    """The item of the address. Raises InvalidInput, or AccessDenied for one the reader may not see."""
    kunci = Kunci.parse(query.get("butir") or "")
    ask.actor.narrow(kunci.wilayah)
    ask.actor.require(aturan_of(kunci.aturan).izin)
    return kunci


def rincian(connection: Connection, ask: Tinjauan, query: Query) -> Component:
    """The dialog of one item. Raises as ``kunci_of``, and InvalidInput for an item that does not exist."""
    kunci = kunci_of(ask, query)
    rule = aturan_of(kunci.aturan)
    item = read_item(connection, kunci)
    if item is None:
        raise InvalidInput("Butir perhatian itu tidak ada lagi. Pilih lagi dari daftar.")
    ambang = read_setelan(connection)[rule.kode].ambang
    running = next((p for p in ask.semua if (p.kode, int(p.program)) == (kunci.periode, kunci.program)), None)
    many, desa = 0, []
    saat = Saat(running or ask.periode, ask.now)
    if rule.rinci and kunci.kab and (rule.fase is Fase.SELALU or saat.holds(rule.fase)):
        many, desa = find_desa(connection, rule, ambang, saat, desa_range(kunci.kab), _DESA_IN_DIALOG)
    return frame.rincian(
        Rincian(
            aturan=rule,
            tempat=", ".join(part for part in (item.nama, item.induk) if part),
            ukuran=kalimat.of_kab(rule, item.nilai, item.dari, ambang, samar=ask.ambang)
            if item.nilai
            else "Sebabnya tidak ada lagi.",
            ambang=ambang,
            riwayat=_history(ask, item),
            desa=[
                Baris(
                    one.nama,
                    f"Kec. {one.kecamatan}",
                    desa_link(one.desa, kunci.program, kunci.periode),
                    kalimat.of_desa(rule, one.nilai, one.dari, samar=ask.ambang),
                )
                for one in desa
            ],
            desa_semua=many,
            href=link(ask.actor, rule, kunci.wilayah, kunci.program, kunci.periode),
            keadaan=item.state,
            catatan=item.catatan or "",
            boleh=ask.actor.may(Permission.ACT_PERHATIAN),
            masih_ada=item.nilai > 0,
        )
    )


def _history(ask: Tinjauan, item: Butir) -> list[str]:
    lines = [f"Terbuka sejak {moment(item.sejak, ask.zona)}"]
    if item.state is Keadaan.TERBUKA and is_ignored(item.state, item.sejak, ask.clock):
        lines[0] += f"; dibiarkan {age(item.sejak, ask.clock)} hari, belum ada yang mengakui"
    lines.append(f"Angka terakhir berubah {moment(item.terakhir, ask.zona)}")
    if item.diakui:
        lines.append(f"Diakui {item.diakui_oleh or 'pengguna'}, {moment(item.diakui, ask.zona)}")
    if item.state is Keadaan.SELESAI and item.selesai:
        by = f"Ditutup {item.diselesaikan_oleh}" if item.diselesaikan_oleh else "Selesai karena sebabnya hilang"
        lines.append(f"{by}, {moment(item.selesai, ask.zona)}")
    if item.catatan and not ask.actor.may(Permission.ACT_PERHATIAN):
        lines.append(f"Catatan: {item.catatan}")
    return lines


def check_manager(ask: Tinjauan) -> None:
    """Refuse the panels of the administrator to everyone else."""
    if not ask.actor.may(Permission.MANAGE_PORTAL):
        raise AccessDenied


def daftar_aturan(connection: Connection, ask: Tinjauan) -> Component:
    """Every rule as it applies now."""
    check_manager(ask)
    settings = read_setelan(connection)
    rules = sorted(ATURAN.values(), key=lambda rule: (settings[rule.kode].tingkat, rule.nama))
    return frame.daftar_aturan([(rule, settings[rule.kode]) for rule in rules])


def ubah_aturan(connection: Connection, ask: Tinjauan, kode: str) -> Component:
    """The form of one rule."""
    check_manager(ask)
    return frame.ubah_aturan(aturan_of(kode), read_setelan(connection)[kode])
