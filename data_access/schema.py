"""The tables, as SQLAlchemy Core metadata; Alembic's migrations are held equal to it by a test.

Rules that every table keeps (``docs/decisions/0003-keys-and-rekap.md``):

- ``kab`` is in every primary, unique and foreign key of a data table, so that the schema distributes by kab on
  Citus unchanged. Tables in ``REFERENCE_TABLES`` are small and would be copied to every node instead.
- Region codes are integers; a wilayah is a range of desa codes.
- State that many rows share (a finalised batch) lives on one row, never as a flag on each.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR

from domain.batch import StateBatch
from domain.instrumen import (
    INDIVIDU_CODES,
    PADAN,
    RUMAH_ASSETS,
    RUMAH_CODES,
    RUMAH_LIVESTOCK,
    RUMAH_PROGRAMS,
)
from domain.profil import PROFIL_TEKS
from domain.siks import KOLOM, Bagian, Tipe
from domain.status import StatusUsulan
from domain.usulan import JENIS_OF_TAB, JenisUsulan

metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

SmallInt, Int, BigInt, Text = sa.SmallInteger, sa.Integer, sa.BigInteger, sa.Text
Moment = sa.DateTime(timezone=True)


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, Int, nullable=False, server_default="0")


def _check(name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=name)


def _word_index(name: str, expression: str) -> sa.Index:
    """Words of a text, each with its kab before it: a search never reads beyond the kab it is about (decision 12).

    Without the pending list of a GIN index, which every one of 514 probes would read through.
    """
    return sa.Index(name, sa.text(expression), postgresql_using="gin", postgresql_with={"fastupdate": "off"})


def _queue() -> list[sa.Index]:
    """Waiting cases of each half of the review, in the orders of its queue (``domain.antrean.Urut``)."""
    made = []
    for tab, jenis in JENIS_OF_TAB.items():
        waiting = f"status = {StatusUsulan.BELUM_DIPERIKSA:d} AND jenis IN ({', '.join(f'{item:d}' for item in jenis)})"
        for order, columns in (("antrean", ("diajukan",)), ("risiko", (sa.text("(-risiko)"), "diajukan"))):
            for level, keys in (("", ("kab", *columns, "id")), ("_nasional", (*columns, "kab", "id"))):
                made.append(sa.Index(f"ix_usulan_{order}_{tab}{level}", *keys, postgresql_where=sa.text(waiting)))
    return made


wilayah = sa.Table(
    "wilayah",
    metadata,
    sa.Column("kode", BigInt, primary_key=True, autoincrement=False),
    sa.Column("level", SmallInt, nullable=False),
    # provinsi | kabupaten | kota | kecamatan | kelurahan | desa | desa adat
    sa.Column("jenis", Text, nullable=False),
    sa.Column("induk", BigInt, nullable=False),
    sa.Column("prov", SmallInt, nullable=False),
    sa.Column("kab", SmallInt, nullable=False),
    sa.Column("nama", Text, nullable=False),
    # With kind and parents, as a picker shows it.
    sa.Column("nama_lengkap", Text, nullable=False),
    # Own name weighted A, kind B, parents D, all normalised by domain.nama; matched by prefix.
    sa.Column("cari", TSVECTOR, nullable=False),
    sa.Column("kode_bps", Text),
    sa.Column("lat", sa.Double),
    sa.Column("lon", sa.Double),
    sa.Column("kode_pos", Int),
    sa.Column("ibu_kota", Text),
    # UTC+7, +8, +9: WIB, WITA, WIT
    sa.Column("zona", SmallInt),
    sa.Column("luas_km2", sa.Double),
    sa.Column("penduduk", Int),
    sa.Index("ix_wilayah_induk", "induk"),
    sa.Index("ix_wilayah_level_prov_kab", "level", "prov", "kab"),
    sa.Index("ix_wilayah_cari", "cari", postgresql_using="gin"),
    _check("level", "level BETWEEN 1 AND 4"),
)

program = sa.Table(
    "program",
    metadata,
    sa.Column("kode", SmallInt, primary_key=True, autoincrement=False),
    sa.Column("nama", Text, nullable=False),
    sa.Column("modul", Text, nullable=False),
)

periode = sa.Table(
    "periode",
    metadata,
    sa.Column("program", SmallInt, sa.ForeignKey("program.kode"), primary_key=True),
    # yyyymm of the month it is decreed for
    sa.Column("kode", Int, primary_key=True, autoincrement=False),
    sa.Column("buka", Moment, nullable=False),
    # When proposals begin to be taken; null: with the periode.
    sa.Column("buka_usulan", Moment),
    sa.Column("tutup_verivali", Moment, nullable=False),
    sa.Column("tutup_pengesahan", Moment, nullable=False),
    # When its prelist and kuota were made, kab by kab; null before.
    sa.Column("disiapkan", Moment),
    _check("urutan", "buka < tutup_verivali AND tutup_verivali <= tutup_pengesahan"),
    _check("urutan_usulan", "buka_usulan BETWEEN buka AND tutup_verivali"),
)

# More time that Pusdatin gave a kab for one activity of a periode.
pengecualian = sa.Table(
    "pengecualian",
    metadata,
    sa.Column("kab", SmallInt, primary_key=True, autoincrement=False),
    sa.Column("id", BigInt, sa.Identity(), primary_key=True),
    sa.Column("program", SmallInt, nullable=False),
    sa.Column("periode", Int, nullable=False),
    # domain.kalender.Kegiatan
    sa.Column("kegiatan", Text, nullable=False),
    sa.Column("sampai", Moment, nullable=False),
    sa.Column("alasan", Text, nullable=False),
    sa.Column("oleh", Int, nullable=False),
    sa.Column("dibuat", Moment, nullable=False),
    sa.Column("pencabut", Int),
    sa.Column("dicabut", Moment),
    sa.Index("ix_pengecualian_kab_periode_program", "kab", "periode", "program"),
)

# Kab whose prelist of a periode was made; rows are added and never changed.
persiapan = sa.Table(
    "persiapan",
    metadata,
    sa.Column("kab", SmallInt, primary_key=True, autoincrement=False),
    sa.Column("periode", Int, primary_key=True, autoincrement=False),
    sa.Column("program", SmallInt, primary_key=True, autoincrement=False),
    # Households on it.
    sa.Column("ruta", Int, nullable=False),
    sa.Column("disiapkan", Moment, nullable=False),
)

# Addresses under which calendar programs read the deadlines of a wilayah, without a session.
langganan = sa.Table(
    "langganan",
    metadata,
    sa.Column("id", BigInt, sa.Identity(), primary_key=True),
    sa.Column("wilayah", BigInt, nullable=False),
    sa.Column("pengguna", Int, nullable=False),
    sa.Column("dibuat", Moment, nullable=False),
    sa.Column("dicabut", Moment),
    sa.Index("uq_langganan_pengguna", "pengguna", unique=True, postgresql_where=sa.text("dicabut IS NULL")),
)

rumah_tangga = sa.Table(
    "rumah_tangga",
    metadata,
    sa.Column("kab", SmallInt, primary_key=True, autoincrement=False),
    sa.Column("id", BigInt, primary_key=True, autoincrement=False),
    sa.Column("desa", BigInt, nullable=False),
    sa.Column("idbdt", sa.String(23), nullable=False),
    sa.Column("no_kk", BigInt),
    sa.Column("alamat", Text, nullable=False),
    sa.Column("nama_sls", Text),
    sa.Column("nama_krt", Text, nullable=False),
    sa.Column("jumlah_art", SmallInt, nullable=False),
    sa.Column("jumlah_keluarga", SmallInt, nullable=False, server_default="1"),
    sa.Column("luas_lantai", SmallInt),
    *(sa.Column(name, SmallInt) for name in RUMAH_CODES),
    *(sa.Column(name, sa.Boolean) for name in RUMAH_ASSETS),
    *(sa.Column(name, SmallInt) for name in RUMAH_LIVESTOCK),
    *(sa.Column(name, sa.Boolean) for name in RUMAH_PROGRAMS),
    sa.Column("percentile", SmallInt),
    sa.Column("desil", SmallInt),
    # Holds a place in the BSP kuota.
    sa.Column("kpm_bsp", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("pengurus_nama", Text),
    sa.Column("pengurus_nik", BigInt),
    sa.Column("pengurus_tgl_lahir", sa.Date),
    sa.Column("pengurus_ibu_kandung", Text),
    sa.Column("pengurus_jns_kel", SmallInt),
    sa.Column("lat", sa.Double),
    sa.Column("lon", sa.Double),
    # Found outside the polygon of its desa (V16); null where nobody has looked.
    sa.Column("di_luar_desa", sa.Boolean),
    sa.Column("desa_lama", BigInt),
    sa.Column("tgl_pindah", sa.Date),
    sa.Column("sumber_data", Text, nullable=False),
    sa.Column("diubah", Moment, nullable=False),
    # Who approved the move.
    sa.Column("oleh_pindah", Int),
    sa.UniqueConstraint("kab", "idbdt"),
    sa.Index("ix_rumah_tangga_kab_desa", "kab", "desa"),
    sa.Index("ix_rumah_tangga_no_kk", "no_kk"),
    # In the order of lists, for filters that few households pass.
    sa.Index("ix_rumah_tangga_desil_kab_desa", "desil", "kab", "desa"),
    sa.Index("ix_rumah_tangga_luar_desa", "kab", "desa", postgresql_where=sa.text("di_luar_desa")),
    sa.Index("ix_rumah_tangga_tanpa_koordinat", "kab", "desa", postgresql_where=sa.text("lat IS NULL")),
    _word_index("ix_rumah_tangga_kata", "siks_alamat(kab, alamat)"),
    *(
        _check(name, f"{name} BETWEEN 1 AND {highest}")
        for name, highest in (RUMAH_CODES | {"desil": 10, "percentile": 100, "pengurus_jns_kel": 2}).items()
    ),
    *(_check(name, f"{name} >= 0") for name in (*RUMAH_LIVESTOCK, "luas_lantai", "jumlah_art")),
    # V14: these fields exist only under a condition of the questionnaire.
    _check("lahan_bila_milik", "sta_lahan IS NULL OR sta_bangunan = 1"),
    _check("kondisi_dinding_bila", "kondisi_dinding IS NULL OR dinding <= 3"),
    _check("kondisi_atap_bila", "kondisi_atap IS NULL OR atap <= 7"),
    _check("desa_di_kab", "desa / 1000000 = kab"),
)

individu = sa.Table(
    "individu",
    metadata,
    sa.Column("kab", SmallInt, primary_key=True, autoincrement=False),
    sa.Column("id", BigInt, primary_key=True, autoincrement=False),
    sa.Column("ruta", BigInt, nullable=False),
    sa.Column("idartbdt", sa.String(25), nullable=False),
    sa.Column("nama", Text, nullable=False),
    # As it was entered: shorter and impossible numbers are kept, because they are what must be mended.
    sa.Column("nik", BigInt),
    sa.Column("no_kk", BigInt),
    sa.Column("tgl_lahir", sa.Date),
    sa.Column("no_urut", SmallInt, nullable=False),
    *(sa.Column(name, SmallInt) for name in INDIVIDU_CODES),
    sa.Column("padan", SmallInt, nullable=False, server_default="0"),
    sa.Column("masuk_kuota", sa.Boolean, nullable=False, server_default=sa.false()),
    # domain.siks.StaArt
    sa.Column("sta_art", SmallInt, nullable=False, server_default="1"),
    sa.ForeignKeyConstraint(["kab", "ruta"], ["rumah_tangga.kab", "rumah_tangga.id"]),
    sa.UniqueConstraint("kab", "idartbdt"),
    sa.Index("ix_individu_kab_ruta", "kab", "ruta"),
    sa.Index("ix_individu_nik", "nik", postgresql_include=["kab", "id"]),
    sa.Index("ix_individu_no_kk", "no_kk"),
    _word_index("ix_individu_kata", "siks_kata(kab, nama)"),
    *(_check(name, f"{name} BETWEEN {low} AND {high}") for name, (low, high) in INDIVIDU_CODES.items()),
    _check("padan", f"padan BETWEEN 0 AND {max(PADAN)}"),
    _check("sta_art", "sta_art BETWEEN 1 AND 4"),
    _check("hamil_perempuan", "sta_hamil IS NULL OR sta_hamil = 2 OR jns_kel = 2"),
)

verivali = sa.Table(
    "verivali",
    metadata,
    sa.Column("kab", SmallInt, primary_key=True, autoincrement=False),
    sa.Column("periode", Int, primary_key=True, autoincrement=False),
    sa.Column("program", SmallInt, primary_key=True, autoincrement=False),
    sa.Column("ruta", BigInt, primary_key=True, autoincrement=False),
    sa.Column("desa", BigInt, nullable=False),
    # StatusVerivali
    sa.Column("status", SmallInt, nullable=False, server_default="0"),
    sa.Column("sta_keberadaan", SmallInt),
    sa.Column("kyc_lengkap", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("tgl_diisi", sa.Date),
    sa.Column("tgl_terimpor", sa.Date),
    sa.Column("tgl_diperiksa", sa.Date),
    sa.Column("tgl_final", sa.Date),
    sa.Column("petugas", Int),
    sa.Column("diubah", Moment),
    # Of the file that brought the row: its import, the moment of the last change on the device, a digest of content.
    sa.Column("impor", BigInt),
    sa.Column("diisi", Moment),
    sa.Column("sidik", BigInt),
    sa.Index("ix_verivali_kab_periode_program_desa", "kab", "periode", "program", "desa"),
    _check("status", "status BETWEEN 0 AND 5"),
    _check("sta_keberadaan", "sta_keberadaan BETWEEN 1 AND 5"),
    # A stage beyond "belum dikunjungi" and a finding come together.
    _check("hasil_bila_diisi", "(status = 0) = (sta_keberadaan IS NULL)"),
    _check("desa_di_kab", "desa / 1000000 = kab"),
    postgresql_partition_by="RANGE (periode)",
)

# Counts that a rekap row carries; see domain.indikator for what they mean.
REKAP_COUNTS: tuple[str, ...] = (
    "total",
    "s0", "s1", "s2", "s3", "s4", "s5",
    "n1", "n2", "n3", "n4", "n5",
    "kyc_lengkap",
)  # fmt: skip

rekap_desa = sa.Table(
    "rekap_desa",
    metadata,
    sa.Column("periode", Int, primary_key=True, autoincrement=False),
    sa.Column("program", SmallInt, primary_key=True, autoincrement=False),
    # desa before kab keeps the prefix range that every read uses; kab is in the key for Citus.
    sa.Column("desa", BigInt, primary_key=True, autoincrement=False),
    sa.Column("kab", SmallInt, primary_key=True, autoincrement=False),
    *(_count(name) for name in REKAP_COUNTS),
    sa.Column("terakhir", Moment),
    _check("jumlah_status", "total = s0 + s1 + s2 + s3 + s4 + s5"),
    _check("jumlah_hasil", "total = s0 + n1 + n2 + n3 + n4 + n5"),
    # Half-empty pages keep the updates of a busy desa on its own page, so no index is touched.
    postgresql_with={"fillfactor": 50},
)

rekap_kab = sa.Table(
    "rekap_kab",
    metadata,
    sa.Column("periode", Int, primary_key=True, autoincrement=False),
    sa.Column("program", SmallInt, primary_key=True, autoincrement=False),
    sa.Column("kab", SmallInt, primary_key=True, autoincrement=False),
    *(_count(name) for name in REKAP_COUNTS),
    sa.Column("terakhir", Moment),
    sa.Column("disegarkan", Moment, nullable=False, server_default=sa.func.now()),
)

# Rows that entered a stage on a day (a returned row that is filled in again leaves it: negative), and rows that were
# found nonaktif on it.
RIWAYAT_STAGES: tuple[str, ...] = ("diisi", "terimpor", "diperiksa", "final")
RIWAYAT_COUNTS: tuple[str, ...] = (*RIWAYAT_STAGES, "nonaktif")

riwayat_desa = sa.Table(
    "riwayat_desa",
    metadata,
    sa.Column("periode", Int, primary_key=True, autoincrement=False),
    sa.Column("program", SmallInt, primary_key=True, autoincrement=False),
    sa.Column("desa", BigInt, primary_key=True, autoincrement=False),
    sa.Column("tanggal", sa.Date, primary_key=True),
    sa.Column("kab", SmallInt, primary_key=True, autoincrement=False),
    *(_count(name) for name in RIWAYAT_COUNTS),
)

riwayat_kab = sa.Table(
    "riwayat_kab",
    metadata,
    sa.Column("periode", Int, primary_key=True, autoincrement=False),
    sa.Column("program", SmallInt, primary_key=True, autoincrement=False),
    sa.Column("kab", SmallInt, primary_key=True, autoincrement=False),
    sa.Column("tanggal", sa.Date, primary_key=True),
    *(_count(name) for name in RIWAYAT_COUNTS),
)

kuota = sa.Table(
    "kuota",
    metadata,
    sa.Column("periode", Int, primary_key=True, autoincrement=False),
    sa.Column("program", SmallInt, primary_key=True, autoincrement=False),
    # 0 is the kab's own kuota; other rows divide it among desa.
    sa.Column("desa", BigInt, primary_key=True, autoincrement=False),
    sa.Column("kab", SmallInt, primary_key=True, autoincrement=False),
    _count("kuota"),
    _count("awal"),
    _count("disetujui"),
    sa.Column("dasar_sk", Text),
    sa.Column("tanggal_sk", sa.Date),
    # Tahap perluasan BPNT of the kab; on the kab's own row only.
    sa.Column("tahap", SmallInt),
    _check("tidak_negatif", "kuota >= 0 AND awal >= 0 AND disetujui >= 0"),
    _check("desa_di_kab", "desa = 0 OR desa / 1000000 = kab"),
)

batch = sa.Table(
    "batch",
    metadata,
    sa.Column("kab", SmallInt, primary_key=True, autoincrement=False),
    sa.Column("periode", Int, primary_key=True, autoincrement=False),
    sa.Column("program", SmallInt, primary_key=True, autoincrement=False),
    # domain.batch.StateBatch
    sa.Column("state", Text, nullable=False, server_default="terbuka"),
    # How often it was finalised; the newest snapshot carries it.
    sa.Column("versi", SmallInt, nullable=False, server_default="0"),
    # SHA-256 of the newest snapshot's data file, and its totals; null before the first finalisasi.
    sa.Column("sidik", sa.LargeBinary),
    sa.Column("ringkasan", JSONB),
    sa.Column("difinalisasi", Moment),
    sa.Column("finalis", Int),
    sa.Column("diubah", Moment, nullable=False, server_default=sa.func.now()),
    sa.Index("ix_batch_periode_program_state", "periode", "program", "state"),
    _check("state", f"state IN ({', '.join(repr(str(item)) for item in StateBatch)})"),
)

# Every step a batch has taken; rows are added and never changed.
batch_langkah = sa.Table(
    "batch_langkah",
    metadata,
    sa.Column("kab", SmallInt, primary_key=True, autoincrement=False),
    sa.Column("periode", Int, primary_key=True, autoincrement=False),
    sa.Column("program", SmallInt, primary_key=True, autoincrement=False),
    sa.Column("urut", Int, primary_key=True, autoincrement=False),
    # domain.batch.LANGKAH
    sa.Column("langkah", Text, nullable=False),
    sa.Column("dari", Text, nullable=False),
    sa.Column("ke", Text, nullable=False),
    sa.Column("versi", SmallInt, nullable=False),
    sa.Column("pengguna", Int, nullable=False),
    # As it was at the time.
    sa.Column("nama", Text, nullable=False),
    sa.Column("waktu", Moment, nullable=False),
    # Why it was returned or reopened.
    sa.Column("alasan", Text),
    # What the step carries: findings of the provinsi, numbers.
    sa.Column("isi", JSONB),
)


def _snapshot(name: str, *columns: Any) -> sa.Table:
    """What was finalised, version by version; rows are added by the finalisasi and never changed."""
    return sa.Table(
        name,
        metadata,
        sa.Column("kab", SmallInt, primary_key=True, autoincrement=False),
        sa.Column("periode", Int, primary_key=True, autoincrement=False),
        sa.Column("program", SmallInt, primary_key=True, autoincrement=False),
        sa.Column("versi", SmallInt, primary_key=True, autoincrement=False),
        *columns,
        postgresql_partition_by="RANGE (periode)",
    )


# Each household of the prelist as it stood.
snapshot_ruta = _snapshot(
    "snapshot_ruta",
    sa.Column("ruta", BigInt, primary_key=True, autoincrement=False),
    sa.Column("desa", BigInt, nullable=False),
    sa.Column("idbdt", sa.String(23), nullable=False),
    sa.Column("no_kk", BigInt),
    sa.Column("nama_krt", Text, nullable=False),
    sa.Column("alamat", Text, nullable=False),
    # Members counted (sta_art 1).
    sa.Column("art", SmallInt, nullable=False),
    sa.Column("kpm", sa.Boolean, nullable=False),
    sa.Column("desil", SmallInt),
    sa.Column("pengurus_nama", Text),
    sa.Column("pengurus_nik", BigInt),
    # StatusVerivali (FINAL for what entered the batch) and StaKeberadaan.
    sa.Column("status", SmallInt, nullable=False),
    sa.Column("sta_keberadaan", SmallInt),
    # Its data were corrected in this periode.
    sa.Column("diperbaiki", sa.Boolean, nullable=False),
)

# Each approved usulan that entered the batch.
snapshot_usulan = _snapshot(
    "snapshot_usulan",
    sa.Column("usulan", BigInt, primary_key=True, autoincrement=False),
    # domain.usulan.JenisUsulan, of proposals only
    sa.Column("jenis", SmallInt, nullable=False),
    sa.Column("desa", BigInt, nullable=False),
    # Null for a household that is to enter the register.
    sa.Column("ruta", BigInt),
    sa.Column("idbdt", sa.String(23)),
    sa.Column("mengganti", BigInt),
    sa.Column("no_kk", BigInt),
    sa.Column("nama_krt", Text, nullable=False),
    sa.Column("alamat", Text, nullable=False),
    sa.Column("art", SmallInt, nullable=False),
    sa.Column("pengurus_nama", Text),
    sa.Column("pengurus_nik", BigInt),
)

# What a letter says of a desa: rumah tangga first, the same of individu with ``art_`` before it (domain.rekap_surat).
REKAP_SURAT_COUNTS: tuple[str, ...] = (
    "prelist",
    "awal",
    "perbaikan",
    "nonaktif_3",
    "nonaktif_4",
    "nonaktif_5",
    "usulan",
    "akhir",
)
snapshot_desa = _snapshot(
    "snapshot_desa",
    sa.Column("desa", BigInt, primary_key=True, autoincrement=False),
    *(_count(name) for name in REKAP_SURAT_COUNTS),
    *(_count(f"art_{name}") for name in REKAP_SURAT_COUNTS),
    # Rows that entered the batch, and places of the desa (0 where the programme has no kuota).
    _count("final"),
    _count("kuota"),
)

# A letter of pengesahan as it was generated, and what was signed.
surat = sa.Table(
    "surat",
    metadata,
    sa.Column("kab", SmallInt, primary_key=True, autoincrement=False),
    sa.Column("id", BigInt, sa.Identity(), primary_key=True),
    sa.Column("periode", Int, nullable=False),
    sa.Column("program", SmallInt, nullable=False),
    sa.Column("versi", SmallInt, nullable=False),
    # What /verifikasi is asked by; begins with the kab, so that it is found there.
    sa.Column("kode", Text, nullable=False),
    sa.Column("nomor", Text, nullable=False),
    sa.Column("tanggal", sa.Date, nullable=False),
    # Profil of the kab as it stood: kop and signature block.
    sa.Column("profil", JSONB, nullable=False),
    # Lines of the letter by kecamatan, and their sum.
    sa.Column("rekap", JSONB, nullable=False),
    # SHA-256 of the data file of the snapshot, and the root of the audit it was made under.
    sa.Column("sidik", sa.LargeBinary, nullable=False),
    sa.Column("akar", sa.LargeBinary),
    sa.Column("pdf", sa.LargeBinary, nullable=False),
    sa.Column("sidik_pdf", sa.LargeBinary, nullable=False),
    sa.Column("halaman", Int, nullable=False),
    # berlaku | diganti | dicabut
    sa.Column("state", Text, nullable=False, server_default="berlaku"),
    sa.Column("pembuat", Int, nullable=False),
    sa.Column("dibuat", Moment, nullable=False),
    # basah | elektronik, once it came back signed.
    sa.Column("cara", Text),
    sa.Column("ttd_nama", Text),
    sa.Column("ttd_mime", Text),
    sa.Column("ttd", sa.LargeBinary),
    sa.Column("ttd_sidik", sa.LargeBinary),
    # What verifying an electronic signature said.
    sa.Column("ttd_periksa", JSONB),
    sa.Column("ttd_oleh", Int),
    sa.Column("ttd_waktu", Moment),
    sa.UniqueConstraint("kab", "kode"),
    sa.Index("ix_surat_kab_periode_program", "kab", "periode", "program"),
    _check("state", "state IN ('berlaku', 'diganti', 'dicabut')"),
    _check("cara", "cara IN ('basah', 'elektronik')"),
)

# Who makes letters in a kab, and who signs them.
profil = sa.Table(
    "profil",
    metadata,
    sa.Column("kab", SmallInt, primary_key=True, autoincrement=False),
    *(sa.Column(name, Text, nullable=False, server_default="") for name in PROFIL_TEKS),
    # PNG, made anew from what was uploaded.
    sa.Column("logo", sa.LargeBinary),
    sa.Column("oleh", Int),
    sa.Column("diubah", Moment, nullable=False, server_default=sa.func.now()),
)

# Surat keputusan of the Menteri: of a programme and periode, with the list it decrees.
sk = sa.Table(
    "sk",
    metadata,
    sa.Column("id", BigInt, sa.Identity(), primary_key=True),
    sa.Column("program", SmallInt, nullable=False),
    sa.Column("periode", Int, nullable=False),
    sa.Column("nomor", Text, nullable=False),
    sa.Column("tanggal", sa.Date, nullable=False),
    # domain.sk.StateSk
    sa.Column("state", Text, nullable=False, server_default="diunggah"),
    sa.Column("nama_berkas", Text, nullable=False),
    sa.Column("ukuran", BigInt, nullable=False),
    sa.Column("sidik", sa.LargeBinary, nullable=False),
    # Lines read so far, and what was found wrong with them.
    _count("terbaca"),
    sa.Column("laporan", JSONB),
    _count("ruta"),
    _count("art"),
    sa.Column("oleh", Int, nullable=False),
    sa.Column("dibuat", Moment, nullable=False),
    sa.Column("penetap", Int),
    sa.Column("ditetapkan", Moment),
    _check("state", "state IN ('diunggah', 'siap', 'gagal', 'diproses', 'ditetapkan', 'dibatalkan')"),
)

# What a decree holds of each kab, and what became of it there.
sk_kab = sa.Table(
    "sk_kab",
    metadata,
    sa.Column("kab", SmallInt, primary_key=True, autoincrement=False),
    sa.Column("sk", BigInt, primary_key=True, autoincrement=False),
    _count("ruta"),
    _count("art"),
    # domain.sk.HasilKab
    sa.Column("hasil", Text, nullable=False, server_default="menunggu"),
    sa.Column("pesan", Text),
    sa.Column("waktu", Moment),
    sa.Index("ix_sk_kab_sk_hasil", "sk", "hasil", "kab"),
    _check("hasil", "hasil IN ('menunggu', 'ditetapkan', 'tertunda')"),
)

sk_baris = sa.Table(
    "sk_baris",
    metadata,
    sa.Column("kab", SmallInt, primary_key=True, autoincrement=False),
    sa.Column("sk", BigInt, primary_key=True, autoincrement=False),
    sa.Column("idbdt", sa.String(23), primary_key=True),
    sa.Column("baris", Int, nullable=False),
    sa.Column("desa", BigInt, nullable=False),
    sa.Column("nama", Text, nullable=False),
    sa.Column("art", SmallInt, nullable=False),
)

# Files taken away after the finalisasi.
unduhan = sa.Table(
    "unduhan",
    metadata,
    sa.Column("kab", SmallInt, primary_key=True, autoincrement=False),
    sa.Column("id", BigInt, sa.Identity(), primary_key=True),
    # hasil | data_surat | bank | paket
    sa.Column("jenis", Text, nullable=False),
    sa.Column("periode", Int),
    sa.Column("program", SmallInt),
    # The permohonan of a data package.
    sa.Column("permohonan", BigInt),
    sa.Column("nama", Text, nullable=False),
    sa.Column("ukuran", BigInt, nullable=False),
    sa.Column("sidik", sa.LargeBinary, nullable=False),
    sa.Column("pengguna", Int, nullable=False),
    sa.Column("waktu", Moment, nullable=False),
    sa.Column("alamat_ip", Text),
    sa.Index("ix_unduhan_kab_permohonan", "kab", "permohonan"),
)

# A request for the data of a kab, with its papers (MoU, BAST).
permohonan = sa.Table(
    "permohonan",
    metadata,
    sa.Column("kab", SmallInt, primary_key=True, autoincrement=False),
    sa.Column("id", BigInt, sa.Identity(), primary_key=True),
    # domain.permohonan.StatePermohonan
    sa.Column("state", Text, nullable=False),
    sa.Column("program", SmallInt, nullable=False),
    sa.Column("periode", Int, nullable=False),
    sa.Column("keperluan", Text, nullable=False),
    sa.Column("catatan", Text),
    sa.Column("pembuat", Int, nullable=False),
    sa.Column("dibuat", Moment, nullable=False),
    sa.Column("dikirim", Moment),
    sa.Column("pemeriksa", Int),
    sa.Column("diperiksa", Moment),
    sa.Column("berlaku_sampai", Moment),
    sa.Index("ix_permohonan_state_dikirim", "state", "dikirim"),
)

# A data package that is made for an approved request; its file lies under its number until it is too old.
paket = sa.Table(
    "paket",
    metadata,
    sa.Column("kab", SmallInt, primary_key=True, autoincrement=False),
    sa.Column("id", BigInt, sa.Identity(), primary_key=True),
    sa.Column("permohonan", BigInt, nullable=False),
    # The kab, or a kecamatan or desa of it.
    sa.Column("wilayah", BigInt, nullable=False),
    # domain.permohonan.StatePaket
    sa.Column("state", Text, nullable=False),
    sa.Column("persen", SmallInt, nullable=False, server_default="0"),
    # Why it could not be made.
    sa.Column("galat", Text),
    sa.Column("kunci", Text),
    sa.Column("ruta", Int),
    sa.Column("ukuran", BigInt),
    sa.Column("sidik", sa.LargeBinary),
    sa.Column("oleh", Int, nullable=False),
    sa.Column("diminta", Moment, nullable=False),
    sa.Column("selesai", Moment),
    sa.Index("ix_paket_kab_permohonan", "kab", "permohonan"),
    sa.Index("ix_paket_state", "state", "diminta"),
    _check("state", "state IN ('antre', 'dibuat', 'siap', 'gagal', 'dihapus')"),
)

permohonan_berkas = sa.Table(
    "permohonan_berkas",
    metadata,
    sa.Column("kab", SmallInt, primary_key=True, autoincrement=False),
    sa.Column("permohonan", BigInt, primary_key=True, autoincrement=False),
    # surat | mou | bast
    sa.Column("jenis", Text, primary_key=True),
    sa.Column("nama", Text, nullable=False),
    sa.Column("mime", Text, nullable=False),
    sa.Column("halaman", Int, nullable=False),
    sa.Column("sidik", sa.LargeBinary, nullable=False),
    sa.Column("isi", sa.LargeBinary, nullable=False),
    sa.Column("oleh", Int, nullable=False),
    sa.Column("diunggah", Moment, nullable=False),
    _check("mime", "mime IN ('application/pdf', 'image/jpeg', 'image/png')"),
)

# A household on its way to another desa of the kab.
pemindahan = sa.Table(
    "pemindahan",
    metadata,
    sa.Column("kab", SmallInt, primary_key=True, autoincrement=False),
    sa.Column("id", BigInt, sa.Identity(), primary_key=True),
    # domain.pemindahan.StatePemindahan
    sa.Column("state", Text, nullable=False),
    sa.Column("ruta", BigInt, nullable=False),
    sa.Column("desa_asal", BigInt, nullable=False),
    sa.Column("desa_tujuan", BigInt, nullable=False),
    sa.Column("alamat_baru", Text),
    sa.Column("alasan", Text, nullable=False),
    sa.Column("keterangan", Text),
    sa.Column("kpm", sa.Boolean),
    # Paper behind it; several of one submission share it.
    sa.Column("dokumen", BigInt, nullable=False),
    sa.Column("pengaju", Int, nullable=False),
    sa.Column("diajukan", Moment, nullable=False),
    sa.Column("pemutus", Int),
    sa.Column("diputuskan", Moment),
    sa.Column("catatan", Text),
    sa.Column("dipindah", Moment),
    sa.Column("pembatal", Int),
    sa.Column("dibatalkan", Moment),
    # What the move changed, to return to.
    sa.Column("sebelum", JSONB),
    sa.ForeignKeyConstraint(["kab", "ruta"], ["rumah_tangga.kab", "rumah_tangga.id"]),
    sa.Index("ix_pemindahan_kab_ruta", "kab", "ruta"),
    sa.Index("ix_pemindahan_kab_state_diajukan", "kab", "state", "diajukan", "id"),
    sa.Index("ix_pemindahan_state_diajukan", "state", "diajukan", "kab", "id"),
    # A household waits for one move at a time.
    sa.Index("uq_pemindahan_kab_ruta", "kab", "ruta", unique=True, postgresql_where=sa.text("state = 'diajukan'")),
    _check("desa_di_kab", "desa_asal / 1000000 = kab AND desa_tujuan / 1000000 = kab AND desa_asal <> desa_tujuan"),
)

pemindahan_dokumen = sa.Table(
    "pemindahan_dokumen",
    metadata,
    sa.Column("kab", SmallInt, primary_key=True, autoincrement=False),
    sa.Column("id", BigInt, sa.Identity(), primary_key=True),
    sa.Column("nama", Text, nullable=False),
    sa.Column("mime", Text, nullable=False),
    sa.Column("sidik", sa.LargeBinary, nullable=False),
    sa.Column("isi", sa.LargeBinary, nullable=False),
    sa.Column("oleh", Int, nullable=False),
    sa.Column("diunggah", Moment, nullable=False),
    _check("mime", "mime IN ('application/pdf', 'image/jpeg', 'image/png')"),
)

# A citizen who asks to be registered (Permensos 5/2019), or a report that a household is not eligible.
pendaftaran = sa.Table(
    "pendaftaran",
    metadata,
    sa.Column("kab", SmallInt, primary_key=True, autoincrement=False),
    sa.Column("id", BigInt, sa.Identity(), primary_key=True),
    # domain.pendaftaran.JenisPendaftaran
    sa.Column("jenis", Text, nullable=False),
    sa.Column("state", Text, nullable=False),
    # The step it waits for; null when it is over.
    sa.Column("langkah", Text),
    sa.Column("desa", BigInt, nullable=False),
    # Of the register; null for one that is not in it.
    sa.Column("ruta", BigInt),
    sa.Column("nik", BigInt),
    sa.Column("nama", Text, nullable=False),
    sa.Column("isi", JSONB, nullable=False),
    # The case of the review that it led to.
    sa.Column("usulan", BigInt),
    sa.Column("pencatat", Int, nullable=False),
    sa.Column("dibuat", Moment, nullable=False),
    sa.Column("diubah", Moment, nullable=False),
    sa.ForeignKeyConstraint(["kab", "ruta"], ["rumah_tangga.kab", "rumah_tangga.id"]),
    sa.Index("ix_pendaftaran_kab_dibuat", "kab", "dibuat", "id"),
    sa.Index("ix_pendaftaran_dibuat", "dibuat", "kab", "id"),
    sa.Index("ix_pendaftaran_langkah_desa", "langkah", "desa", postgresql_where=sa.text("langkah IS NOT NULL")),
    sa.Index("ix_pendaftaran_kab_usulan", "kab", "usulan", postgresql_where=sa.text("usulan IS NOT NULL")),
    # One at a time: of a citizen, and of a household that is reported.
    sa.Index(
        "uq_pendaftaran_kab_nik",
        "kab",
        "nik",
        unique=True,
        postgresql_where=sa.text("jenis = 'daftar' AND langkah IS NOT NULL"),
    ),
    sa.Index(
        "uq_pendaftaran_kab_ruta",
        "kab",
        "ruta",
        unique=True,
        postgresql_where=sa.text("jenis = 'ketidaklayakan' AND langkah IS NOT NULL"),
    ),
    _check("desa_di_kab", "desa / 1000000 = kab"),
)

pendaftaran_langkah = sa.Table(
    "pendaftaran_langkah",
    metadata,
    sa.Column("kab", SmallInt, primary_key=True, autoincrement=False),
    sa.Column("pendaftaran", BigInt, primary_key=True, autoincrement=False),
    sa.Column("urut", Int, primary_key=True, autoincrement=False),
    sa.Column("langkah", Text, nullable=False),
    # teruskan | kembalikan | tolak | kirim
    sa.Column("keputusan", Text, nullable=False),
    sa.Column("catatan", Text),
    sa.Column("pengguna", Int, nullable=False),
    sa.Column("waktu", Moment, nullable=False),
)

# Papers that a citizen brought, or that a report rests on.
pendaftaran_berkas = sa.Table(
    "pendaftaran_berkas",
    metadata,
    sa.Column("kab", SmallInt, primary_key=True, autoincrement=False),
    sa.Column("pendaftaran", BigInt, primary_key=True, autoincrement=False),
    sa.Column("urut", SmallInt, primary_key=True, autoincrement=False),
    # domain.pendaftaran.BERKAS
    sa.Column("jenis", Text, nullable=False),
    sa.Column("nama", Text, nullable=False),
    sa.Column("mime", Text, nullable=False),
    sa.Column("sidik", sa.LargeBinary, nullable=False),
    sa.Column("isi", sa.LargeBinary, nullable=False),
    sa.Column("oleh", Int, nullable=False),
    sa.Column("diunggah", Moment, nullable=False),
    _check("mime", "mime IN ('application/pdf', 'image/jpeg', 'image/png')"),
)

pengguna = sa.Table(
    "pengguna",
    metadata,
    sa.Column("id", Int, primary_key=True),
    sa.Column("username", Text, nullable=False, unique=True),
    sa.Column("nama", Text, nullable=False),
    sa.Column("peran", Text, nullable=False),
    # Root of the scope; 0 is Indonesia.
    sa.Column("wilayah", BigInt, nullable=False),
    sa.Column("sandi", Text, nullable=False),
    sa.Column("aktif", sa.Boolean, nullable=False, server_default=sa.text("true")),
    # Accounts made by the seed; refused outside demo mode.
    sa.Column("contoh", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("gagal", SmallInt, nullable=False, server_default="0"),
    sa.Column("terkunci_sampai", Moment),
    # Raised to end every session of the account.
    sa.Column("versi_sesi", Int, nullable=False, server_default="1"),
    sa.Column("dibuat", Moment, nullable=False, server_default=sa.func.now()),
    sa.Column("telepon", Text),
    sa.Column("email", Text),
    # Wants the digest of open attention items by e-mail.
    sa.Column("ringkasan", sa.Boolean, nullable=False, server_default=sa.false()),
    # The day whose digest was sent, or is being sent: claimed first, so that none goes out twice.
    sa.Column("ringkasan_hari", sa.Date),
    sa.Column("nip", Text),
    sa.Column("jabatan", Text),
    # JPEG, made anew from what was uploaded.
    sa.Column("foto", sa.LargeBinary),
    # Password given by somebody else: must be changed before anything else.
    sa.Column("ganti_sandi", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("sandi_diubah", Moment),
    # TOTP (RFC 6238): the secret, sealed with the key of the installation; since when it is confirmed; the last step
    # that was used, so that no code counts twice; digests of recovery codes.
    sa.Column("totp", sa.LargeBinary),
    sa.Column("totp_aktif", Moment),
    sa.Column("totp_langkah", BigInt),
    sa.Column("totp_pemulihan", ARRAY(Text)),
    sa.Column("pembuat", Int),
    sa.Index("ix_pengguna_wilayah", "wilayah"),
)

# Sessions that are or were open.
sesi = sa.Table(
    "sesi",
    metadata,
    # Digest of what the cookie carries.
    sa.Column("id", sa.LargeBinary, primary_key=True),
    sa.Column("pengguna", Int, nullable=False),
    sa.Column("mulai", Moment, nullable=False),
    sa.Column("terakhir", Moment, nullable=False),
    sa.Column("alamat_ip", Text),
    sa.Column("perangkat", Text),
    # It was opened with a TOTP code, or confirmed by one later.
    sa.Column("totp", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("berakhir", Moment),
    sa.Column("diakhiri_oleh", Int),
    sa.Index("ix_sesi_pengguna", "pengguna", "terakhir"),
)

# Somebody lost the password: asked without signing in, with a surat tugas, decided by the level above.
reset_sandi = sa.Table(
    "reset_sandi",
    metadata,
    sa.Column("id", BigInt, sa.Identity(), primary_key=True),
    sa.Column("pengguna", Int, nullable=False),
    # diajukan | disetujui | ditolak
    sa.Column("state", Text, nullable=False, server_default="diajukan"),
    sa.Column("telepon", Text, nullable=False),
    sa.Column("nama_berkas", Text, nullable=False),
    sa.Column("mime", Text, nullable=False),
    sa.Column("isi", sa.LargeBinary, nullable=False),
    sa.Column("alamat_ip", Text),
    sa.Column("dibuat", Moment, nullable=False),
    sa.Column("pemutus", Int),
    sa.Column("diputuskan", Moment),
    sa.Column("catatan", Text),
    sa.Index("ix_reset_sandi_state_dibuat", "state", "dibuat"),
    _check("state", "state IN ('diajukan', 'disetujui', 'ditolak')"),
    _check("mime", "mime IN ('application/pdf', 'image/jpeg', 'image/png')"),
)

audit = sa.Table(
    "audit",
    metadata,
    # 0 for acts that belong to no kab.
    sa.Column("kab", SmallInt, primary_key=True, autoincrement=False),
    sa.Column("urut", BigInt, primary_key=True, autoincrement=False),
    sa.Column("waktu", Moment, nullable=False),
    sa.Column("pengguna", Text, nullable=False),
    sa.Column("alamat_ip", Text),
    sa.Column("aksi", Text, nullable=False),
    sa.Column("objek", Text, nullable=False),
    sa.Column("sebelum", JSONB),
    sa.Column("sesudah", JSONB),
    # By the clock of the device that asked, and what it calls itself; in the digest where they are there.
    sa.Column("waktu_perangkat", Moment),
    sa.Column("perangkat", Text),
    sa.Column("sidik_sebelum", sa.LargeBinary, nullable=False),
    sa.Column("sidik", sa.LargeBinary, nullable=False),
    # "What did I do last": the newest rows of one person.
    sa.Index("ix_audit_pengguna_waktu", "pengguna", "waktu"),
    # Kab by kab and newest first, which is how /riwayat reads: of everybody, of one act, of one object, of a desa.
    sa.Index("ix_audit_waktu", "kab", "waktu", "urut"),
    sa.Index("ix_audit_aksi", "kab", "aksi", "waktu", "urut"),
    sa.Index("ix_audit_objek", "kab", "objek", "waktu", "urut"),
    sa.Index(
        "ix_audit_desa",
        "kab",
        sa.text("siks_desa(objek)"),
        "waktu",
        "urut",
        postgresql_where=sa.text("siks_desa(objek) IS NOT NULL"),
    ),
)

# Root of the audit of a day: one digest over the heads of all chains and over the root before it. Never changed.
akar_audit = sa.Table(
    "akar_audit",
    metadata,
    sa.Column("hari", sa.Date, primary_key=True),
    sa.Column("sidik", sa.LargeBinary, nullable=False),
    sa.Column("sidik_sebelum", sa.LargeBinary, nullable=False),
    # Newest row of every chain and newest seal, by kab: {"audit": {kab: [urut, digest in hex]}, "segel": {...}}.
    sa.Column("isi", JSONB, nullable=False),
    sa.Column("dibuat", Moment, nullable=False),
)

# One row a fact about this installation: seed, scale, as-of day of the sample data, import of borders.
# Seal of each row that is only ever added, written by triggers and by nobody else; chained by kab.
segel = sa.Table(
    "segel",
    metadata,
    # 0 for rows of no kab.
    sa.Column("kab", SmallInt, primary_key=True, autoincrement=False),
    sa.Column("urut", BigInt, primary_key=True, autoincrement=False),
    # data_access.segel.TERSEGEL, and the key of the row
    sa.Column("tabel", Text, nullable=False),
    sa.Column("kunci", Text, nullable=False),
    # SHA-256 of the row as it was written.
    sa.Column("isi", sa.LargeBinary, nullable=False),
    sa.Column("sidik_sebelum", sa.LargeBinary, nullable=False),
    sa.Column("sidik", sa.LargeBinary, nullable=False),
)

keterangan = sa.Table(
    "keterangan",
    metadata,
    sa.Column("kunci", Text, primary_key=True),
    sa.Column("nilai", JSONB, nullable=False),
)

usulan = sa.Table(
    "usulan",
    metadata,
    sa.Column("kab", SmallInt, primary_key=True, autoincrement=False),
    sa.Column("id", BigInt, primary_key=True, autoincrement=False),
    # JenisUsulan; only BSP asks for a place in the kuota.
    sa.Column("jenis", SmallInt, nullable=False, server_default=str(int(JenisUsulan.BSP))),
    sa.Column("periode", Int, nullable=False),
    sa.Column("program", SmallInt, nullable=False),
    sa.Column("desa", BigInt, nullable=False),
    # Null for a household that is to enter the register.
    sa.Column("ruta", BigInt),
    sa.Column("idbdt", sa.String(23)),
    # The nonaktif KPM whose place it takes: exactly one slot (section 8).
    sa.Column("mengganti", BigInt),
    # StatusUsulan
    sa.Column("status", SmallInt, nullable=False),
    sa.Column("alasan", Text),
    # Of a return: names of the fields to mend.
    sa.Column("kolom", ARRAY(Text)),
    sa.Column("diajukan", sa.Date, nullable=False),
    sa.Column("diputuskan", sa.Date),
    # Who decided, and who handed it in.
    sa.Column("petugas", Int),
    sa.Column("pengusul", Int),
    sa.Column("impor", BigInt),
    # What would change, see domain.isian.
    sa.Column("isi", JSONB),
    # Codes of the rules it breaks (severity W and I), and what they add up to (0-100).
    sa.Column("aturan", ARRAY(Text), nullable=False, server_default="{}"),
    sa.Column("risiko", SmallInt, nullable=False, server_default="0"),
    # Put off: not offered before this day.
    sa.Column("tunda_sampai", sa.Date),
    # The newer case of the same household that took its place, and the status it had before.
    sa.Column("pengganti", BigInt),
    sa.Column("status_lama", SmallInt),
    sa.Column("diubah", Moment, nullable=False),
    sa.ForeignKeyConstraint(["kab", "ruta"], ["rumah_tangga.kab", "rumah_tangga.id"]),
    sa.Index("ix_usulan_kab_ruta", "kab", "ruta"),
    sa.Index("ix_usulan_kab_impor", "kab", "impor", postgresql_where=sa.text("impor IS NOT NULL")),
    sa.Index("ix_usulan_kab_idbdt", "kab", "idbdt", postgresql_where=sa.text("ruta IS NULL")),
    sa.Index("ix_usulan_periode_program_jenis_desa_status", "periode", "program", "jenis", "desa", "status"),
    *_queue(),
    # Of those that were decided, by the day.
    sa.Index("ix_usulan_diputuskan", "kab", "diputuskan", "id", postgresql_where=sa.text("diputuskan IS NOT NULL")),
    # Names and NIK that a case brings: of people whom the register does not know yet.
    _word_index("ix_usulan_kata", "siks_kasus(kab, isi)"),
    _check("status", f"status BETWEEN 0 AND {max(StatusUsulan)}"),
    _check("jenis", f"jenis BETWEEN 1 AND {max(JenisUsulan)}"),
    _check("ruta_bila_terdaftar", f"ruta IS NOT NULL OR jenis IN (1, {JenisUsulan.DTKS_BARU:d})"),
    _check("risiko", "risiko BETWEEN 0 AND 100"),
    _check("desa_di_kab", "desa / 1000000 = kab"),
)

# Deliberation of a desa for one periode, and which of its documents were handed in (V12).
musdes = sa.Table(
    "musdes",
    metadata,
    sa.Column("periode", Int, primary_key=True, autoincrement=False),
    sa.Column("program", SmallInt, primary_key=True, autoincrement=False),
    sa.Column("desa", BigInt, primary_key=True, autoincrement=False),
    sa.Column("kab", SmallInt, primary_key=True, autoincrement=False),
    sa.Column("tanggal", sa.Date, nullable=False),
    sa.Column("nomor", Text, nullable=False),
    sa.Column("peserta", SmallInt),
    *(
        sa.Column(name, sa.Boolean, nullable=False, server_default=sa.false())
        for name in ("berita_acara", "daftar_hadir", "bnba", "foto")
    ),
    _check("desa_di_kab", "desa / 1000000 = kab"),
)

# What is known of the households of a desa whatever the periode; counted by background work.
REGISTER_COUNTS: tuple[str, ...] = (
    "ruta",
    "art",
    # ART by result of pemadanan (PADAN)
    *(f"p{kode}" for kode in PADAN),
    # ruta by desil, and those of them that are KPM
    *(f"d{desil}" for desil in range(1, 11)),
    *(f"k{desil}" for desil in range(1, 11)),
    "luar_desa",
    "tanpa_koordinat",
)

rekap_register = sa.Table(
    "rekap_register",
    metadata,
    sa.Column("desa", BigInt, primary_key=True, autoincrement=False),
    sa.Column("kab", SmallInt, primary_key=True, autoincrement=False),
    *(_count(name) for name in REGISTER_COUNTS),
    sa.Column("dihitung", Moment, nullable=False, server_default=sa.func.now()),
)

# Forecast, pace and hot spots of every wilayah of every level in one periode; made by background work.
pantauan = sa.Table(
    "pantauan",
    metadata,
    sa.Column("periode", Int, primary_key=True, autoincrement=False),
    sa.Column("program", SmallInt, primary_key=True, autoincrement=False),
    # 0 is Indonesia
    sa.Column("wilayah", BigInt, primary_key=True, autoincrement=False),
    # 0 above the kab
    sa.Column("kab", SmallInt, primary_key=True, autoincrement=False),
    sa.Column("level", SmallInt, nullable=False),
    # The day that the row speaks of.
    sa.Column("tanggal", sa.Date, nullable=False),
    # Desa with a prelist, of them finished, and with a berita acara musdes.
    _count("desa"),
    _count("desa_selesai"),
    _count("musdes"),
    # Rows filled in on ``tanggal``, and in the 7 days up to it.
    _count("diisi_1"),
    _count("diisi_7"),
    # Rows that should be done by the end of ``tanggal``.
    _count("target"),
    # Rows found (sta 1-2) of KPM whose desil is above the limit: with the nonaktif ones they are the inclusion error.
    _count("inklusi_desil"),
    # Desa that finish in time in the middle one of the simulations.
    _count("desa_tepat"),
    # Day by which the share of simulations has finished; null beyond the horizon.
    sa.Column("selesai_p10", sa.Date),
    sa.Column("selesai_p50", sa.Date),
    sa.Column("selesai_p90", sa.Date),
    # Share (0-100) of simulations that finish in time; null where there is nothing to forecast.
    sa.Column("peluang", SmallInt),
    # Rows done at the end of each day after ``tanggal`` up to the deadline.
    *(sa.Column(name, ARRAY(Int)) for name in ("jalur_p10", "jalur_p50", "jalur_p90")),
    # Desa that a search for clusters could judge; and those in a significant cluster of low progress, or of high
    # inclusion error.
    _count("dinilai_progres"),
    _count("dinilai_inklusi"),
    _count("rawan_progres"),
    _count("rawan_inklusi"),
    # Number of the cluster, of desa only.
    sa.Column("gugus_progres", Int),
    sa.Column("gugus_inklusi", Int),
    sa.Column("dihitung", Moment, nullable=False, server_default=sa.func.now()),
    sa.Index("ix_pantauan_periode_program_level_kab", "periode", "program", "level", "kab"),
)

# Simulated futures of each kab, from which those of provinsi and country are added up; row 0 guards their sums.
simulasi = sa.Table(
    "simulasi",
    metadata,
    sa.Column("periode", Int, primary_key=True, autoincrement=False),
    sa.Column("program", SmallInt, primary_key=True, autoincrement=False),
    sa.Column("kab", SmallInt, primary_key=True, autoincrement=False),
    # The day they start from.
    sa.Column("tanggal", sa.Date),
    sa.Column("isi", sa.LargeBinary),
    sa.Column("dihitung", Moment, nullable=False, server_default=sa.func.now()),
)

# A change of kuota that somebody worked out and another has to agree to.
usul_kuota = sa.Table(
    "usul_kuota",
    metadata,
    sa.Column("kab", SmallInt, primary_key=True, autoincrement=False),
    sa.Column("id", BigInt, sa.Identity(), primary_key=True),
    sa.Column("periode", Int, nullable=False),
    sa.Column("program", SmallInt, nullable=False),
    # diajukan | disetujui | ditolak | dibatalkan
    sa.Column("state", Text, nullable=False, server_default="diajukan"),
    # A list of desa, each with the places it has and should have.
    sa.Column("isi", JSONB, nullable=False),
    sa.Column("catatan", Text, nullable=False, server_default=""),
    sa.Column("pembuat", Int, nullable=False),
    sa.Column("dibuat", Moment, nullable=False, server_default=sa.func.now()),
    sa.Column("pemutus", Int),
    sa.Column("diputuskan", Moment),
    sa.Column("alasan", Text),
    sa.Index("ix_usul_kuota_kab_periode_program_state", "kab", "periode", "program", "state"),
    _check("state", "state IN ('diajukan', 'disetujui', 'ditolak', 'dibatalkan')"),
)

catatan = sa.Table(
    "catatan",
    metadata,
    sa.Column("kab", SmallInt, primary_key=True, autoincrement=False),
    sa.Column("id", BigInt, sa.Identity(), primary_key=True),
    sa.Column("desa", BigInt, nullable=False),
    sa.Column("waktu", Moment, nullable=False, server_default=sa.func.now()),
    sa.Column("pengguna", Int, nullable=False),
    sa.Column("isi", Text, nullable=False),
    sa.Index("ix_catatan_kab_desa_waktu", "kab", "desa", "waktu"),
    _check("desa_di_kab", "desa / 1000000 = kab"),
)

foto = sa.Table(
    "foto",
    metadata,
    sa.Column("kab", SmallInt, primary_key=True, autoincrement=False),
    sa.Column("ruta", BigInt, primary_key=True, autoincrement=False),
    # rumah | lantai | dinding | atap | ktp | krt
    sa.Column("jenis", Text, primary_key=True),
    sa.Column("diambil", sa.Date),
    sa.Column("mime", Text, nullable=False),
    sa.Column("isi", sa.LargeBinary, nullable=False),
    sa.ForeignKeyConstraint(["kab", "ruta"], ["rumah_tangga.kab", "rumah_tangga.id"]),
    _check("mime", "mime IN ('image/jpeg', 'image/png')"),
)

# Rules by which attention items arise; thresholds are an administrator's to change.
aturan = sa.Table(
    "aturan",
    metadata,
    sa.Column("kode", Text, primary_key=True),
    sa.Column("aktif", sa.Boolean, nullable=False, server_default=sa.text("true")),
    sa.Column("ambang", Int),
    # 1 is most urgent
    sa.Column("tingkat", SmallInt, nullable=False),
    sa.Column("diubah", Moment, nullable=False, server_default=sa.func.now()),
    sa.Column("oleh", Text),
)

perhatian = sa.Table(
    "perhatian",
    metadata,
    # 0 for what belongs to no kab
    sa.Column("kab", SmallInt, primary_key=True, autoincrement=False),
    sa.Column("aturan", Text, primary_key=True),
    sa.Column("wilayah", BigInt, primary_key=True, autoincrement=False),
    sa.Column("periode", Int, primary_key=True, autoincrement=False),
    sa.Column("program", SmallInt, primary_key=True, autoincrement=False),
    # terbuka | diakui | selesai
    sa.Column("state", Text, nullable=False, server_default="terbuka"),
    # The figure that broke the rule, and what it is measured against.
    _count("nilai"),
    _count("dari"),
    sa.Column("sejak", Moment, nullable=False),
    sa.Column("terakhir", Moment, nullable=False),
    sa.Column("diakui_oleh", Int),
    sa.Column("diakui", Moment),
    sa.Column("catatan", Text),
    # Null when it ended because its cause was gone.
    sa.Column("diselesaikan_oleh", Int),
    sa.Column("selesai", Moment),
    sa.Index("ix_perhatian_state_wilayah", "state", "wilayah"),
    _check("state", "state IN ('terbuka', 'diakui', 'selesai')"),
)

# Surat edaran and files to take away, put there by the centre.
dokumen = sa.Table(
    "dokumen",
    metadata,
    sa.Column("id", BigInt, sa.Identity(), primary_key=True),
    # edaran | unduhan
    sa.Column("jenis", Text, nullable=False),
    sa.Column("judul", Text, nullable=False),
    sa.Column("nomor", Text),
    sa.Column("tanggal", sa.Date, nullable=False),
    sa.Column("nama_berkas", Text, nullable=False),
    sa.Column("mime", Text, nullable=False),
    sa.Column("isi", sa.LargeBinary, nullable=False),
    sa.Column("oleh", Text, nullable=False),
    sa.Column("diunggah", Moment, nullable=False, server_default=sa.func.now()),
    _check("jenis", "jenis IN ('edaran', 'unduhan')"),
)

# Words of names and how many people bear them: what a mistyped word is corrected by.
kata_nama = sa.Table(
    "kata_nama",
    metadata,
    # Compared by its bytes, so that its beginning is found by the key.
    sa.Column("kata", sa.Text(collation="C"), primary_key=True),
    # domain.ejaan.kunci: words that sound alike share it.
    sa.Column("kunci", Text, nullable=False),
    _count("jumlah"),
    sa.Index("ix_kata_nama_kunci", "kunci"),
)

# Key pairs that sign files of a kab; the half that signs leaves with the prelist and is not kept.
kunci_siks = sa.Table(
    "kunci_siks",
    metadata,
    sa.Column("kab", SmallInt, primary_key=True, autoincrement=False),
    # As the manifest names it.
    sa.Column("id", Text, primary_key=True),
    # Ed25519, 32 bytes
    sa.Column("kunci_publik", sa.LargeBinary, nullable=False),
    sa.Column("wilayah", BigInt, nullable=False),
    sa.Column("periode", Int, nullable=False),
    sa.Column("program", SmallInt, nullable=False),
    sa.Column("oleh", Text, nullable=False),
    sa.Column("dibuat", Moment, nullable=False, server_default=sa.func.now()),
    sa.Column("dicabut", Moment),
)

# One file from the field on its way into the register.
impor = sa.Table(
    "impor",
    metadata,
    sa.Column("kab", SmallInt, primary_key=True, autoincrement=False),
    sa.Column("id", BigInt, sa.Identity(), primary_key=True),
    # domain.impor.StateImpor
    sa.Column("state", Text, nullable=False),
    sa.Column("nama", Text, nullable=False),
    sa.Column("ukuran", BigInt, nullable=False),
    # Bytes that have arrived.
    sa.Column("diterima", BigInt, nullable=False, server_default="0"),
    # Of the whole file, once it has arrived.
    sa.Column("sha256", sa.LargeBinary),
    # From the manifest, once it was read.
    sa.Column("program", SmallInt),
    sa.Column("periode", Int),
    sa.Column("wilayah", ARRAY(BigInt)),
    sa.Column("manifes", JSONB),
    # Why it was refused: a code of domain.impor.Galat, and the values its text speaks of.
    sa.Column("galat", Text),
    sa.Column("galat_isi", JSONB),
    # What it would change, or has changed, in numbers.
    sa.Column("ringkasan", JSONB),
    # Step, rows done, rows in all, and since when: what a progress bar shows.
    sa.Column("langkah", Text),
    sa.Column("selesai", Int, nullable=False, server_default="0"),
    sa.Column("total", Int, nullable=False, server_default="0"),
    sa.Column("langkah_sejak", Moment),
    # How often the step was begun: a file that ends every worker is given up.
    sa.Column("percobaan", SmallInt, nullable=False, server_default="0"),
    # Last audit number of the kab that the check has seen.
    sa.Column("audit_urut", BigInt),
    # Musdes rows by desa, as they stood before it wrote and as it wrote them: [before, after].
    sa.Column("musdes", JSONB),
    sa.Column("pengunggah", Int, nullable=False),
    sa.Column("diunggah", Moment, nullable=False, server_default=sa.func.now()),
    sa.Column("diperiksa", Moment),
    sa.Column("disetujui", Moment),
    sa.Column("penyetuju", Int),
    sa.Column("diproses", Moment),
    sa.Column("ditarik", Moment),
    sa.Column("penarik", Int),
    sa.Index("ix_impor_kab_diunggah", "kab", "diunggah"),
    # Two uploads of one file are one import; one that failed or was taken back may be tried again.
    sa.Index(
        "uq_impor_kab_sha256",
        "kab",
        "sha256",
        unique=True,
        postgresql_where=sa.text("state NOT IN ('gagal', 'ditarik', 'dibatalkan')"),
    ),
)

_STAGED_TYPE: dict[Tipe, Any] = {
    Tipe.TEKS: Text,
    # Kept as it was written: a NIK of 15 digits is a finding, not a number.
    Tipe.NOMOR: Text,
    Tipe.KODE: SmallInt,
    Tipe.BULAT: Int,
    Tipe.BESAR: BigInt,
    Tipe.YA_TIDAK: sa.Boolean,
    Tipe.TANGGAL: sa.Date,
    Tipe.WAKTU: Moment,
    Tipe.DESIMAL: sa.Double,
}


def _staged(bagian: Bagian) -> sa.Table:
    """Rows of one part of a file as they were found, kept out of the WAL: a crash empties them, the file is read
    again.
    """
    return sa.Table(
        f"impor_{bagian}",
        metadata,
        sa.Column("kab", SmallInt, primary_key=True, autoincrement=False),
        sa.Column("impor", BigInt, primary_key=True, autoincrement=False),
        # Line in the part, the header being line 1.
        sa.Column("baris", Int, primary_key=True, autoincrement=False),
        *(sa.Column(kolom.nama, _STAGED_TYPE[kolom.tipe]) for kolom in KOLOM[bagian]),
        prefixes=["UNLOGGED"],
    )


STAGED: dict[Bagian, sa.Table] = {
    bagian: _staged(bagian)
    for bagian in (
        Bagian.RUMAH_TANGGA,
        Bagian.INDIVIDU,
        Bagian.VERIVALI,
        Bagian.PERBAIKAN,
        Bagian.USULAN,
        Bagian.MUSDES,
        Bagian.LAMPIRAN,
    )
}

# What becomes of each household of a file: one row a household and kind, the browsable difference.
impor_hasil = sa.Table(
    "impor_hasil",
    metadata,
    sa.Column("kab", SmallInt, primary_key=True, autoincrement=False),
    sa.Column("impor", BigInt, primary_key=True, autoincrement=False),
    # verivali | BSP | DTKS: a household may be verified and proposed in one file.
    sa.Column("untuk", Text, primary_key=True),
    sa.Column("idbdt", sa.String(23), primary_key=True),
    # Line of its part.
    sa.Column("baris", Int, nullable=False),
    sa.Column("desa", BigInt),
    sa.Column("ruta", BigInt),
    sa.Column("nama_krt", Text),
    # domain.impor.Hasil
    sa.Column("hasil", Text, nullable=False),
    # Why it is held.
    sa.Column("sebab", Text),
    sa.Column("sta_keberadaan", SmallInt),
    sa.Column("kyc_lengkap", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("tanggal", sa.Date),
    sa.Column("diisi", Moment),
    sa.Column("sidik", BigInt),
    sa.Column("mengganti", BigInt),
    sa.Column("isi", JSONB),
    sa.Column("aturan", ARRAY(Text), nullable=False, server_default="{}"),
    sa.Column("risiko", SmallInt, nullable=False, server_default="0"),
    sa.Index("ix_impor_hasil_kab_impor_hasil_desa", "kab", "impor", "hasil", "desa", "idbdt"),
)

impor_galat = sa.Table(
    "impor_galat",
    metadata,
    sa.Column("kab", SmallInt, primary_key=True, autoincrement=False),
    sa.Column("impor", BigInt, primary_key=True, autoincrement=False),
    sa.Column("id", BigInt, sa.Identity(), primary_key=True),
    # Bagian, its line, and the column the finding is about.
    sa.Column("bagian", Text, nullable=False),
    sa.Column("baris", Int, nullable=False),
    sa.Column("kolom", Text),
    sa.Column("idbdt", sa.String(23)),
    sa.Column("idartbdt", sa.String(25)),
    # domain.validasi.ATURAN, Tingkat
    sa.Column("aturan", Text, nullable=False),
    sa.Column("tingkat", sa.String(1), nullable=False),
    sa.Column("nilai", Text),
    sa.Column("seharusnya", Text),
    sa.Index("ix_impor_galat_kab_impor_idbdt", "kab", "impor", "idbdt"),
)

# The verivali row as it stood before an import, so that the import can be taken back.
impor_jejak = sa.Table(
    "impor_jejak",
    metadata,
    sa.Column("kab", SmallInt, primary_key=True, autoincrement=False),
    sa.Column("impor", BigInt, primary_key=True, autoincrement=False),
    sa.Column("ruta", BigInt, primary_key=True, autoincrement=False),
    sa.Column("sebelum", JSONB, nullable=False),
)

# Papers and photos that came with a file.
lampiran = sa.Table(
    "lampiran",
    metadata,
    sa.Column("kab", SmallInt, primary_key=True, autoincrement=False),
    sa.Column("id", BigInt, sa.Identity(), primary_key=True),
    sa.Column("impor", BigInt, nullable=False),
    # JenisLampiran
    sa.Column("jenis", Text, nullable=False),
    sa.Column("periode", Int, nullable=False),
    sa.Column("program", SmallInt, nullable=False),
    sa.Column("desa", BigInt, nullable=False),
    # Of a household, else null: a paper of the musdes.
    sa.Column("idbdt", sa.String(23)),
    sa.Column("mime", Text, nullable=False),
    sa.Column("sha256", sa.LargeBinary, nullable=False),
    sa.Column("ukuran", Int, nullable=False),
    sa.Column("diambil", sa.Date),
    sa.Column("lat", sa.Double),
    sa.Column("lon", sa.Double),
    sa.Column("isi", sa.LargeBinary, nullable=False),
    sa.Index("ix_lampiran_kab_impor", "kab", "impor"),
    sa.Index("ix_lampiran_kab_idbdt", "kab", "idbdt"),
    sa.Index("ix_lampiran_kab_desa_periode", "kab", "desa", "periode", postgresql_where=sa.text("idbdt IS NULL")),
    _check("mime", "mime IN ('application/pdf', 'image/jpeg', 'image/png')"),
)

# Who looks at a case at the moment; forgotten when the moment has passed.
klaim = sa.Table(
    "klaim",
    metadata,
    sa.Column("kab", SmallInt, primary_key=True, autoincrement=False),
    sa.Column("usulan", BigInt, primary_key=True, autoincrement=False),
    sa.Column("pengguna", Int, nullable=False),
    sa.Column("sampai", Moment, nullable=False),
)

# One act of a reviewer on one case or on many; what may be undone.
tindakan = sa.Table(
    "tindakan",
    metadata,
    sa.Column("kab", SmallInt, primary_key=True, autoincrement=False),
    sa.Column("id", BigInt, sa.Identity(), primary_key=True),
    # domain.usulan.Keputusan
    sa.Column("keputusan", Text, nullable=False),
    # domain.tindakan.StateTindakan
    sa.Column("state", Text, nullable=False),
    sa.Column("alasan", Text),
    sa.Column("keterangan", Text),
    sa.Column("kolom", ARRAY(Text)),
    sa.Column("tunda_sampai", sa.Date),
    # The filter in words, for those who read it later.
    sa.Column("saringan", Text),
    _count("jumlah"),
    _count("selesai"),
    _count("berhasil"),
    sa.Column("pembuat", Int, nullable=False),
    sa.Column("dibuat", Moment, nullable=False),
    sa.Column("penyetuju", Int),
    sa.Column("disetujui", Moment),
    sa.Column("diselesaikan", Moment),
    sa.Column("pengurung", Int),
    sa.Column("diurungkan", Moment),
    sa.Index("ix_tindakan_kab_dibuat", "kab", "dibuat"),
    # Acts that the clock will settle.
    sa.Index("ix_tindakan_diselesaikan", "diselesaikan", postgresql_where=sa.text("state = 'selesai'")),
)

# What an act did to each case.
tindakan_kasus = sa.Table(
    "tindakan_kasus",
    metadata,
    sa.Column("kab", SmallInt, primary_key=True, autoincrement=False),
    sa.Column("tindakan", BigInt, primary_key=True, autoincrement=False),
    sa.Column("usulan", BigInt, primary_key=True, autoincrement=False),
    sa.Column("urut", Int, nullable=False),
    # Null until its turn came; then "berhasil", or the code of what stood in the way.
    sa.Column("hasil", Text),
    sa.Column("pesan", Text),
    # Case, verivali row and register fields as they stood, to return to; gone once it can no longer be undone.
    sa.Column("sebelum", JSONB),
    sa.Index("ix_tindakan_kasus_kab_usulan", "kab", "usulan"),
    sa.Index("ix_tindakan_kasus_kab_tindakan_urut", "kab", "tindakan", "urut"),
)

# What an act did to verivali rows that came in unchanged, which have no case of their own.
tindakan_verivali = sa.Table(
    "tindakan_verivali",
    metadata,
    sa.Column("kab", SmallInt, primary_key=True, autoincrement=False),
    sa.Column("tindakan", BigInt, primary_key=True, autoincrement=False),
    sa.Column("urut", Int, primary_key=True, autoincrement=False),
    sa.Column("ruta", BigInt, nullable=False),
    sa.Column("desa", BigInt, nullable=False),
    sa.Column("periode", Int, nullable=False),
    sa.Column("program", SmallInt, nullable=False),
    # As in ``tindakan_kasus``.
    sa.Column("hasil", Text),
    sa.Column("sebelum", JSONB),
)

# Comments on a case, or on one field of it.
komentar = sa.Table(
    "komentar",
    metadata,
    sa.Column("kab", SmallInt, primary_key=True, autoincrement=False),
    sa.Column("id", BigInt, sa.Identity(), primary_key=True),
    sa.Column("usulan", BigInt, nullable=False),
    sa.Column("kolom", Text),
    sa.Column("isi", Text, nullable=False),
    sa.Column("pengguna", Int, nullable=False),
    sa.Column("waktu", Moment, nullable=False),
    sa.Index("ix_komentar_kab_usulan", "kab", "usulan"),
)

# A NIK of a kab and what Dukcapil says of it.
pemadanan = sa.Table(
    "pemadanan",
    metadata,
    sa.Column("kab", SmallInt, primary_key=True, autoincrement=False),
    sa.Column("nik", BigInt, primary_key=True, autoincrement=False),
    # As it was asked.
    sa.Column("nama", Text, nullable=False),
    sa.Column("tgl_lahir", sa.Date),
    # domain.instrumen.PADAN
    sa.Column("hasil", SmallInt, nullable=False, server_default="0"),
    # Name in Dukcapil's spelling, where it differs.
    sa.Column("nama_dukcapil", Text),
    # Which adapter answered.
    sa.Column("sumber", Text),
    sa.Column("percobaan", SmallInt, nullable=False, server_default="0"),
    # Null once it is answered.
    sa.Column("coba_lagi", Moment),
    sa.Column("diubah", Moment, nullable=False),
    sa.Index("ix_pemadanan_coba_lagi", "coba_lagi", postgresql_where=sa.text("coba_lagi IS NOT NULL")),
)

# A file handed over by Dukcapil: one row a NIK.
rujukan_dukcapil = sa.Table(
    "rujukan_dukcapil",
    metadata,
    sa.Column("nik", BigInt, primary_key=True, autoincrement=False),
    sa.Column("nama", Text),
    sa.Column("tgl_lahir", sa.Date),
    sa.Column("jns_kel", SmallInt),
    # domain.instrumen.PADAN, of the NIK itself: meninggal, ganda, belum rekam; 1 where nothing is against it.
    sa.Column("keadaan", SmallInt, nullable=False, server_default="1"),
    sa.Column("berkas", Text, nullable=False),
)

# Two persons who may be one (V7).
calon_ganda = sa.Table(
    "calon_ganda",
    metadata,
    sa.Column("kab", SmallInt, primary_key=True, autoincrement=False),
    sa.Column("id", BigInt, sa.Identity(), primary_key=True),
    # The person who came with a file (IDARTBDT), and the one of the register it looks like.
    sa.Column("idartbdt", sa.String(25), nullable=False),
    sa.Column("idbdt", sa.String(23), nullable=False),
    sa.Column("desa", BigInt, nullable=False),
    sa.Column("idartbdt_mirip", sa.String(25), nullable=False),
    sa.Column("idbdt_mirip", sa.String(23), nullable=False),
    # 0-1: probability that they are one.
    sa.Column("skor", sa.REAL, nullable=False),
    # What speaks for it, by field.
    sa.Column("dasar", JSONB, nullable=False),
    # terbuka | ganda | bukan
    sa.Column("state", Text, nullable=False, server_default="terbuka"),
    sa.Column("impor", BigInt),
    sa.Column("ditemukan", Moment, nullable=False, server_default=sa.func.now()),
    sa.Column("pemutus", Int),
    sa.Column("diputuskan", Moment),
    sa.UniqueConstraint("kab", "idartbdt", "idartbdt_mirip"),
    sa.Index("ix_calon_ganda_kab_idbdt", "kab", "idbdt"),
    _check("state", "state IN ('terbuka', 'ganda', 'bukan')"),
)

# A briefing pack: its content as it was read in one snapshot, from which every file of it is made.
briefing = sa.Table(
    "briefing",
    metadata,
    sa.Column("id", BigInt, sa.Identity(), primary_key=True),
    # Packs asked for in one go have the number of the first; NULL where it was asked for alone.
    sa.Column("kumpulan", BigInt),
    sa.Column("jadwal", BigInt),
    sa.Column("wilayah", BigInt, nullable=False),
    sa.Column("program", SmallInt, nullable=False),
    sa.Column("periode", Int, nullable=False),
    # domain.briefing.BabBriefing, in order.
    sa.Column("bab", ARRAY(Text), nullable=False),
    # Counts below it are suppressed; 0 where everything is told, to readers who may see households only.
    sa.Column("samar", SmallInt, nullable=False),
    sa.Column("templat", BigInt),
    # Maps of the slides as shapes instead of pictures.
    sa.Column("peta_bentuk", sa.Boolean, nullable=False, server_default=sa.text("false")),
    # domain.briefing.StateBriefing
    sa.Column("state", Text, nullable=False, server_default="antre"),
    sa.Column("persen", SmallInt, nullable=False, server_default="0"),
    sa.Column("langkah", Text),
    # Why it could not be made, in words for the reader.
    sa.Column("galat", Text),
    sa.Column("percobaan", SmallInt, nullable=False, server_default="0"),
    sa.Column("pembuat", Int, nullable=False),
    sa.Column("dibuat", Moment, nullable=False),
    sa.Column("mulai", Moment),
    sa.Column("selesai", Moment),
    # The moment its figures speak of.
    sa.Column("per", Moment),
    # domain.figur.Isi as JSON, compressed.
    sa.Column("isi", sa.LargeBinary),
    sa.Column("sidik", sa.LargeBinary),
    sa.Index("ix_briefing_pembuat", "pembuat", "id"),
    sa.Index("ix_briefing_kumpulan", "kumpulan", postgresql_where=sa.text("kumpulan IS NOT NULL")),
    sa.Index("ix_briefing_jadwal", "jadwal", "id", postgresql_where=sa.text("jadwal IS NOT NULL")),
    sa.Index("ix_briefing_antre", "id", postgresql_where=sa.text("state IN ('antre', 'dikerjakan')")),
    _check("state", "state IN ('antre', 'dikerjakan', 'selesai', 'gagal', 'batal')"),
)

# Files of a pack, kept for download; any of them can be made again from the content.
briefing_berkas = sa.Table(
    "briefing_berkas",
    metadata,
    sa.Column("briefing", BigInt, primary_key=True, autoincrement=False),
    # pptx | pdf | xlsx
    sa.Column("bentuk", Text, primary_key=True),
    sa.Column("isi", sa.LargeBinary, nullable=False),
    sa.Column("sidik", sa.LargeBinary, nullable=False),
    sa.Column("ukuran", Int, nullable=False),
    sa.Column("dibuat", Moment, nullable=False),
    _check("bentuk", "bentuk IN ('pptx', 'pdf', 'xlsx')"),
)

briefing_jadwal = sa.Table(
    "briefing_jadwal",
    metadata,
    sa.Column("id", BigInt, sa.Identity(), primary_key=True),
    sa.Column("wilayah", BigInt, nullable=False),
    sa.Column("program", SmallInt, nullable=False),
    sa.Column("bab", ARRAY(Text), nullable=False),
    sa.Column("templat", BigInt),
    sa.Column("peta_bentuk", sa.Boolean, nullable=False, server_default=sa.text("false")),
    # ISO weekday (1 is Monday) and time of day in Jakarta.
    sa.Column("hari", SmallInt, nullable=False),
    sa.Column("jam", sa.Time, nullable=False),
    sa.Column("aktif", sa.Boolean, nullable=False, server_default=sa.text("true")),
    sa.Column("pembuat", Int, nullable=False),
    sa.Column("dibuat", Moment, nullable=False),
    # The moment it is due next; claimed by moving it on.
    sa.Column("berikut", Moment, nullable=False),
    sa.Index("ix_briefing_jadwal_berikut", "berikut", postgresql_where=sa.text("aktif")),
    _check("hari", "hari BETWEEN 1 AND 7"),
)

briefing_penerima = sa.Table(
    "briefing_penerima",
    metadata,
    sa.Column("jadwal", BigInt, primary_key=True, autoincrement=False),
    sa.Column("pengguna", Int, primary_key=True, autoincrement=False),
)

# What became of the pack of a schedule for each recipient.
briefing_kirim = sa.Table(
    "briefing_kirim",
    metadata,
    sa.Column("jadwal", BigInt, primary_key=True, autoincrement=False),
    # When the schedule was due.
    sa.Column("jatuh", Moment, primary_key=True),
    sa.Column("pengguna", Int, primary_key=True, autoincrement=False),
    # The pack of the recipient's own scope; NULL while it is not made.
    sa.Column("briefing", BigInt),
    # menunggu | dikirim | gagal | tanpa_surel | ditolak
    sa.Column("state", Text, nullable=False, server_default="menunggu"),
    sa.Column("percobaan", SmallInt, nullable=False, server_default="0"),
    sa.Column("berikut", Moment),
    sa.Column("galat", Text),
    sa.Column("waktu", Moment),
    sa.Index("ix_briefing_kirim_berikut", "berikut", postgresql_where=sa.text("state = 'menunggu'")),
    sa.Index("ix_briefing_kirim_pengguna", "pengguna", "briefing"),
    _check("state", "state IN ('menunggu', 'dikirim', 'gagal', 'tanpa_surel', 'ditolak')"),
)

# Slides of an office of its own, on which packs are laid.
briefing_templat = sa.Table(
    "briefing_templat",
    metadata,
    sa.Column("id", BigInt, sa.Identity(), primary_key=True),
    sa.Column("wilayah", BigInt, nullable=False),
    sa.Column("nama", Text, nullable=False),
    sa.Column("isi", sa.LargeBinary, nullable=False),
    sa.Column("sidik", sa.LargeBinary, nullable=False),
    sa.Column("ukuran", Int, nullable=False),
    sa.Column("pembuat", Int, nullable=False),
    sa.Column("dibuat", Moment, nullable=False),
    sa.Column("dicabut", Moment),
    sa.Index("ix_briefing_templat_wilayah", "wilayah", postgresql_where=sa.text("dicabut IS NULL")),
)

REFERENCE_TABLES = frozenset(
    {
        "briefing",
        "briefing_berkas",
        "briefing_jadwal",
        "briefing_penerima",
        "briefing_kirim",
        "briefing_templat",
        "wilayah",
        "program",
        "periode",
        "pengguna",
        "sesi",
        "langganan",
        "reset_sandi",
        "keterangan",
        "aturan",
        "dokumen",
        "kata_nama",
        "rujukan_dukcapil",
        "akar_audit",
        "sk",
    }
)
