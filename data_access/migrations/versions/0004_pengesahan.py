"""Pengesahan: calendar, snapshots and letters of a batch, what follows it, requests, moves, accounts."""

# ruff: noqa: S608 - the text is put together from names of our own schema.

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from data_access.session import APP_ROLE

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_SNAPSHOTS = ("snapshot_ruta", "snapshot_usulan", "snapshot_desa")
# Rows are added and never changed, by nobody the portal works as.
_ADDED_ONLY = (*_SNAPSHOTS, "batch_langkah", "akar_audit", "unduhan", "pendaftaran_langkah")
_STATES = (
    "terbuka",
    "difinalisasi",
    "surat_dibuat",
    "surat_ditandatangani",
    "disahkan",
    "diverifikasi_provinsi",
    "divalidasi_bps",
    "diterima_pusdatin",
    "disetujui_pfm",
    "ditetapkan",
    "dikembalikan",
)


def upgrade() -> None:
    _tables()
    _columns()
    _partitions()
    for name in _ADDED_ONLY:
        op.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {name} FROM {APP_ROLE}")
    _guards()
    _seals()


def _tables() -> None:
    op.create_table(
        "akar_audit",
        sa.Column("hari", sa.Date(), nullable=False),
        sa.Column("sidik", sa.LargeBinary(), nullable=False),
        sa.Column("sidik_sebelum", sa.LargeBinary(), nullable=False),
        sa.Column("isi", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("dibuat", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("hari", name=op.f("pk_akar_audit")),
    )
    op.create_table(
        "batch_langkah",
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("periode", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("program", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("urut", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("langkah", sa.Text(), nullable=False),
        sa.Column("dari", sa.Text(), nullable=False),
        sa.Column("ke", sa.Text(), nullable=False),
        sa.Column("versi", sa.SmallInteger(), nullable=False),
        sa.Column("pengguna", sa.Integer(), nullable=False),
        sa.Column("nama", sa.Text(), nullable=False),
        sa.Column("waktu", sa.DateTime(timezone=True), nullable=False),
        sa.Column("alasan", sa.Text(), nullable=True),
        sa.Column("isi", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("kab", "periode", "program", "urut", name=op.f("pk_batch_langkah")),
    )
    op.create_table(
        "pemindahan_dokumen",
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("nama", sa.Text(), nullable=False),
        sa.Column("mime", sa.Text(), nullable=False),
        sa.Column("sidik", sa.LargeBinary(), nullable=False),
        sa.Column("isi", sa.LargeBinary(), nullable=False),
        sa.Column("oleh", sa.Integer(), nullable=False),
        sa.Column("diunggah", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "mime IN ('application/pdf', 'image/jpeg', 'image/png')", name=op.f("ck_pemindahan_dokumen_mime")
        ),
        sa.PrimaryKeyConstraint("kab", "id", name=op.f("pk_pemindahan_dokumen")),
    )
    op.create_table(
        "pendaftaran_langkah",
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("pendaftaran", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("urut", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("langkah", sa.Text(), nullable=False),
        sa.Column("keputusan", sa.Text(), nullable=False),
        sa.Column("catatan", sa.Text(), nullable=True),
        sa.Column("pengguna", sa.Integer(), nullable=False),
        sa.Column("waktu", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kab", "pendaftaran", "urut", name=op.f("pk_pendaftaran_langkah")),
    )
    op.create_table(
        "pendaftaran_berkas",
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("pendaftaran", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("urut", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("jenis", sa.Text(), nullable=False),
        sa.Column("nama", sa.Text(), nullable=False),
        sa.Column("mime", sa.Text(), nullable=False),
        sa.Column("sidik", sa.LargeBinary(), nullable=False),
        sa.Column("isi", sa.LargeBinary(), nullable=False),
        sa.Column("oleh", sa.Integer(), nullable=False),
        sa.Column("diunggah", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "mime IN ('application/pdf', 'image/jpeg', 'image/png')", name=op.f("ck_pendaftaran_berkas_mime")
        ),
        sa.PrimaryKeyConstraint("kab", "pendaftaran", "urut", name=op.f("pk_pendaftaran_berkas")),
    )
    op.create_table(
        "pengecualian",
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("program", sa.SmallInteger(), nullable=False),
        sa.Column("periode", sa.Integer(), nullable=False),
        sa.Column("kegiatan", sa.Text(), nullable=False),
        sa.Column("sampai", sa.DateTime(timezone=True), nullable=False),
        sa.Column("alasan", sa.Text(), nullable=False),
        sa.Column("oleh", sa.Integer(), nullable=False),
        sa.Column("dibuat", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pencabut", sa.Integer(), nullable=True),
        sa.Column("dicabut", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("kab", "id", name=op.f("pk_pengecualian")),
    )
    op.create_index("ix_pengecualian_kab_periode_program", "pengecualian", ["kab", "periode", "program"], unique=False)
    op.create_table(
        "persiapan",
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("periode", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("program", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("ruta", sa.Integer(), nullable=False),
        sa.Column("disiapkan", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kab", "periode", "program", name=op.f("pk_persiapan")),
    )
    op.create_table(
        "langganan",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("wilayah", sa.BigInteger(), nullable=False),
        sa.Column("pengguna", sa.Integer(), nullable=False),
        sa.Column("dibuat", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dicabut", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_langganan")),
    )
    op.create_index(
        "uq_langganan_pengguna",
        "langganan",
        ["pengguna"],
        unique=True,
        postgresql_where=sa.text("dicabut IS NULL"),
    )
    op.create_table(
        "permohonan",
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("program", sa.SmallInteger(), nullable=False),
        sa.Column("periode", sa.Integer(), nullable=False),
        sa.Column("keperluan", sa.Text(), nullable=False),
        sa.Column("catatan", sa.Text(), nullable=True),
        sa.Column("pembuat", sa.Integer(), nullable=False),
        sa.Column("dibuat", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dikirim", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pemeriksa", sa.Integer(), nullable=True),
        sa.Column("diperiksa", sa.DateTime(timezone=True), nullable=True),
        sa.Column("berlaku_sampai", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("kab", "id", name=op.f("pk_permohonan")),
    )
    op.create_index("ix_permohonan_state_dikirim", "permohonan", ["state", "dikirim"], unique=False)
    op.create_table(
        "paket",
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("permohonan", sa.BigInteger(), nullable=False),
        sa.Column("wilayah", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("persen", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("galat", sa.Text(), nullable=True),
        sa.Column("kunci", sa.Text(), nullable=True),
        sa.Column("ruta", sa.Integer(), nullable=True),
        sa.Column("ukuran", sa.BigInteger(), nullable=True),
        sa.Column("sidik", sa.LargeBinary(), nullable=True),
        sa.Column("oleh", sa.Integer(), nullable=False),
        sa.Column("diminta", sa.DateTime(timezone=True), nullable=False),
        sa.Column("selesai", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('antre', 'dibuat', 'siap', 'gagal', 'dihapus')", name=op.f("ck_paket_state")),
        sa.PrimaryKeyConstraint("kab", "id", name=op.f("pk_paket")),
    )
    op.create_index("ix_paket_kab_permohonan", "paket", ["kab", "permohonan"], unique=False)
    op.create_index("ix_paket_state", "paket", ["state", "diminta"], unique=False)
    op.create_table(
        "permohonan_berkas",
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("permohonan", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("jenis", sa.Text(), nullable=False),
        sa.Column("nama", sa.Text(), nullable=False),
        sa.Column("mime", sa.Text(), nullable=False),
        sa.Column("halaman", sa.Integer(), nullable=False),
        sa.Column("sidik", sa.LargeBinary(), nullable=False),
        sa.Column("isi", sa.LargeBinary(), nullable=False),
        sa.Column("oleh", sa.Integer(), nullable=False),
        sa.Column("diunggah", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "mime IN ('application/pdf', 'image/jpeg', 'image/png')", name=op.f("ck_permohonan_berkas_mime")
        ),
        sa.PrimaryKeyConstraint("kab", "permohonan", "jenis", name=op.f("pk_permohonan_berkas")),
    )
    op.create_table(
        "profil",
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("instansi", sa.Text(), server_default="", nullable=False),
        sa.Column("alamat", sa.Text(), server_default="", nullable=False),
        sa.Column("telepon", sa.Text(), server_default="", nullable=False),
        sa.Column("email", sa.Text(), server_default="", nullable=False),
        sa.Column("pejabat_nama", sa.Text(), server_default="", nullable=False),
        sa.Column("pejabat_jabatan", sa.Text(), server_default="", nullable=False),
        sa.Column("pejabat_nip", sa.Text(), server_default="", nullable=False),
        sa.Column("kepala_nama", sa.Text(), server_default="", nullable=False),
        sa.Column("kepala_jabatan", sa.Text(), server_default="", nullable=False),
        sa.Column("kepala_sebutan", sa.Text(), server_default="", nullable=False),
        sa.Column("kota_penetapan", sa.Text(), server_default="", nullable=False),
        sa.Column("pola_nomor", sa.Text(), server_default="", nullable=False),
        sa.Column("dasar_hukum", sa.Text(), server_default="", nullable=False),
        sa.Column("logo", sa.LargeBinary(), nullable=True),
        sa.Column("oleh", sa.Integer(), nullable=True),
        sa.Column("diubah", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("kab", name=op.f("pk_profil")),
    )
    op.create_table(
        "reset_sandi",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("pengguna", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), server_default="diajukan", nullable=False),
        sa.Column("telepon", sa.Text(), nullable=False),
        sa.Column("nama_berkas", sa.Text(), nullable=False),
        sa.Column("mime", sa.Text(), nullable=False),
        sa.Column("isi", sa.LargeBinary(), nullable=False),
        sa.Column("alamat_ip", sa.Text(), nullable=True),
        sa.Column("dibuat", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pemutus", sa.Integer(), nullable=True),
        sa.Column("diputuskan", sa.DateTime(timezone=True), nullable=True),
        sa.Column("catatan", sa.Text(), nullable=True),
        sa.CheckConstraint("mime IN ('application/pdf', 'image/jpeg', 'image/png')", name=op.f("ck_reset_sandi_mime")),
        sa.CheckConstraint("state IN ('diajukan', 'disetujui', 'ditolak')", name=op.f("ck_reset_sandi_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reset_sandi")),
    )
    op.create_index("ix_reset_sandi_state_dibuat", "reset_sandi", ["state", "dibuat"], unique=False)
    op.create_table(
        "segel",
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("urut", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("tabel", sa.Text(), nullable=False),
        sa.Column("kunci", sa.Text(), nullable=False),
        sa.Column("isi", sa.LargeBinary(), nullable=False),
        sa.Column("sidik_sebelum", sa.LargeBinary(), nullable=False),
        sa.Column("sidik", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("kab", "urut", name=op.f("pk_segel")),
    )
    op.create_table(
        "sesi",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("pengguna", sa.Integer(), nullable=False),
        sa.Column("mulai", sa.DateTime(timezone=True), nullable=False),
        sa.Column("terakhir", sa.DateTime(timezone=True), nullable=False),
        sa.Column("alamat_ip", sa.Text(), nullable=True),
        sa.Column("perangkat", sa.Text(), nullable=True),
        sa.Column("totp", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("berakhir", sa.DateTime(timezone=True), nullable=True),
        sa.Column("diakhiri_oleh", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sesi")),
    )
    op.create_index("ix_sesi_pengguna", "sesi", ["pengguna", "terakhir"], unique=False)
    op.create_table(
        "sk",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("program", sa.SmallInteger(), nullable=False),
        sa.Column("periode", sa.Integer(), nullable=False),
        sa.Column("nomor", sa.Text(), nullable=False),
        sa.Column("tanggal", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), server_default="diunggah", nullable=False),
        sa.Column("nama_berkas", sa.Text(), nullable=False),
        sa.Column("ukuran", sa.BigInteger(), nullable=False),
        sa.Column("sidik", sa.LargeBinary(), nullable=False),
        sa.Column("terbaca", sa.Integer(), server_default="0", nullable=False),
        sa.Column("laporan", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("ruta", sa.Integer(), server_default="0", nullable=False),
        sa.Column("art", sa.Integer(), server_default="0", nullable=False),
        sa.Column("oleh", sa.Integer(), nullable=False),
        sa.Column("dibuat", sa.DateTime(timezone=True), nullable=False),
        sa.Column("penetap", sa.Integer(), nullable=True),
        sa.Column("ditetapkan", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('diunggah', 'siap', 'gagal', 'diproses', 'ditetapkan', 'dibatalkan')", name=op.f("ck_sk_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sk")),
    )
    op.create_table(
        "sk_kab",
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("sk", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("ruta", sa.Integer(), server_default="0", nullable=False),
        sa.Column("art", sa.Integer(), server_default="0", nullable=False),
        sa.Column("hasil", sa.Text(), server_default="menunggu", nullable=False),
        sa.Column("pesan", sa.Text(), nullable=True),
        sa.Column("waktu", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("hasil IN ('menunggu', 'ditetapkan', 'tertunda')", name=op.f("ck_sk_kab_hasil")),
        sa.PrimaryKeyConstraint("kab", "sk", name=op.f("pk_sk_kab")),
    )
    op.create_index("ix_sk_kab_sk_hasil", "sk_kab", ["sk", "hasil", "kab"], unique=False)
    op.create_table(
        "sk_baris",
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("sk", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("idbdt", sa.String(length=23), nullable=False),
        sa.Column("baris", sa.Integer(), nullable=False),
        sa.Column("desa", sa.BigInteger(), nullable=False),
        sa.Column("nama", sa.Text(), nullable=False),
        sa.Column("art", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("kab", "sk", "idbdt", name=op.f("pk_sk_baris")),
    )
    op.create_table(
        "snapshot_desa",
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("periode", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("program", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("versi", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("desa", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("prelist", sa.Integer(), server_default="0", nullable=False),
        sa.Column("awal", sa.Integer(), server_default="0", nullable=False),
        sa.Column("perbaikan", sa.Integer(), server_default="0", nullable=False),
        sa.Column("nonaktif_3", sa.Integer(), server_default="0", nullable=False),
        sa.Column("nonaktif_4", sa.Integer(), server_default="0", nullable=False),
        sa.Column("nonaktif_5", sa.Integer(), server_default="0", nullable=False),
        sa.Column("usulan", sa.Integer(), server_default="0", nullable=False),
        sa.Column("akhir", sa.Integer(), server_default="0", nullable=False),
        sa.Column("art_prelist", sa.Integer(), server_default="0", nullable=False),
        sa.Column("art_awal", sa.Integer(), server_default="0", nullable=False),
        sa.Column("art_perbaikan", sa.Integer(), server_default="0", nullable=False),
        sa.Column("art_nonaktif_3", sa.Integer(), server_default="0", nullable=False),
        sa.Column("art_nonaktif_4", sa.Integer(), server_default="0", nullable=False),
        sa.Column("art_nonaktif_5", sa.Integer(), server_default="0", nullable=False),
        sa.Column("art_usulan", sa.Integer(), server_default="0", nullable=False),
        sa.Column("art_akhir", sa.Integer(), server_default="0", nullable=False),
        sa.Column("final", sa.Integer(), server_default="0", nullable=False),
        sa.Column("kuota", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("kab", "periode", "program", "versi", "desa", name=op.f("pk_snapshot_desa")),
        postgresql_partition_by="RANGE (periode)",
    )
    op.create_table(
        "snapshot_ruta",
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("periode", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("program", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("versi", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("ruta", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("desa", sa.BigInteger(), nullable=False),
        sa.Column("idbdt", sa.String(length=23), nullable=False),
        sa.Column("no_kk", sa.BigInteger(), nullable=True),
        sa.Column("nama_krt", sa.Text(), nullable=False),
        sa.Column("alamat", sa.Text(), nullable=False),
        sa.Column("art", sa.SmallInteger(), nullable=False),
        sa.Column("kpm", sa.Boolean(), nullable=False),
        sa.Column("desil", sa.SmallInteger(), nullable=True),
        sa.Column("pengurus_nama", sa.Text(), nullable=True),
        sa.Column("pengurus_nik", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("sta_keberadaan", sa.SmallInteger(), nullable=True),
        sa.Column("diperbaiki", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("kab", "periode", "program", "versi", "ruta", name=op.f("pk_snapshot_ruta")),
        postgresql_partition_by="RANGE (periode)",
    )
    op.create_table(
        "snapshot_usulan",
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("periode", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("program", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("versi", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("usulan", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("jenis", sa.SmallInteger(), nullable=False),
        sa.Column("desa", sa.BigInteger(), nullable=False),
        sa.Column("ruta", sa.BigInteger(), nullable=True),
        sa.Column("idbdt", sa.String(length=23), nullable=True),
        sa.Column("mengganti", sa.BigInteger(), nullable=True),
        sa.Column("no_kk", sa.BigInteger(), nullable=True),
        sa.Column("nama_krt", sa.Text(), nullable=False),
        sa.Column("alamat", sa.Text(), nullable=False),
        sa.Column("art", sa.SmallInteger(), nullable=False),
        sa.Column("pengurus_nama", sa.Text(), nullable=True),
        sa.Column("pengurus_nik", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("kab", "periode", "program", "versi", "usulan", name=op.f("pk_snapshot_usulan")),
        postgresql_partition_by="RANGE (periode)",
    )
    op.create_table(
        "surat",
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("periode", sa.Integer(), nullable=False),
        sa.Column("program", sa.SmallInteger(), nullable=False),
        sa.Column("versi", sa.SmallInteger(), nullable=False),
        sa.Column("kode", sa.Text(), nullable=False),
        sa.Column("nomor", sa.Text(), nullable=False),
        sa.Column("tanggal", sa.Date(), nullable=False),
        sa.Column("profil", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("rekap", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("sidik", sa.LargeBinary(), nullable=False),
        sa.Column("akar", sa.LargeBinary(), nullable=True),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.Column("sidik_pdf", sa.LargeBinary(), nullable=False),
        sa.Column("halaman", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), server_default="berlaku", nullable=False),
        sa.Column("pembuat", sa.Integer(), nullable=False),
        sa.Column("dibuat", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cara", sa.Text(), nullable=True),
        sa.Column("ttd_nama", sa.Text(), nullable=True),
        sa.Column("ttd_mime", sa.Text(), nullable=True),
        sa.Column("ttd", sa.LargeBinary(), nullable=True),
        sa.Column("ttd_sidik", sa.LargeBinary(), nullable=True),
        sa.Column("ttd_periksa", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("ttd_oleh", sa.Integer(), nullable=True),
        sa.Column("ttd_waktu", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("cara IN ('basah', 'elektronik')", name=op.f("ck_surat_cara")),
        sa.CheckConstraint("state IN ('berlaku', 'diganti', 'dicabut')", name=op.f("ck_surat_state")),
        sa.PrimaryKeyConstraint("kab", "id", name=op.f("pk_surat")),
        sa.UniqueConstraint("kab", "kode", name=op.f("uq_surat_kab_kode")),
    )
    op.create_index("ix_surat_kab_periode_program", "surat", ["kab", "periode", "program"], unique=False)
    op.create_table(
        "unduhan",
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("jenis", sa.Text(), nullable=False),
        sa.Column("periode", sa.Integer(), nullable=True),
        sa.Column("program", sa.SmallInteger(), nullable=True),
        sa.Column("permohonan", sa.BigInteger(), nullable=True),
        sa.Column("nama", sa.Text(), nullable=False),
        sa.Column("ukuran", sa.BigInteger(), nullable=False),
        sa.Column("sidik", sa.LargeBinary(), nullable=False),
        sa.Column("pengguna", sa.Integer(), nullable=False),
        sa.Column("waktu", sa.DateTime(timezone=True), nullable=False),
        sa.Column("alamat_ip", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("kab", "id", name=op.f("pk_unduhan")),
    )
    op.create_index("ix_unduhan_kab_permohonan", "unduhan", ["kab", "permohonan"], unique=False)
    op.create_table(
        "pemindahan",
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("ruta", sa.BigInteger(), nullable=False),
        sa.Column("desa_asal", sa.BigInteger(), nullable=False),
        sa.Column("desa_tujuan", sa.BigInteger(), nullable=False),
        sa.Column("alamat_baru", sa.Text(), nullable=True),
        sa.Column("alasan", sa.Text(), nullable=False),
        sa.Column("keterangan", sa.Text(), nullable=True),
        sa.Column("kpm", sa.Boolean(), nullable=True),
        sa.Column("dokumen", sa.BigInteger(), nullable=False),
        sa.Column("pengaju", sa.Integer(), nullable=False),
        sa.Column("diajukan", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pemutus", sa.Integer(), nullable=True),
        sa.Column("diputuskan", sa.DateTime(timezone=True), nullable=True),
        sa.Column("catatan", sa.Text(), nullable=True),
        sa.Column("dipindah", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pembatal", sa.Integer(), nullable=True),
        sa.Column("dibatalkan", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sebelum", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.CheckConstraint(
            "desa_asal / 1000000 = kab AND desa_tujuan / 1000000 = kab AND desa_asal <> desa_tujuan",
            name=op.f("ck_pemindahan_desa_di_kab"),
        ),
        sa.ForeignKeyConstraint(
            ["kab", "ruta"], ["rumah_tangga.kab", "rumah_tangga.id"], name=op.f("fk_pemindahan_rumah_tangga")
        ),
        sa.PrimaryKeyConstraint("kab", "id", name=op.f("pk_pemindahan")),
    )
    op.create_index("ix_pemindahan_kab_ruta", "pemindahan", ["kab", "ruta"], unique=False)
    op.create_index("ix_pemindahan_kab_state_diajukan", "pemindahan", ["kab", "state", "diajukan", "id"], unique=False)
    op.create_index("ix_pemindahan_state_diajukan", "pemindahan", ["state", "diajukan", "kab", "id"], unique=False)
    op.create_index(
        "uq_pemindahan_kab_ruta",
        "pemindahan",
        ["kab", "ruta"],
        unique=True,
        postgresql_where=sa.text("state = 'diajukan'"),
    )
    op.create_table(
        "pendaftaran",
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("jenis", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("langkah", sa.Text(), nullable=True),
        sa.Column("desa", sa.BigInteger(), nullable=False),
        sa.Column("ruta", sa.BigInteger(), nullable=True),
        sa.Column("nik", sa.BigInteger(), nullable=True),
        sa.Column("nama", sa.Text(), nullable=False),
        sa.Column("isi", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("usulan", sa.BigInteger(), nullable=True),
        sa.Column("pencatat", sa.Integer(), nullable=False),
        sa.Column("dibuat", sa.DateTime(timezone=True), nullable=False),
        sa.Column("diubah", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("desa / 1000000 = kab", name=op.f("ck_pendaftaran_desa_di_kab")),
        sa.ForeignKeyConstraint(
            ["kab", "ruta"], ["rumah_tangga.kab", "rumah_tangga.id"], name=op.f("fk_pendaftaran_rumah_tangga")
        ),
        sa.PrimaryKeyConstraint("kab", "id", name=op.f("pk_pendaftaran")),
    )
    op.create_index("ix_pendaftaran_kab_dibuat", "pendaftaran", ["kab", "dibuat", "id"], unique=False)
    op.create_index(
        "ix_pendaftaran_langkah_desa",
        "pendaftaran",
        ["langkah", "desa"],
        unique=False,
        postgresql_where=sa.text("langkah IS NOT NULL"),
    )
    op.create_index("ix_pendaftaran_dibuat", "pendaftaran", ["dibuat", "kab", "id"], unique=False)
    op.create_index(
        "ix_pendaftaran_kab_usulan",
        "pendaftaran",
        ["kab", "usulan"],
        unique=False,
        postgresql_where=sa.text("usulan IS NOT NULL"),
    )
    op.create_index(
        "uq_pendaftaran_kab_nik",
        "pendaftaran",
        ["kab", "nik"],
        unique=True,
        postgresql_where=sa.text("jenis = 'daftar' AND langkah IS NOT NULL"),
    )
    op.create_index(
        "uq_pendaftaran_kab_ruta",
        "pendaftaran",
        ["kab", "ruta"],
        unique=True,
        postgresql_where=sa.text("jenis = 'ketidaklayakan' AND langkah IS NOT NULL"),
    )


def _columns() -> None:
    op.add_column("rumah_tangga", sa.Column("oleh_pindah", sa.Integer(), nullable=True))
    op.add_column("audit", sa.Column("waktu_perangkat", sa.DateTime(timezone=True), nullable=True))
    op.add_column("audit", sa.Column("perangkat", sa.Text(), nullable=True))
    op.create_index("ix_audit_waktu", "audit", ["kab", "waktu", "urut"], unique=False)
    op.create_index("ix_audit_aksi", "audit", ["kab", "aksi", "waktu", "urut"], unique=False)
    op.create_index("ix_audit_objek", "audit", ["kab", "objek", "waktu", "urut"], unique=False)
    # The desa that an object of the audit names; null where it names none.
    op.execute(
        r"""
        CREATE FUNCTION siks_desa(objek text) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
        RETURN substring(objek, '\y[1-9]\d{9}\y')::bigint
        """
    )
    op.create_index(
        "ix_audit_desa",
        "audit",
        ["kab", sa.text("siks_desa(objek)"), "waktu", "urut"],
        unique=False,
        postgresql_where=sa.text("siks_desa(objek) IS NOT NULL"),
    )
    op.add_column("batch", sa.Column("versi", sa.SmallInteger(), server_default="0", nullable=False))
    op.add_column("batch", sa.Column("sidik", sa.LargeBinary(), nullable=True))
    op.add_column("batch", sa.Column("ringkasan", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.add_column("batch", sa.Column("difinalisasi", sa.DateTime(timezone=True), nullable=True))
    op.add_column("batch", sa.Column("finalis", sa.Integer(), nullable=True))
    op.create_index("ix_batch_periode_program_state", "batch", ["periode", "program", "state"], unique=False)
    op.add_column("pengguna", sa.Column("nip", sa.Text(), nullable=True))
    op.add_column("pengguna", sa.Column("jabatan", sa.Text(), nullable=True))
    op.add_column("pengguna", sa.Column("foto", sa.LargeBinary(), nullable=True))
    op.add_column("pengguna", sa.Column("ganti_sandi", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("pengguna", sa.Column("sandi_diubah", sa.DateTime(timezone=True), nullable=True))
    op.add_column("pengguna", sa.Column("totp", sa.LargeBinary(), nullable=True))
    op.add_column("pengguna", sa.Column("totp_aktif", sa.DateTime(timezone=True), nullable=True))
    op.add_column("pengguna", sa.Column("totp_langkah", sa.BigInteger(), nullable=True))
    op.add_column("pengguna", sa.Column("totp_pemulihan", postgresql.ARRAY(sa.Text()), nullable=True))
    op.add_column("pengguna", sa.Column("pembuat", sa.Integer(), nullable=True))
    op.add_column("periode", sa.Column("buka_usulan", sa.DateTime(timezone=True), nullable=True))
    op.add_column("periode", sa.Column("disiapkan", sa.DateTime(timezone=True), nullable=True))
    # Programmes are known without a sample, and periode that are there have their rows.
    op.execute(
        "INSERT INTO program (kode, nama, modul) VALUES (1, 'BSP/Sembako', 'BSP'), (2, 'DTKS', 'DT'), "
        "(3, 'PBI-JK', 'PBI') ON CONFLICT DO NOTHING"
    )
    op.execute(
        "UPDATE periode SET disiapkan = buka, "
        "buka_usulan = make_timestamptz(kode / 100, kode % 100, 15, 0, 0, 0, 'Asia/Jakarta')"
    )
    op.drop_constraint(op.f("ck_batch_state"), "batch", type_="check")
    op.create_check_constraint(
        op.f("ck_batch_state"), "batch", f"state IN ({', '.join(repr(state) for state in _STATES)})"
    )
    op.create_check_constraint(
        op.f("ck_periode_urutan_usulan"), "periode", "buka_usulan BETWEEN buka AND tutup_verivali"
    )


def _partitions() -> None:
    """Partitions are made by the owner when a periode is opened, and written through their parent only: what guards a
    batch stands on the parent.
    """
    op.execute(
        f"""
        CREATE FUNCTION siks_siapkan_periode(kode integer) RETURNS void LANGUAGE plpgsql
        SECURITY DEFINER SET search_path = public, pg_temp AS $$
        DECLARE induk text;
        BEGIN
            FOREACH induk IN ARRAY ARRAY['verivali', 'snapshot_ruta', 'snapshot_usulan', 'snapshot_desa'] LOOP
                IF to_regclass(format('%I', induk || '_' || kode)) IS NULL THEN
                    EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%s) TO (%s)',
                        induk || '_' || kode, induk, kode, kode + 1);
                END IF;
                EXECUTE format('REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON %I FROM {APP_ROLE}', induk || '_' || kode);
            END LOOP;
        END $$
        """
    )
    op.execute("SELECT siks_siapkan_periode(kode) FROM (SELECT DISTINCT kode FROM periode) AS p")


# Steps of domain.batch.LANGKAH that the portal's role may write; back to "terbuka" leads only siks_buka_kembali.
_MOVES = (
    "terbuka>difinalisasi",
    "difinalisasi>surat_dibuat",
    "surat_dibuat>surat_ditandatangani",
    "surat_ditandatangani>disahkan",
    "disahkan>diverifikasi_provinsi",
    "disahkan>dikembalikan",
    "diverifikasi_provinsi>divalidasi_bps",
    "diverifikasi_provinsi>dikembalikan",
    "diverifikasi_provinsi>diterima_pusdatin",
    "divalidasi_bps>diterima_pusdatin",
    "diterima_pusdatin>disetujui_pfm",
    "disetujui_pfm>ditetapkan",
)
# Class of the refusals below; data_access.session turns it into a RuleViolation.
_REFUSED = "SK409"


def _guards() -> None:
    """A closed batch is refused to everyone but the owner of the tables (loads, migrations), statement by statement:
    each asks once for every batch that it touched, and holds the batch shared, so that no finalisasi comes between.
    """
    op.execute(
        f"""
        CREATE FUNCTION siks_pemilik(tabel oid) RETURNS boolean LANGUAGE sql STABLE AS $$
            SELECT pg_has_role(current_user, relowner, 'USAGE') FROM pg_class WHERE oid = tabel
        $$;

        CREATE FUNCTION siks_tolak(pesan text) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION USING ERRCODE = '{_REFUSED}', MESSAGE = pesan;
        END $$;

        CREATE FUNCTION siks_batch(k smallint, p integer, g smallint) RETURNS batch LANGUAGE plpgsql AS $$
        DECLARE ada batch;
        BEGIN
            SELECT * INTO ada FROM batch WHERE kab = k AND periode = p AND program = g FOR SHARE;
            IF NOT FOUND THEN
                INSERT INTO batch (kab, periode, program) VALUES (k, p, g) ON CONFLICT DO NOTHING;
                SELECT * INTO STRICT ada FROM batch WHERE kab = k AND periode = p AND program = g FOR SHARE;
            END IF;
            RETURN ada;
        END $$;

        CREATE FUNCTION siks_tuntut_terbuka(k smallint, p integer, g smallint) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            IF (siks_batch(k, p, g)).state <> 'terbuka' THEN
                PERFORM siks_tolak(format('Periode %s sudah difinalisasi untuk kab/kota %s, sehingga barisnya tidak '
                    'dapat diubah. Hanya Pusdatin dapat membukanya kembali.', p, k));
            END IF;
        END $$;

        CREATE FUNCTION siks_jaga_baris() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF siks_pemilik(TG_RELID) THEN
                RETURN NULL;
            END IF;
            IF TG_OP = 'DELETE' THEN
                PERFORM siks_tuntut_terbuka(kab, periode, program)
                FROM (SELECT DISTINCT kab, periode, program FROM lama ORDER BY 1, 2, 3) AS k;
            ELSE
                PERFORM siks_tuntut_terbuka(kab, periode, program)
                FROM (SELECT DISTINCT kab, periode, program FROM baru ORDER BY 1, 2, 3) AS k;
            END IF;
            RETURN NULL;
        END $$;

        CREATE FUNCTION siks_jaga_kuota() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF siks_pemilik(TG_RELID) THEN
                RETURN NULL;
            END IF;
            -- An usulan that is not decreed gives its place back.
            PERFORM siks_tuntut_terbuka(kab, periode, program)
            FROM (SELECT DISTINCT b.kab, b.periode, b.program
                FROM baru AS b JOIN lama AS l ON l.kab = b.kab AND l.periode = b.periode AND l.program = b.program
                    AND l.desa = b.desa
                WHERE NOT (to_jsonb(l) - 'disetujui' = to_jsonb(b) - 'disetujui' AND b.disetujui < l.disetujui
                    AND (siks_batch(b.kab, b.periode, b.program)).state = 'disetujui_pfm')
                ORDER BY 1, 2, 3) AS k;
            RETURN NULL;
        END $$;

        CREATE FUNCTION siks_jaga_usulan() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE tertutup batch[];
        BEGIN
            IF siks_pemilik(TG_RELID) THEN
                RETURN NULL;
            END IF;
            tertutup := ARRAY(
                SELECT b FROM (SELECT kab, periode, program FROM lama UNION SELECT kab, periode, program FROM baru
                    ORDER BY 1, 2, 3) AS k CROSS JOIN LATERAL siks_batch(k.kab, k.periode, k.program) AS b
                WHERE b.state <> 'terbuka');
            IF cardinality(tertutup) > 0 THEN
                -- What entered the batch goes its way; what was left behind is flagged, replaced, carried over or over.
                PERFORM siks_tuntut_terbuka(t.kab, t.periode, t.program)
                FROM unnest(tertutup) AS t, lama AS l FULL JOIN baru AS b ON b.kab = l.kab AND b.id = l.id
                WHERE ((l.kab, l.periode, l.program) = (t.kab, t.periode, t.program)
                        OR (b.kab, b.periode, b.program) = (t.kab, t.periode, t.program))
                    AND ((l.status, b.status) IN ((6, 7), (7, 8), (8, 9), (8, 10))
                        AND to_jsonb(l) - ARRAY['status', 'diubah'] = to_jsonb(b) - ARRAY['status', 'diubah'])
                        IS NOT TRUE
                    AND (l.status IN (1, 3) AND b.status IN (l.status, 11, 12)
                        AND (l.periode = b.periode
                            OR (b.kab, b.periode, b.program) <> (t.kab, t.periode, t.program))
                        AND to_jsonb(l) - {_LEFT_BEHIND} = to_jsonb(b) - {_LEFT_BEHIND})
                        IS NOT TRUE
                LIMIT 1;
            END IF;
            RETURN NULL;
        END $$;

        CREATE FUNCTION siks_jaga_snapshot() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NOT siks_pemilik(TG_RELID) THEN
                PERFORM siks_tolak('Snapshot hanya ditulis oleh finalisasi berikutnya dari batch yang terbuka.')
                FROM (SELECT DISTINCT kab, periode, program, versi FROM baru) AS s
                CROSS JOIN LATERAL siks_batch(s.kab, s.periode, s.program) AS b
                WHERE b.state <> 'terbuka' OR s.versi <> b.versi + 1;
            END IF;
            RETURN NULL;
        END $$;

        CREATE FUNCTION siks_jaga_batch() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE tetap boolean;
        BEGIN
            IF siks_pemilik(TG_RELID) THEN
                RETURN coalesce(NEW, OLD);
            END IF;
            IF TG_OP = 'INSERT' THEN
                IF NEW.state <> 'terbuka' OR NEW.versi <> 0
                    OR num_nonnulls(NEW.sidik, NEW.ringkasan, NEW.difinalisasi, NEW.finalis) > 0 THEN
                    PERFORM siks_tolak('Batch baru dimulai dari keadaan terbuka.');
                END IF;
                RETURN NEW;
            END IF;
            IF TG_OP = 'DELETE' OR (NEW.kab, NEW.periode, NEW.program) <> (OLD.kab, OLD.periode, OLD.program) THEN
                PERFORM siks_tolak('Batch tidak dapat dihapus atau dipindahkan.');
            END IF;
            tetap := (NEW.versi, NEW.sidik, NEW.ringkasan, NEW.difinalisasi, NEW.finalis)
                IS NOT DISTINCT FROM (OLD.versi, OLD.sidik, OLD.ringkasan, OLD.difinalisasi, OLD.finalis);
            IF NEW.state <> OLD.state AND NOT OLD.state || '>' || NEW.state = ANY('{{{",".join(_MOVES)}}}') THEN
                PERFORM siks_tolak(format('Batch tidak dapat berpindah dari %s ke %s.', OLD.state, NEW.state));
            ELSIF OLD.state = 'terbuka' AND NEW.state <> OLD.state THEN
                IF NEW.versi <> OLD.versi + 1 OR length(NEW.sidik) IS DISTINCT FROM 32
                    OR num_nulls(NEW.ringkasan, NEW.difinalisasi, NEW.finalis) > 0
                    OR NOT EXISTS (SELECT FROM snapshot_desa AS s WHERE s.kab = NEW.kab AND s.periode = NEW.periode
                        AND s.program = NEW.program AND s.versi = NEW.versi) THEN
                    PERFORM siks_tolak('Batch hanya dapat difinalisasi dengan snapshot dan sidiknya.');
                END IF;
            ELSIF NOT tetap THEN
                PERFORM siks_tolak('Versi, sidik, dan ringkasan batch hanya ditulis oleh finalisasi.');
            END IF;
            RETURN NEW;
        END $$;

        CREATE FUNCTION siks_buka_kembali(
            k integer, p integer, g integer, oleh integer, pembuka text, saat timestamptz, sebab text
        ) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
        DECLARE ada batch;
        BEGIN
            SELECT * INTO ada FROM batch WHERE kab = k AND periode = p AND program = g FOR UPDATE;
            IF ada.state IS NULL OR ada.state IN ('terbuka', 'ditetapkan') THEN
                PERFORM siks_tolak('Batch ini tidak dapat dibuka kembali.');
            END IF;
            IF btrim(coalesce(sebab, '')) = '' THEN
                PERFORM siks_tolak('Batch hanya dapat dibuka kembali dengan alasan.');
            END IF;
            INSERT INTO batch_langkah
                (kab, periode, program, urut, langkah, dari, ke, versi, pengguna, nama, waktu, alasan)
            SELECT k, p, g, coalesce(max(urut), 0) + 1, 'buka_kembali', ada.state, 'terbuka', ada.versi, oleh, pembuka,
                saat, sebab FROM batch_langkah WHERE kab = k AND periode = p AND program = g;
            UPDATE batch SET state = 'terbuka', diubah = saat WHERE kab = k AND periode = p AND program = g;
        END $$;
        REVOKE EXECUTE ON FUNCTION siks_buka_kembali FROM PUBLIC;
        GRANT EXECUTE ON FUNCTION siks_buka_kembali TO {APP_ROLE};
        """
    )
    for table, function in (("verivali", "baris"), ("kuota", "kuota"), ("usulan", "usulan")):
        for event, tables in (("INSERT", "NEW TABLE AS baru"), ("DELETE", "OLD TABLE AS lama")):
            _trigger(table, event, tables, "baris")
        _trigger(table, "UPDATE", "NEW TABLE AS baru" if table == "verivali" else _BOTH, function)
    for table in _SNAPSHOTS:
        _trigger(table, "INSERT", "NEW TABLE AS baru", "snapshot")
    op.execute(
        "CREATE TRIGGER jaga_batch BEFORE INSERT OR UPDATE OR DELETE ON batch FOR EACH ROW "
        "EXECUTE FUNCTION siks_jaga_batch()"
    )
    # No statement of the role can take a row from one batch to another, so the rows as they are now tell them all.
    for table, key in (
        ("verivali", ("kab", "periode", "program", "ruta")),
        ("kuota", ("kab", "periode", "program", "desa")),
    ):
        op.execute(f"REVOKE UPDATE ON {table} FROM {APP_ROLE}")
        columns = sa.inspect(op.get_bind()).get_columns(table)
        others = ", ".join(column["name"] for column in columns if column["name"] not in key)
        op.execute(f"GRANT UPDATE ({others}) ON {table} TO {APP_ROLE}")


_BOTH = "OLD TABLE AS lama NEW TABLE AS baru"
# Columns that may still change of a usulan that did not enter the batch.
_LEFT_BEHIND = "ARRAY['status', 'diubah', 'periode', 'tunda_sampai', 'aturan', 'risiko', 'status_lama', 'pengganti']"


def _trigger(table: str, event: str, tables: str, function: str) -> None:
    op.execute(
        f"CREATE TRIGGER jaga_{event.lower()} AFTER {event} ON {table} REFERENCING {tables} FOR EACH STATEMENT "
        f"EXECUTE FUNCTION siks_jaga_{function}()"
    )


# What a seal covers, as data_access.segel has it: table, columns of the key, columns, name of the seal.
_SEALS = (
    ("batch_langkah", "kab,periode,program,urut",
     "kab,periode,program,urut,langkah,dari,ke,versi,pengguna,nama,waktu,alasan,isi", "batch_langkah"),
    ("unduhan", "kab,id",
     "kab,id,jenis,periode,program,permohonan,nama,ukuran,sidik,pengguna,waktu,alamat_ip", "unduhan"),
    ("surat", "kab,id",
     "kab,id,periode,program,versi,kode,nomor,tanggal,profil,rekap,sidik,akar,sidik_pdf,halaman,pembuat,dibuat",
     "surat"),
    ("surat", "kab,id", "kab,id,state,cara,ttd_nama,ttd_mime,ttd_sidik,ttd_periksa,ttd_oleh,ttd_waktu", "surat_ttd"),
    ("pendaftaran_langkah", "kab,pendaftaran,urut",
     "kab,pendaftaran,urut,langkah,keputusan,catatan,pengguna,waktu", "pendaftaran_langkah"),
    ("akar_audit", "hari", "hari,sidik,sidik_sebelum,isi,dibuat", "akar_audit"),
)  # fmt: skip


def _seals() -> None:
    """A digest of each row that enters one of these tables, chained by kab, whoever writes the row."""
    op.execute(
        f"""
        CREATE FUNCTION siks_isi(baris jsonb, kolom text[]) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE
        RETURN sha256(convert_to((SELECT jsonb_object_agg(k, baris -> k) FROM unnest(kolom) AS k)::text, 'UTF8'));

        CREATE FUNCTION siks_sidik_segel(k integer, n bigint, nama text, kunci text, isi bytea, sebelum bytea)
        RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE
        RETURN sha256(sebelum || convert_to(concat_ws('|', k, n, nama, kunci, ''), 'UTF8') || isi);

        CREATE FUNCTION siks_catat_segel(k integer, nama text, kunci text, isi bytea) RETURNS void LANGUAGE plpgsql
        AS $$
        DECLARE akhir segel; n bigint; sebelum bytea;
        BEGIN
            PERFORM pg_advisory_xact_lock({0x5150}, k);
            SELECT * INTO akhir FROM segel AS s WHERE s.kab = k ORDER BY s.urut DESC LIMIT 1;
            n := coalesce(akhir.urut, 0) + 1;
            sebelum := coalesce(akhir.sidik, decode(repeat('00', 32), 'hex'));
            INSERT INTO segel VALUES
                (k, n, nama, kunci, isi, sebelum, siks_sidik_segel(k, n, nama, kunci, isi, sebelum));
        END $$;

        CREATE FUNCTION siks_segel() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = public, pg_temp SET timezone = 'UTC' SET bytea_output = 'hex' AS $$
        DECLARE baris jsonb := to_jsonb(NEW);
        BEGIN
            PERFORM siks_catat_segel(
                coalesce((baris ->> 'kab')::integer, 0), TG_ARGV[0],
                (SELECT string_agg(baris ->> u.k, '/' ORDER BY u.n)
                 FROM unnest(string_to_array(TG_ARGV[1], ',')) WITH ORDINALITY AS u (k, n)),
                siks_isi(baris, string_to_array(TG_ARGV[2], ',')));
            RETURN NULL;
        END $$;

        CREATE FUNCTION siks_segel_snapshot() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = public, pg_temp AS $$
        BEGIN
            PERFORM siks_catat_segel(b.kab, 'snapshot_desa', b.kunci, b.isi) FROM (
                SELECT t.kab, concat_ws('/', t.kab, t.periode, t.program, t.versi) AS kunci,
                    sha256(string_agg(siks_isi(to_jsonb(t), string_to_array(TG_ARGV[0], ',')), ''::bytea
                        ORDER BY t.desa)) AS isi
                FROM baru AS t GROUP BY t.kab, t.periode, t.program, t.versi) AS b;
            RETURN NULL;
        END $$;

        REVOKE EXECUTE ON FUNCTION siks_catat_segel, siks_segel, siks_segel_snapshot FROM PUBLIC;
        REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON segel FROM {APP_ROLE};
        """
    )
    for table, key, columns, name in _SEALS:
        event = "INSERT OR UPDATE" if name == "surat_ttd" else "INSERT"
        op.execute(
            f"CREATE TRIGGER segel_{name} AFTER {event} ON {table} FOR EACH ROW "
            f"EXECUTE FUNCTION siks_segel('{name}', '{key}', '{columns}')"
        )
    snapshot = ",".join(column["name"] for column in sa.inspect(op.get_bind()).get_columns("snapshot_desa"))
    op.execute(
        "CREATE TRIGGER segel_snapshot_desa AFTER INSERT ON snapshot_desa REFERENCING NEW TABLE AS baru "
        f"FOR EACH STATEMENT EXECUTE FUNCTION siks_segel_snapshot('{snapshot}')"
    )


def downgrade() -> None:
    raise NotImplementedError("Data of the new tables would be lost; restore a backup instead.")
