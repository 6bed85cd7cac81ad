"""Berkas: files from the field, what they would change, the cases a supervisor decides on, pemadanan."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from data_access.session import APP_ROLE

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_STAGED = tuple(
    f"impor_{part}" for part in ("rumah_tangga", "individu", "verivali", "perbaikan", "usulan", "musdes", "lampiran")
)


def upgrade() -> None:
    _tables()
    _columns()
    # Who loads the rows of a file tells the planner about them.
    op.execute(f"GRANT MAINTAIN ON {', '.join(_STAGED)} TO {APP_ROLE}")


def _tables() -> None:
    op.create_table(
        "calon_ganda",
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("idartbdt", sa.String(length=25), nullable=False),
        sa.Column("idbdt", sa.String(length=23), nullable=False),
        sa.Column("desa", sa.BigInteger(), nullable=False),
        sa.Column("idartbdt_mirip", sa.String(length=25), nullable=False),
        sa.Column("idbdt_mirip", sa.String(length=23), nullable=False),
        sa.Column("skor", sa.REAL(), nullable=False),
        sa.Column("dasar", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("state", sa.Text(), server_default="terbuka", nullable=False),
        sa.Column("impor", sa.BigInteger(), nullable=True),
        sa.Column("ditemukan", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("pemutus", sa.Integer(), nullable=True),
        sa.Column("diputuskan", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('terbuka', 'ganda', 'bukan')", name=op.f("ck_calon_ganda_state")),
        sa.PrimaryKeyConstraint("kab", "id", name=op.f("pk_calon_ganda")),
        sa.UniqueConstraint(
            "kab", "idartbdt", "idartbdt_mirip", name=op.f("uq_calon_ganda_kab_idartbdt_idartbdt_mirip")
        ),
    )
    op.create_index("ix_calon_ganda_kab_idbdt", "calon_ganda", ["kab", "idbdt"], unique=False)
    op.create_table(
        "impor",
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("nama", sa.Text(), nullable=False),
        sa.Column("ukuran", sa.BigInteger(), nullable=False),
        sa.Column("diterima", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=True),
        sa.Column("program", sa.SmallInteger(), nullable=True),
        sa.Column("periode", sa.Integer(), nullable=True),
        sa.Column("wilayah", postgresql.ARRAY(sa.BigInteger()), nullable=True),
        sa.Column("manifes", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("galat", sa.Text(), nullable=True),
        sa.Column("galat_isi", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("ringkasan", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("langkah", sa.Text(), nullable=True),
        sa.Column("selesai", sa.Integer(), server_default="0", nullable=False),
        sa.Column("total", sa.Integer(), server_default="0", nullable=False),
        sa.Column("langkah_sejak", sa.DateTime(timezone=True), nullable=True),
        sa.Column("percobaan", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("audit_urut", sa.BigInteger(), nullable=True),
        sa.Column("musdes", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("pengunggah", sa.Integer(), nullable=False),
        sa.Column("diunggah", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("diperiksa", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disetujui", sa.DateTime(timezone=True), nullable=True),
        sa.Column("penyetuju", sa.Integer(), nullable=True),
        sa.Column("diproses", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ditarik", sa.DateTime(timezone=True), nullable=True),
        sa.Column("penarik", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("kab", "id", name=op.f("pk_impor")),
    )
    op.create_index("ix_impor_kab_diunggah", "impor", ["kab", "diunggah"], unique=False)
    op.create_index(
        "uq_impor_kab_sha256",
        "impor",
        ["kab", "sha256"],
        unique=True,
        postgresql_where=sa.text("state NOT IN ('gagal', 'ditarik', 'dibatalkan')"),
    )
    op.create_table(
        "impor_galat",
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("impor", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("bagian", sa.Text(), nullable=False),
        sa.Column("baris", sa.Integer(), nullable=False),
        sa.Column("kolom", sa.Text(), nullable=True),
        sa.Column("idbdt", sa.String(length=23), nullable=True),
        sa.Column("idartbdt", sa.String(length=25), nullable=True),
        sa.Column("aturan", sa.Text(), nullable=False),
        sa.Column("tingkat", sa.String(length=1), nullable=False),
        sa.Column("nilai", sa.Text(), nullable=True),
        sa.Column("seharusnya", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("kab", "impor", "id", name=op.f("pk_impor_galat")),
    )
    op.create_index("ix_impor_galat_kab_impor_idbdt", "impor_galat", ["kab", "impor", "idbdt"], unique=False)
    op.create_table(
        "impor_hasil",
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("impor", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("untuk", sa.Text(), nullable=False),
        sa.Column("idbdt", sa.String(length=23), nullable=False),
        sa.Column("baris", sa.Integer(), nullable=False),
        sa.Column("desa", sa.BigInteger(), nullable=True),
        sa.Column("ruta", sa.BigInteger(), nullable=True),
        sa.Column("nama_krt", sa.Text(), nullable=True),
        sa.Column("hasil", sa.Text(), nullable=False),
        sa.Column("sebab", sa.Text(), nullable=True),
        sa.Column("sta_keberadaan", sa.SmallInteger(), nullable=True),
        sa.Column("kyc_lengkap", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("tanggal", sa.Date(), nullable=True),
        sa.Column("diisi", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sidik", sa.BigInteger(), nullable=True),
        sa.Column("mengganti", sa.BigInteger(), nullable=True),
        sa.Column("isi", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("aturan", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("risiko", sa.SmallInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("kab", "impor", "untuk", "idbdt", name=op.f("pk_impor_hasil")),
    )
    op.create_index(
        "ix_impor_hasil_kab_impor_hasil_desa", "impor_hasil", ["kab", "impor", "hasil", "desa", "idbdt"], unique=False
    )
    op.create_table(
        "impor_individu",
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("impor", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("baris", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("idartbdt", sa.Text(), nullable=True),
        sa.Column("idbdt", sa.Text(), nullable=True),
        sa.Column("nama", sa.Text(), nullable=True),
        sa.Column("nik", sa.Text(), nullable=True),
        sa.Column("no_kk", sa.Text(), nullable=True),
        sa.Column("tgl_lahir", sa.Date(), nullable=True),
        sa.Column("no_urut", sa.SmallInteger(), nullable=True),
        sa.Column("hub_krt", sa.SmallInteger(), nullable=True),
        sa.Column("jns_kel", sa.SmallInteger(), nullable=True),
        sa.Column("sta_kawin", sa.SmallInteger(), nullable=True),
        sa.Column("ada_akta_nikah", sa.SmallInteger(), nullable=True),
        sa.Column("ada_di_kk", sa.SmallInteger(), nullable=True),
        sa.Column("kartu_identitas", sa.SmallInteger(), nullable=True),
        sa.Column("sta_hamil", sa.SmallInteger(), nullable=True),
        sa.Column("jenis_cacat", sa.SmallInteger(), nullable=True),
        sa.Column("penyakit_kronis", sa.SmallInteger(), nullable=True),
        sa.Column("partisipasi_sekolah", sa.SmallInteger(), nullable=True),
        sa.Column("jenjang", sa.SmallInteger(), nullable=True),
        sa.Column("kelas", sa.SmallInteger(), nullable=True),
        sa.Column("ijazah", sa.SmallInteger(), nullable=True),
        sa.Column("lapangan_usaha", sa.SmallInteger(), nullable=True),
        sa.Column("kedudukan", sa.SmallInteger(), nullable=True),
        sa.Column("sta_art", sa.SmallInteger(), nullable=True),
        sa.PrimaryKeyConstraint("kab", "impor", "baris", name=op.f("pk_impor_individu")),
        prefixes=["UNLOGGED"],
    )
    op.create_table(
        "impor_jejak",
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("impor", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("ruta", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sebelum", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("kab", "impor", "ruta", name=op.f("pk_impor_jejak")),
    )
    op.create_table(
        "impor_lampiran",
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("impor", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("baris", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("berkas", sa.Text(), nullable=True),
        sa.Column("jenis", sa.Text(), nullable=True),
        sa.Column("desa", sa.BigInteger(), nullable=True),
        sa.Column("idbdt", sa.Text(), nullable=True),
        sa.Column("diambil", sa.Date(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("kab", "impor", "baris", name=op.f("pk_impor_lampiran")),
        prefixes=["UNLOGGED"],
    )
    op.create_table(
        "impor_musdes",
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("impor", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("baris", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("desa", sa.BigInteger(), nullable=True),
        sa.Column("tanggal", sa.Date(), nullable=True),
        sa.Column("nomor", sa.Text(), nullable=True),
        sa.Column("peserta", sa.SmallInteger(), nullable=True),
        sa.PrimaryKeyConstraint("kab", "impor", "baris", name=op.f("pk_impor_musdes")),
        prefixes=["UNLOGGED"],
    )
    op.create_table(
        "impor_perbaikan",
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("impor", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("baris", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("idbdt", sa.Text(), nullable=True),
        sa.Column("idartbdt", sa.Text(), nullable=True),
        sa.Column("kolom", sa.Text(), nullable=True),
        sa.Column("lama", sa.Text(), nullable=True),
        sa.Column("baru", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("kab", "impor", "baris", name=op.f("pk_impor_perbaikan")),
        prefixes=["UNLOGGED"],
    )
    op.create_table(
        "impor_rumah_tangga",
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("impor", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("baris", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("idbdt", sa.Text(), nullable=True),
        sa.Column("desa", sa.BigInteger(), nullable=True),
        sa.Column("no_kk", sa.Text(), nullable=True),
        sa.Column("alamat", sa.Text(), nullable=True),
        sa.Column("nama_sls", sa.Text(), nullable=True),
        sa.Column("nama_krt", sa.Text(), nullable=True),
        sa.Column("jumlah_art", sa.SmallInteger(), nullable=True),
        sa.Column("jumlah_keluarga", sa.SmallInteger(), nullable=True),
        sa.Column("luas_lantai", sa.SmallInteger(), nullable=True),
        sa.Column("sta_bangunan", sa.SmallInteger(), nullable=True),
        sa.Column("sta_lahan", sa.SmallInteger(), nullable=True),
        sa.Column("lantai", sa.SmallInteger(), nullable=True),
        sa.Column("dinding", sa.SmallInteger(), nullable=True),
        sa.Column("kondisi_dinding", sa.SmallInteger(), nullable=True),
        sa.Column("atap", sa.SmallInteger(), nullable=True),
        sa.Column("kondisi_atap", sa.SmallInteger(), nullable=True),
        sa.Column("sumber_airminum", sa.SmallInteger(), nullable=True),
        sa.Column("cara_peroleh_airminum", sa.SmallInteger(), nullable=True),
        sa.Column("sumber_penerangan", sa.SmallInteger(), nullable=True),
        sa.Column("daya", sa.SmallInteger(), nullable=True),
        sa.Column("bb_masak", sa.SmallInteger(), nullable=True),
        sa.Column("fasbab", sa.SmallInteger(), nullable=True),
        sa.Column("kloset", sa.SmallInteger(), nullable=True),
        sa.Column("buang_tinja", sa.SmallInteger(), nullable=True),
        sa.Column("ada_tabung_gas", sa.Boolean(), nullable=True),
        sa.Column("ada_lemari_es", sa.Boolean(), nullable=True),
        sa.Column("ada_ac", sa.Boolean(), nullable=True),
        sa.Column("ada_pemanas", sa.Boolean(), nullable=True),
        sa.Column("ada_telepon", sa.Boolean(), nullable=True),
        sa.Column("ada_tv", sa.Boolean(), nullable=True),
        sa.Column("ada_emas", sa.Boolean(), nullable=True),
        sa.Column("ada_laptop", sa.Boolean(), nullable=True),
        sa.Column("ada_sepeda", sa.Boolean(), nullable=True),
        sa.Column("ada_motor", sa.Boolean(), nullable=True),
        sa.Column("ada_mobil", sa.Boolean(), nullable=True),
        sa.Column("ada_perahu", sa.Boolean(), nullable=True),
        sa.Column("ada_motor_tempel", sa.Boolean(), nullable=True),
        sa.Column("ada_perahu_motor", sa.Boolean(), nullable=True),
        sa.Column("ada_kapal", sa.Boolean(), nullable=True),
        sa.Column("aset_tak_bergerak", sa.Boolean(), nullable=True),
        sa.Column("rumah_lain", sa.Boolean(), nullable=True),
        sa.Column("jumlah_sapi", sa.SmallInteger(), nullable=True),
        sa.Column("jumlah_kerbau", sa.SmallInteger(), nullable=True),
        sa.Column("jumlah_kuda", sa.SmallInteger(), nullable=True),
        sa.Column("jumlah_babi", sa.SmallInteger(), nullable=True),
        sa.Column("jumlah_kambing", sa.SmallInteger(), nullable=True),
        sa.Column("ada_kks", sa.Boolean(), nullable=True),
        sa.Column("ada_kip", sa.Boolean(), nullable=True),
        sa.Column("ada_kis", sa.Boolean(), nullable=True),
        sa.Column("ada_bpjs_mandiri", sa.Boolean(), nullable=True),
        sa.Column("ada_jamsostek", sa.Boolean(), nullable=True),
        sa.Column("ada_asuransi", sa.Boolean(), nullable=True),
        sa.Column("ada_pkh", sa.Boolean(), nullable=True),
        sa.Column("ada_rastra", sa.Boolean(), nullable=True),
        sa.Column("ada_kur", sa.Boolean(), nullable=True),
        sa.Column("pengurus_nama", sa.Text(), nullable=True),
        sa.Column("pengurus_nik", sa.Text(), nullable=True),
        sa.Column("pengurus_tgl_lahir", sa.Date(), nullable=True),
        sa.Column("pengurus_ibu_kandung", sa.Text(), nullable=True),
        sa.Column("pengurus_jns_kel", sa.SmallInteger(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("kab", "impor", "baris", name=op.f("pk_impor_rumah_tangga")),
        prefixes=["UNLOGGED"],
    )
    op.create_table(
        "impor_usulan",
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("impor", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("baris", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("jenis", sa.Text(), nullable=True),
        sa.Column("idbdt", sa.Text(), nullable=True),
        sa.Column("mengganti", sa.Text(), nullable=True),
        sa.Column("tanggal", sa.Date(), nullable=True),
        sa.Column("keterangan", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("kab", "impor", "baris", name=op.f("pk_impor_usulan")),
        prefixes=["UNLOGGED"],
    )
    op.create_table(
        "impor_verivali",
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("impor", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("baris", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("idbdt", sa.Text(), nullable=True),
        sa.Column("sta_keberadaan", sa.SmallInteger(), nullable=True),
        sa.Column("tanggal", sa.Date(), nullable=True),
        sa.Column("diisi", sa.DateTime(timezone=True), nullable=True),
        sa.Column("petugas", sa.Text(), nullable=True),
        sa.Column("durasi", sa.SmallInteger(), nullable=True),
        sa.Column("catatan", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("kab", "impor", "baris", name=op.f("pk_impor_verivali")),
        prefixes=["UNLOGGED"],
    )
    op.create_table(
        "klaim",
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("usulan", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("pengguna", sa.Integer(), nullable=False),
        sa.Column("sampai", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kab", "usulan", name=op.f("pk_klaim")),
    )
    op.create_table(
        "komentar",
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("usulan", sa.BigInteger(), nullable=False),
        sa.Column("kolom", sa.Text(), nullable=True),
        sa.Column("isi", sa.Text(), nullable=False),
        sa.Column("pengguna", sa.Integer(), nullable=False),
        sa.Column("waktu", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kab", "id", name=op.f("pk_komentar")),
    )
    op.create_index("ix_komentar_kab_usulan", "komentar", ["kab", "usulan"], unique=False)
    op.create_table(
        "kunci_siks",
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kunci_publik", sa.LargeBinary(), nullable=False),
        sa.Column("wilayah", sa.BigInteger(), nullable=False),
        sa.Column("periode", sa.Integer(), nullable=False),
        sa.Column("program", sa.SmallInteger(), nullable=False),
        sa.Column("oleh", sa.Text(), nullable=False),
        sa.Column("dibuat", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("dicabut", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("kab", "id", name=op.f("pk_kunci_siks")),
    )
    op.create_table(
        "lampiran",
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("impor", sa.BigInteger(), nullable=False),
        sa.Column("jenis", sa.Text(), nullable=False),
        sa.Column("periode", sa.Integer(), nullable=False),
        sa.Column("program", sa.SmallInteger(), nullable=False),
        sa.Column("desa", sa.BigInteger(), nullable=False),
        sa.Column("idbdt", sa.String(length=23), nullable=True),
        sa.Column("mime", sa.Text(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("ukuran", sa.Integer(), nullable=False),
        sa.Column("diambil", sa.Date(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("isi", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("mime IN ('application/pdf', 'image/jpeg', 'image/png')", name=op.f("ck_lampiran_mime")),
        sa.PrimaryKeyConstraint("kab", "id", name=op.f("pk_lampiran")),
    )
    op.create_index(
        "ix_lampiran_kab_desa_periode",
        "lampiran",
        ["kab", "desa", "periode"],
        unique=False,
        postgresql_where=sa.text("idbdt IS NULL"),
    )
    op.create_index("ix_lampiran_kab_idbdt", "lampiran", ["kab", "idbdt"], unique=False)
    op.create_index("ix_lampiran_kab_impor", "lampiran", ["kab", "impor"], unique=False)
    op.create_table(
        "pemadanan",
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("nik", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("nama", sa.Text(), nullable=False),
        sa.Column("tgl_lahir", sa.Date(), nullable=True),
        sa.Column("hasil", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("nama_dukcapil", sa.Text(), nullable=True),
        sa.Column("sumber", sa.Text(), nullable=True),
        sa.Column("percobaan", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("coba_lagi", sa.DateTime(timezone=True), nullable=True),
        sa.Column("diubah", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kab", "nik", name=op.f("pk_pemadanan")),
    )
    op.create_index(
        "ix_pemadanan_coba_lagi",
        "pemadanan",
        ["coba_lagi"],
        unique=False,
        postgresql_where=sa.text("coba_lagi IS NOT NULL"),
    )
    op.create_table(
        "rujukan_dukcapil",
        sa.Column("nik", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("nama", sa.Text(), nullable=True),
        sa.Column("tgl_lahir", sa.Date(), nullable=True),
        sa.Column("jns_kel", sa.SmallInteger(), nullable=True),
        sa.Column("keadaan", sa.SmallInteger(), server_default="1", nullable=False),
        sa.Column("berkas", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("nik", name=op.f("pk_rujukan_dukcapil")),
    )
    op.create_table(
        "tindakan",
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("keputusan", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("alasan", sa.Text(), nullable=True),
        sa.Column("keterangan", sa.Text(), nullable=True),
        sa.Column("kolom", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("tunda_sampai", sa.Date(), nullable=True),
        sa.Column("saringan", sa.Text(), nullable=True),
        sa.Column("jumlah", sa.Integer(), server_default="0", nullable=False),
        sa.Column("selesai", sa.Integer(), server_default="0", nullable=False),
        sa.Column("berhasil", sa.Integer(), server_default="0", nullable=False),
        sa.Column("pembuat", sa.Integer(), nullable=False),
        sa.Column("dibuat", sa.DateTime(timezone=True), nullable=False),
        sa.Column("penyetuju", sa.Integer(), nullable=True),
        sa.Column("disetujui", sa.DateTime(timezone=True), nullable=True),
        sa.Column("diselesaikan", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pengurung", sa.Integer(), nullable=True),
        sa.Column("diurungkan", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("kab", "id", name=op.f("pk_tindakan")),
    )
    op.create_index("ix_tindakan_kab_dibuat", "tindakan", ["kab", "dibuat"], unique=False)
    op.create_index(
        "ix_tindakan_diselesaikan",
        "tindakan",
        ["diselesaikan"],
        unique=False,
        postgresql_where=sa.text("state = 'selesai'"),
    )
    op.create_table(
        "tindakan_kasus",
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("tindakan", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("usulan", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("urut", sa.Integer(), nullable=False),
        sa.Column("hasil", sa.Text(), nullable=True),
        sa.Column("pesan", sa.Text(), nullable=True),
        sa.Column("sebelum", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("kab", "tindakan", "usulan", name=op.f("pk_tindakan_kasus")),
    )
    op.create_index("ix_tindakan_kasus_kab_usulan", "tindakan_kasus", ["kab", "usulan"], unique=False)
    op.create_index("ix_tindakan_kasus_kab_tindakan_urut", "tindakan_kasus", ["kab", "tindakan", "urut"], unique=False)
    op.create_table(
        "tindakan_verivali",
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("tindakan", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("urut", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ruta", sa.BigInteger(), nullable=False),
        sa.Column("desa", sa.BigInteger(), nullable=False),
        sa.Column("periode", sa.Integer(), nullable=False),
        sa.Column("program", sa.SmallInteger(), nullable=False),
        sa.Column("hasil", sa.Text(), nullable=True),
        sa.Column("sebelum", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("kab", "tindakan", "urut", name=op.f("pk_tindakan_verivali")),
    )


def _columns() -> None:
    op.add_column("individu", sa.Column("sta_art", sa.SmallInteger(), server_default="1", nullable=False))
    op.add_column("usulan", sa.Column("jenis", sa.SmallInteger(), server_default="1", nullable=False))
    op.add_column("usulan", sa.Column("idbdt", sa.String(length=23), nullable=True))
    op.add_column("usulan", sa.Column("kolom", postgresql.ARRAY(sa.Text()), nullable=True))
    op.add_column("usulan", sa.Column("pengusul", sa.Integer(), nullable=True))
    op.add_column("usulan", sa.Column("impor", sa.BigInteger(), nullable=True))
    op.add_column("usulan", sa.Column("isi", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.add_column("usulan", sa.Column("aturan", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False))
    op.add_column("usulan", sa.Column("risiko", sa.SmallInteger(), server_default="0", nullable=False))
    op.add_column("usulan", sa.Column("tunda_sampai", sa.Date(), nullable=True))
    op.add_column("usulan", sa.Column("pengganti", sa.BigInteger(), nullable=True))
    op.add_column("usulan", sa.Column("status_lama", sa.SmallInteger(), nullable=True))
    op.alter_column("usulan", "ruta", existing_type=sa.BIGINT(), nullable=True)
    op.drop_index(op.f("ix_usulan_periode_program_desa_status"), table_name="usulan")
    _queue()
    op.create_index(
        "ix_usulan_kab_idbdt", "usulan", ["kab", "idbdt"], unique=False, postgresql_where=sa.text("ruta IS NULL")
    )
    op.create_index(
        "ix_usulan_kab_impor", "usulan", ["kab", "impor"], unique=False, postgresql_where=sa.text("impor IS NOT NULL")
    )
    op.create_index(
        "ix_usulan_periode_program_jenis_desa_status",
        "usulan",
        ["periode", "program", "jenis", "desa", "status"],
        unique=False,
    )
    op.add_column("verivali", sa.Column("impor", sa.BigInteger(), nullable=True))
    op.add_column("verivali", sa.Column("diisi", sa.DateTime(timezone=True), nullable=True))
    op.add_column("verivali", sa.Column("sidik", sa.BigInteger(), nullable=True))
    op.drop_constraint("ck_usulan_status", "usulan")
    for name, condition in (
        ("status", "status BETWEEN 0 AND 12"),
        ("jenis", "jenis BETWEEN 1 AND 4"),
        ("ruta_bila_terdaftar", "ruta IS NOT NULL OR jenis IN (1, 2)"),
        ("risiko", "risiko BETWEEN 0 AND 100"),
    ):
        op.create_check_constraint(op.f(f"ck_usulan_{name}"), "usulan", condition)
    # A hundred million rows are looked through while others go on reading and writing.
    op.create_check_constraint(
        op.f("ck_individu_sta_art"), "individu", "sta_art BETWEEN 1 AND 4", postgresql_not_valid=True
    )
    op.execute("ALTER TABLE individu VALIDATE CONSTRAINT ck_individu_sta_art")


def _queue() -> None:
    """Waiting cases in the orders of the queue, decided ones by day, and the words that a case brings."""
    for tab, jenis in (("usulan", "1, 2"), ("perbaikan", "3, 4")):
        waiting = sa.text(f"status = 1 AND jenis IN ({jenis})")
        for order, columns in (("antrean", ["diajukan"]), ("risiko", [sa.text("(-risiko)"), "diajukan"])):
            for level, keys in (("", ["kab", *columns, "id"]), ("_nasional", [*columns, "kab", "id"])):
                op.create_index(
                    f"ix_usulan_{order}_{tab}{level}", "usulan", keys, unique=False, postgresql_where=waiting
                )
    op.create_index(
        "ix_usulan_diputuskan",
        "usulan",
        ["kab", "diputuskan", "id"],
        unique=False,
        postgresql_where=sa.text("diputuskan IS NOT NULL"),
    )
    paths = (
        '$.rumah.keyvalue() ? (@.key like_regex "^(nama_krt|pengurus_nama|pengurus_nik)$").value',
        '$.anggota_baru[*].keyvalue() ? (@.key == "nama" || @.key == "nik").value',
        '$.ruta.keyvalue() ? (@.key like_regex "^(nama_krt|pengurus_nama|pengurus_nik)$").value[1]',
        '$.anggota.*.ubah.keyvalue() ? (@.key == "nama" || @.key == "nik").value[1]',
    )
    found = " UNION ALL ".join(f"SELECT jsonb_path_query(isi, '{path}') AS nilai" for path in paths)
    op.execute(
        f"""
        CREATE FUNCTION siks_kasus(kab smallint, isi jsonb) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
        $$ SELECT public.siks_kata(kab, (SELECT string_agg(nilai #>> '{{}}', ' ') FROM ({found}) AS f)) $$
        """  # noqa: S608 - paths of our own
    )
    op.create_index(
        "ix_usulan_kata",
        "usulan",
        [sa.text("siks_kasus(kab, isi)")],
        unique=False,
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
    )


def downgrade() -> None:
    raise NotImplementedError("Data of the new tables would be lost; restore a backup instead.")
