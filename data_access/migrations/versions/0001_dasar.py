"""Dasar: wilayah, registry, verivali, rekap, accounts, audit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from procrastinate.schema import SchemaManager
from sqlalchemy.dialects import postgresql

from data_access.session import APP_ROLE

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("urut", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("waktu", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pengguna", sa.Text(), nullable=False),
        sa.Column("alamat_ip", sa.Text(), nullable=True),
        sa.Column("aksi", sa.Text(), nullable=False),
        sa.Column("objek", sa.Text(), nullable=False),
        sa.Column("sebelum", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("sesudah", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("sidik_sebelum", sa.LargeBinary(), nullable=False),
        sa.Column("sidik", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("kab", "urut", name=op.f("pk_audit")),
    )
    op.create_table(
        "batch",
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("periode", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("program", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), server_default="terbuka", nullable=False),
        sa.Column("diubah", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("state IN ('terbuka', 'difinalisasi')", name=op.f("ck_batch_state")),
        sa.PrimaryKeyConstraint("kab", "periode", "program", name=op.f("pk_batch")),
    )
    op.create_table(
        "keterangan",
        sa.Column("kunci", sa.Text(), nullable=False),
        sa.Column("nilai", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("kunci", name=op.f("pk_keterangan")),
    )
    op.create_table(
        "kuota",
        sa.Column("periode", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("program", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("desa", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("kuota", sa.Integer(), server_default="0", nullable=False),
        sa.Column("awal", sa.Integer(), server_default="0", nullable=False),
        sa.Column("disetujui", sa.Integer(), server_default="0", nullable=False),
        sa.Column("dasar_sk", sa.Text(), nullable=True),
        sa.Column("tanggal_sk", sa.Date(), nullable=True),
        sa.CheckConstraint("desa = 0 OR desa / 1000000 = kab", name=op.f("ck_kuota_desa_di_kab")),
        sa.CheckConstraint("kuota >= 0 AND awal >= 0 AND disetujui >= 0", name=op.f("ck_kuota_tidak_negatif")),
        sa.PrimaryKeyConstraint("periode", "program", "desa", "kab", name=op.f("pk_kuota")),
    )
    op.create_table(
        "pengguna",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("nama", sa.Text(), nullable=False),
        sa.Column("peran", sa.Text(), nullable=False),
        sa.Column("wilayah", sa.BigInteger(), nullable=False),
        sa.Column("sandi", sa.Text(), nullable=False),
        sa.Column("aktif", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("contoh", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("gagal", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("terkunci_sampai", sa.DateTime(timezone=True), nullable=True),
        sa.Column("versi_sesi", sa.Integer(), server_default="1", nullable=False),
        sa.Column("dibuat", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pengguna")),
        sa.UniqueConstraint("username", name=op.f("uq_pengguna_username")),
    )
    op.create_table(
        "program",
        sa.Column("kode", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("nama", sa.Text(), nullable=False),
        sa.Column("modul", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kode", name=op.f("pk_program")),
    )
    op.create_table(
        "rekap_desa",
        sa.Column("periode", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("program", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("desa", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("total", sa.Integer(), server_default="0", nullable=False),
        sa.Column("s0", sa.Integer(), server_default="0", nullable=False),
        sa.Column("s1", sa.Integer(), server_default="0", nullable=False),
        sa.Column("s2", sa.Integer(), server_default="0", nullable=False),
        sa.Column("s3", sa.Integer(), server_default="0", nullable=False),
        sa.Column("s4", sa.Integer(), server_default="0", nullable=False),
        sa.Column("s5", sa.Integer(), server_default="0", nullable=False),
        sa.Column("n1", sa.Integer(), server_default="0", nullable=False),
        sa.Column("n2", sa.Integer(), server_default="0", nullable=False),
        sa.Column("n3", sa.Integer(), server_default="0", nullable=False),
        sa.Column("n4", sa.Integer(), server_default="0", nullable=False),
        sa.Column("n5", sa.Integer(), server_default="0", nullable=False),
        sa.Column("kyc_lengkap", sa.Integer(), server_default="0", nullable=False),
        sa.Column("terakhir", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("total = s0 + n1 + n2 + n3 + n4 + n5", name=op.f("ck_rekap_desa_jumlah_hasil")),
        sa.CheckConstraint("total = s0 + s1 + s2 + s3 + s4 + s5", name=op.f("ck_rekap_desa_jumlah_status")),
        sa.PrimaryKeyConstraint("periode", "program", "desa", "kab", name=op.f("pk_rekap_desa")),
        postgresql_with={"fillfactor": 50},
    )
    op.create_table(
        "rekap_kab",
        sa.Column("periode", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("program", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("total", sa.Integer(), server_default="0", nullable=False),
        sa.Column("s0", sa.Integer(), server_default="0", nullable=False),
        sa.Column("s1", sa.Integer(), server_default="0", nullable=False),
        sa.Column("s2", sa.Integer(), server_default="0", nullable=False),
        sa.Column("s3", sa.Integer(), server_default="0", nullable=False),
        sa.Column("s4", sa.Integer(), server_default="0", nullable=False),
        sa.Column("s5", sa.Integer(), server_default="0", nullable=False),
        sa.Column("n1", sa.Integer(), server_default="0", nullable=False),
        sa.Column("n2", sa.Integer(), server_default="0", nullable=False),
        sa.Column("n3", sa.Integer(), server_default="0", nullable=False),
        sa.Column("n4", sa.Integer(), server_default="0", nullable=False),
        sa.Column("n5", sa.Integer(), server_default="0", nullable=False),
        sa.Column("kyc_lengkap", sa.Integer(), server_default="0", nullable=False),
        sa.Column("terakhir", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disegarkan", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("periode", "program", "kab", name=op.f("pk_rekap_kab")),
    )
    op.create_table(
        "riwayat_desa",
        sa.Column("periode", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("program", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("desa", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("tanggal", sa.Date(), nullable=False),
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("diisi", sa.Integer(), server_default="0", nullable=False),
        sa.Column("terimpor", sa.Integer(), server_default="0", nullable=False),
        sa.Column("diperiksa", sa.Integer(), server_default="0", nullable=False),
        sa.Column("final", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("periode", "program", "desa", "tanggal", "kab", name=op.f("pk_riwayat_desa")),
    )
    op.create_table(
        "riwayat_kab",
        sa.Column("periode", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("program", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("tanggal", sa.Date(), nullable=False),
        sa.Column("diisi", sa.Integer(), server_default="0", nullable=False),
        sa.Column("terimpor", sa.Integer(), server_default="0", nullable=False),
        sa.Column("diperiksa", sa.Integer(), server_default="0", nullable=False),
        sa.Column("final", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("periode", "program", "kab", "tanggal", name=op.f("pk_riwayat_kab")),
    )
    op.create_table(
        "rumah_tangga",
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("desa", sa.BigInteger(), nullable=False),
        sa.Column("idbdt", sa.String(length=23), nullable=False),
        sa.Column("no_kk", sa.BigInteger(), nullable=True),
        sa.Column("alamat", sa.Text(), nullable=False),
        sa.Column("nama_sls", sa.Text(), nullable=True),
        sa.Column("nama_krt", sa.Text(), nullable=False),
        sa.Column("jumlah_art", sa.SmallInteger(), nullable=False),
        sa.Column("jumlah_keluarga", sa.SmallInteger(), server_default="1", nullable=False),
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
        sa.Column("percentile", sa.SmallInteger(), nullable=True),
        sa.Column("desil", sa.SmallInteger(), nullable=True),
        sa.Column("kpm_bsp", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("pengurus_nama", sa.Text(), nullable=True),
        sa.Column("pengurus_nik", sa.BigInteger(), nullable=True),
        sa.Column("pengurus_tgl_lahir", sa.Date(), nullable=True),
        sa.Column("pengurus_ibu_kandung", sa.Text(), nullable=True),
        sa.Column("pengurus_jns_kel", sa.SmallInteger(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("di_luar_desa", sa.Boolean(), nullable=True),
        sa.Column("desa_lama", sa.BigInteger(), nullable=True),
        sa.Column("tgl_pindah", sa.Date(), nullable=True),
        sa.Column("sumber_data", sa.Text(), nullable=False),
        sa.Column("diubah", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("atap BETWEEN 1 AND 10", name=op.f("ck_rumah_tangga_atap")),
        sa.CheckConstraint("bb_masak BETWEEN 1 AND 9", name=op.f("ck_rumah_tangga_bb_masak")),
        sa.CheckConstraint("buang_tinja BETWEEN 1 AND 6", name=op.f("ck_rumah_tangga_buang_tinja")),
        sa.CheckConstraint("cara_peroleh_airminum BETWEEN 1 AND 3", name=op.f("ck_rumah_tangga_cara_peroleh_airminum")),
        sa.CheckConstraint("daya BETWEEN 1 AND 6", name=op.f("ck_rumah_tangga_daya")),
        sa.CheckConstraint("desa / 1000000 = kab", name=op.f("ck_rumah_tangga_desa_di_kab")),
        sa.CheckConstraint("desil BETWEEN 1 AND 10", name=op.f("ck_rumah_tangga_desil")),
        sa.CheckConstraint("dinding BETWEEN 1 AND 7", name=op.f("ck_rumah_tangga_dinding")),
        sa.CheckConstraint("fasbab BETWEEN 1 AND 4", name=op.f("ck_rumah_tangga_fasbab")),
        sa.CheckConstraint("jumlah_art >= 0", name=op.f("ck_rumah_tangga_jumlah_art")),
        sa.CheckConstraint("jumlah_babi >= 0", name=op.f("ck_rumah_tangga_jumlah_babi")),
        sa.CheckConstraint("jumlah_kambing >= 0", name=op.f("ck_rumah_tangga_jumlah_kambing")),
        sa.CheckConstraint("jumlah_kerbau >= 0", name=op.f("ck_rumah_tangga_jumlah_kerbau")),
        sa.CheckConstraint("jumlah_kuda >= 0", name=op.f("ck_rumah_tangga_jumlah_kuda")),
        sa.CheckConstraint("jumlah_sapi >= 0", name=op.f("ck_rumah_tangga_jumlah_sapi")),
        sa.CheckConstraint("kloset BETWEEN 1 AND 4", name=op.f("ck_rumah_tangga_kloset")),
        sa.CheckConstraint("kondisi_atap BETWEEN 1 AND 2", name=op.f("ck_rumah_tangga_kondisi_atap")),
        sa.CheckConstraint("kondisi_atap IS NULL OR atap <= 7", name=op.f("ck_rumah_tangga_kondisi_atap_bila")),
        sa.CheckConstraint("kondisi_dinding BETWEEN 1 AND 2", name=op.f("ck_rumah_tangga_kondisi_dinding")),
        sa.CheckConstraint(
            "kondisi_dinding IS NULL OR dinding <= 3", name=op.f("ck_rumah_tangga_kondisi_dinding_bila")
        ),
        sa.CheckConstraint("lantai BETWEEN 1 AND 10", name=op.f("ck_rumah_tangga_lantai")),
        sa.CheckConstraint("luas_lantai >= 0", name=op.f("ck_rumah_tangga_luas_lantai")),
        sa.CheckConstraint("pengurus_jns_kel BETWEEN 1 AND 2", name=op.f("ck_rumah_tangga_pengurus_jns_kel")),
        sa.CheckConstraint("percentile BETWEEN 1 AND 100", name=op.f("ck_rumah_tangga_percentile")),
        sa.CheckConstraint("sta_bangunan BETWEEN 1 AND 5", name=op.f("ck_rumah_tangga_sta_bangunan")),
        sa.CheckConstraint("sta_lahan BETWEEN 1 AND 4", name=op.f("ck_rumah_tangga_sta_lahan")),
        sa.CheckConstraint("sta_lahan IS NULL OR sta_bangunan = 1", name=op.f("ck_rumah_tangga_lahan_bila_milik")),
        sa.CheckConstraint("sumber_airminum BETWEEN 1 AND 12", name=op.f("ck_rumah_tangga_sumber_airminum")),
        sa.CheckConstraint("sumber_penerangan BETWEEN 1 AND 3", name=op.f("ck_rumah_tangga_sumber_penerangan")),
        sa.PrimaryKeyConstraint("kab", "id", name=op.f("pk_rumah_tangga")),
        sa.UniqueConstraint("kab", "idbdt", name=op.f("uq_rumah_tangga_kab_idbdt")),
    )
    op.create_index("ix_rumah_tangga_kab_desa", "rumah_tangga", ["kab", "desa"], unique=False)
    op.create_table(
        "verivali",
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("periode", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("program", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("ruta", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("desa", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("sta_keberadaan", sa.SmallInteger(), nullable=True),
        sa.Column("kyc_lengkap", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("tgl_diisi", sa.Date(), nullable=True),
        sa.Column("tgl_terimpor", sa.Date(), nullable=True),
        sa.Column("tgl_diperiksa", sa.Date(), nullable=True),
        sa.Column("tgl_final", sa.Date(), nullable=True),
        sa.Column("petugas", sa.Integer(), nullable=True),
        sa.Column("diubah", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(status = 0) = (sta_keberadaan IS NULL)", name=op.f("ck_verivali_hasil_bila_diisi")),
        sa.CheckConstraint("desa / 1000000 = kab", name=op.f("ck_verivali_desa_di_kab")),
        sa.CheckConstraint("sta_keberadaan BETWEEN 1 AND 5", name=op.f("ck_verivali_sta_keberadaan")),
        sa.CheckConstraint("status BETWEEN 0 AND 5", name=op.f("ck_verivali_status")),
        sa.PrimaryKeyConstraint("kab", "periode", "program", "ruta", name=op.f("pk_verivali")),
        postgresql_partition_by="RANGE (periode)",
    )
    op.create_index(
        "ix_verivali_kab_periode_program_desa",
        "verivali",
        ["kab", "periode", "program", "desa"],
        unique=False,
    )
    op.create_table(
        "wilayah",
        sa.Column("kode", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("jenis", sa.Text(), nullable=False),
        sa.Column("induk", sa.BigInteger(), nullable=False),
        sa.Column("prov", sa.SmallInteger(), nullable=False),
        sa.Column("kab", sa.SmallInteger(), nullable=False),
        sa.Column("nama", sa.Text(), nullable=False),
        sa.Column("nama_lengkap", sa.Text(), nullable=False),
        sa.Column("cari", postgresql.TSVECTOR(), nullable=False),
        sa.Column("kode_bps", sa.Text(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("kode_pos", sa.Integer(), nullable=True),
        sa.Column("ibu_kota", sa.Text(), nullable=True),
        sa.Column("zona", sa.SmallInteger(), nullable=True),
        sa.Column("luas_km2", sa.Double(), nullable=True),
        sa.Column("penduduk", sa.Integer(), nullable=True),
        sa.CheckConstraint("level BETWEEN 1 AND 4", name=op.f("ck_wilayah_level")),
        sa.PrimaryKeyConstraint("kode", name=op.f("pk_wilayah")),
    )
    op.create_index("ix_wilayah_cari", "wilayah", ["cari"], unique=False, postgresql_using="gin")
    op.create_index("ix_wilayah_level_prov_kab", "wilayah", ["level", "prov", "kab"], unique=False)
    op.create_index("ix_wilayah_induk", "wilayah", ["induk"], unique=False)
    op.create_table(
        "individu",
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("ruta", sa.BigInteger(), nullable=False),
        sa.Column("idartbdt", sa.String(length=25), nullable=False),
        sa.Column("nama", sa.Text(), nullable=False),
        sa.Column("nik", sa.BigInteger(), nullable=True),
        sa.Column("no_kk", sa.BigInteger(), nullable=True),
        sa.Column("tgl_lahir", sa.Date(), nullable=True),
        sa.Column("no_urut", sa.SmallInteger(), nullable=False),
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
        sa.Column("padan", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("masuk_kuota", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.CheckConstraint("ada_akta_nikah BETWEEN 0 AND 2", name=op.f("ck_individu_ada_akta_nikah")),
        sa.CheckConstraint("ada_di_kk BETWEEN 1 AND 2", name=op.f("ck_individu_ada_di_kk")),
        sa.CheckConstraint("hub_krt BETWEEN 1 AND 8", name=op.f("ck_individu_hub_krt")),
        sa.CheckConstraint("ijazah BETWEEN 0 AND 6", name=op.f("ck_individu_ijazah")),
        sa.CheckConstraint("jenis_cacat BETWEEN 0 AND 12", name=op.f("ck_individu_jenis_cacat")),
        sa.CheckConstraint("jenjang BETWEEN 1 AND 10", name=op.f("ck_individu_jenjang")),
        sa.CheckConstraint("jns_kel BETWEEN 1 AND 2", name=op.f("ck_individu_jns_kel")),
        sa.CheckConstraint("kartu_identitas BETWEEN 0 AND 15", name=op.f("ck_individu_kartu_identitas")),
        sa.CheckConstraint("kedudukan BETWEEN 1 AND 8", name=op.f("ck_individu_kedudukan")),
        sa.CheckConstraint("kelas BETWEEN 1 AND 8", name=op.f("ck_individu_kelas")),
        sa.CheckConstraint("lapangan_usaha BETWEEN 1 AND 22", name=op.f("ck_individu_lapangan_usaha")),
        sa.CheckConstraint("padan BETWEEN 0 AND 6", name=op.f("ck_individu_padan")),
        sa.CheckConstraint("partisipasi_sekolah BETWEEN 0 AND 2", name=op.f("ck_individu_partisipasi_sekolah")),
        sa.CheckConstraint("penyakit_kronis BETWEEN 0 AND 9", name=op.f("ck_individu_penyakit_kronis")),
        sa.CheckConstraint("sta_hamil BETWEEN 1 AND 2", name=op.f("ck_individu_sta_hamil")),
        sa.CheckConstraint(
            "sta_hamil IS NULL OR sta_hamil = 2 OR jns_kel = 2", name=op.f("ck_individu_hamil_perempuan")
        ),
        sa.CheckConstraint("sta_kawin BETWEEN 1 AND 4", name=op.f("ck_individu_sta_kawin")),
        sa.ForeignKeyConstraint(
            ["kab", "ruta"], ["rumah_tangga.kab", "rumah_tangga.id"], name=op.f("fk_individu_rumah_tangga")
        ),
        sa.PrimaryKeyConstraint("kab", "id", name=op.f("pk_individu")),
        sa.UniqueConstraint("kab", "idartbdt", name=op.f("uq_individu_kab_idartbdt")),
    )
    op.create_index("ix_individu_kab_ruta", "individu", ["kab", "ruta"], unique=False)
    op.create_index("ix_individu_nik", "individu", ["nik"], unique=False, postgresql_include=["kab", "id"])
    op.create_table(
        "periode",
        sa.Column("program", sa.SmallInteger(), nullable=False),
        sa.Column("kode", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("buka", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tutup_verivali", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tutup_pengesahan", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "buka < tutup_verivali AND tutup_verivali <= tutup_pengesahan", name=op.f("ck_periode_urutan")
        ),
        sa.ForeignKeyConstraint(["program"], ["program.kode"], name=op.f("fk_periode_program")),
        sa.PrimaryKeyConstraint("program", "kode", name=op.f("pk_periode")),
    )
    _protect()
    # The queue of background work lives in the same database; its own tables come with the pinned release.
    raw = op.get_bind().connection.cursor()
    raw.execute(SchemaManager.get_schema())
    raw.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APP_ROLE}")
    raw.execute(f"GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO {APP_ROLE}")
    raw.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON audit FROM {APP_ROLE}")
    raw.execute(
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP_ROLE}"
    )


def _protect() -> None:
    """The role the portal works as, and an audit table that even its owner cannot alter by accident."""
    op.execute(
        f"""
        DO $$ BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{APP_ROLE}') THEN
                CREATE ROLE {APP_ROLE} NOLOGIN;
            END IF;
            -- An owner who was given the role beforehand may not be allowed to give it again.
            IF NOT pg_has_role(current_user, '{APP_ROLE}', 'SET') THEN
                EXECUTE format('GRANT {APP_ROLE} TO %I', current_user);
            END IF;
        END $$
        """
    )
    op.execute(f"GRANT USAGE ON SCHEMA public TO {APP_ROLE}")
    op.execute(
        """
        CREATE FUNCTION audit_tidak_berubah() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'audit hanya dapat ditambah';
        END $$
        """
    )
    op.execute(
        """
        CREATE TRIGGER audit_tidak_berubah BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
        FOR EACH STATEMENT EXECUTE FUNCTION audit_tidak_berubah()
        """
    )


def downgrade() -> None:
    raise NotImplementedError("The first revision has nothing below it; drop the database instead.")
