"""Pantauan: usulan, musdes, forecasts, proposals of kuota, notes, attention items, circulars."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "aturan",
        sa.Column("kode", sa.Text(), nullable=False),
        sa.Column("aktif", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("ambang", sa.Integer(), nullable=True),
        sa.Column("tingkat", sa.SmallInteger(), nullable=False),
        sa.Column("diubah", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("oleh", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("kode", name=op.f("pk_aturan")),
    )
    op.create_table(
        "catatan",
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("desa", sa.BigInteger(), nullable=False),
        sa.Column("waktu", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("pengguna", sa.Integer(), nullable=False),
        sa.Column("isi", sa.Text(), nullable=False),
        sa.CheckConstraint("desa / 1000000 = kab", name=op.f("ck_catatan_desa_di_kab")),
        sa.PrimaryKeyConstraint("kab", "id", name=op.f("pk_catatan")),
    )
    op.create_index("ix_catatan_kab_desa_waktu", "catatan", ["kab", "desa", "waktu"], unique=False)
    op.create_table(
        "dokumen",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("jenis", sa.Text(), nullable=False),
        sa.Column("judul", sa.Text(), nullable=False),
        sa.Column("nomor", sa.Text(), nullable=True),
        sa.Column("tanggal", sa.Date(), nullable=False),
        sa.Column("nama_berkas", sa.Text(), nullable=False),
        sa.Column("mime", sa.Text(), nullable=False),
        sa.Column("isi", sa.LargeBinary(), nullable=False),
        sa.Column("oleh", sa.Text(), nullable=False),
        sa.Column("diunggah", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("jenis IN ('edaran', 'unduhan')", name=op.f("ck_dokumen_jenis")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dokumen")),
    )
    op.create_table(
        "musdes",
        sa.Column("periode", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("program", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("desa", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("tanggal", sa.Date(), nullable=False),
        sa.Column("nomor", sa.Text(), nullable=False),
        sa.Column("peserta", sa.SmallInteger(), nullable=True),
        sa.Column("berita_acara", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("daftar_hadir", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("bnba", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("foto", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.CheckConstraint("desa / 1000000 = kab", name=op.f("ck_musdes_desa_di_kab")),
        sa.PrimaryKeyConstraint("periode", "program", "desa", "kab", name=op.f("pk_musdes")),
    )
    op.create_table(
        "pantauan",
        sa.Column("periode", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("program", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("wilayah", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("tanggal", sa.Date(), nullable=False),
        sa.Column("desa", sa.Integer(), server_default="0", nullable=False),
        sa.Column("desa_selesai", sa.Integer(), server_default="0", nullable=False),
        sa.Column("musdes", sa.Integer(), server_default="0", nullable=False),
        sa.Column("diisi_1", sa.Integer(), server_default="0", nullable=False),
        sa.Column("diisi_7", sa.Integer(), server_default="0", nullable=False),
        sa.Column("target", sa.Integer(), server_default="0", nullable=False),
        sa.Column("inklusi_desil", sa.Integer(), server_default="0", nullable=False),
        sa.Column("desa_tepat", sa.Integer(), server_default="0", nullable=False),
        sa.Column("selesai_p10", sa.Date(), nullable=True),
        sa.Column("selesai_p50", sa.Date(), nullable=True),
        sa.Column("selesai_p90", sa.Date(), nullable=True),
        sa.Column("peluang", sa.SmallInteger(), nullable=True),
        sa.Column("jalur_p10", postgresql.ARRAY(sa.Integer()), nullable=True),
        sa.Column("jalur_p50", postgresql.ARRAY(sa.Integer()), nullable=True),
        sa.Column("jalur_p90", postgresql.ARRAY(sa.Integer()), nullable=True),
        sa.Column("dinilai_progres", sa.Integer(), server_default="0", nullable=False),
        sa.Column("dinilai_inklusi", sa.Integer(), server_default="0", nullable=False),
        sa.Column("rawan_progres", sa.Integer(), server_default="0", nullable=False),
        sa.Column("rawan_inklusi", sa.Integer(), server_default="0", nullable=False),
        sa.Column("gugus_progres", sa.Integer(), nullable=True),
        sa.Column("gugus_inklusi", sa.Integer(), nullable=True),
        sa.Column("dihitung", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("periode", "program", "wilayah", "kab", name=op.f("pk_pantauan")),
    )
    op.create_index(
        "ix_pantauan_periode_program_level_kab", "pantauan", ["periode", "program", "level", "kab"], unique=False
    )
    op.create_table(
        "perhatian",
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("aturan", sa.Text(), nullable=False),
        sa.Column("wilayah", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("periode", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("program", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), server_default="terbuka", nullable=False),
        sa.Column("nilai", sa.Integer(), server_default="0", nullable=False),
        sa.Column("dari", sa.Integer(), server_default="0", nullable=False),
        sa.Column("sejak", sa.DateTime(timezone=True), nullable=False),
        sa.Column("terakhir", sa.DateTime(timezone=True), nullable=False),
        sa.Column("diakui_oleh", sa.Integer(), nullable=True),
        sa.Column("diakui", sa.DateTime(timezone=True), nullable=True),
        sa.Column("catatan", sa.Text(), nullable=True),
        sa.Column("diselesaikan_oleh", sa.Integer(), nullable=True),
        sa.Column("selesai", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('terbuka', 'diakui', 'selesai')", name=op.f("ck_perhatian_state")),
        sa.PrimaryKeyConstraint("kab", "aturan", "wilayah", "periode", "program", name=op.f("pk_perhatian")),
    )
    op.create_index("ix_perhatian_state_wilayah", "perhatian", ["state", "wilayah"], unique=False)
    op.create_table(
        "rekap_register",
        sa.Column("desa", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("ruta", sa.Integer(), server_default="0", nullable=False),
        sa.Column("art", sa.Integer(), server_default="0", nullable=False),
        sa.Column("p0", sa.Integer(), server_default="0", nullable=False),
        sa.Column("p1", sa.Integer(), server_default="0", nullable=False),
        sa.Column("p2", sa.Integer(), server_default="0", nullable=False),
        sa.Column("p3", sa.Integer(), server_default="0", nullable=False),
        sa.Column("p4", sa.Integer(), server_default="0", nullable=False),
        sa.Column("p5", sa.Integer(), server_default="0", nullable=False),
        sa.Column("p6", sa.Integer(), server_default="0", nullable=False),
        sa.Column("d1", sa.Integer(), server_default="0", nullable=False),
        sa.Column("d2", sa.Integer(), server_default="0", nullable=False),
        sa.Column("d3", sa.Integer(), server_default="0", nullable=False),
        sa.Column("d4", sa.Integer(), server_default="0", nullable=False),
        sa.Column("d5", sa.Integer(), server_default="0", nullable=False),
        sa.Column("d6", sa.Integer(), server_default="0", nullable=False),
        sa.Column("d7", sa.Integer(), server_default="0", nullable=False),
        sa.Column("d8", sa.Integer(), server_default="0", nullable=False),
        sa.Column("d9", sa.Integer(), server_default="0", nullable=False),
        sa.Column("d10", sa.Integer(), server_default="0", nullable=False),
        sa.Column("k1", sa.Integer(), server_default="0", nullable=False),
        sa.Column("k2", sa.Integer(), server_default="0", nullable=False),
        sa.Column("k3", sa.Integer(), server_default="0", nullable=False),
        sa.Column("k4", sa.Integer(), server_default="0", nullable=False),
        sa.Column("k5", sa.Integer(), server_default="0", nullable=False),
        sa.Column("k6", sa.Integer(), server_default="0", nullable=False),
        sa.Column("k7", sa.Integer(), server_default="0", nullable=False),
        sa.Column("k8", sa.Integer(), server_default="0", nullable=False),
        sa.Column("k9", sa.Integer(), server_default="0", nullable=False),
        sa.Column("k10", sa.Integer(), server_default="0", nullable=False),
        sa.Column("luar_desa", sa.Integer(), server_default="0", nullable=False),
        sa.Column("tanpa_koordinat", sa.Integer(), server_default="0", nullable=False),
        sa.Column("dihitung", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("desa", "kab", name=op.f("pk_rekap_register")),
    )
    op.create_table(
        "simulasi",
        sa.Column("periode", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("program", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("tanggal", sa.Date(), nullable=True),
        sa.Column("isi", sa.LargeBinary(), nullable=True),
        sa.Column("dihitung", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("periode", "program", "kab", name=op.f("pk_simulasi")),
    )
    op.create_table(
        "usul_kuota",
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("periode", sa.Integer(), nullable=False),
        sa.Column("program", sa.SmallInteger(), nullable=False),
        sa.Column("state", sa.Text(), server_default="diajukan", nullable=False),
        sa.Column("isi", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("catatan", sa.Text(), server_default="", nullable=False),
        sa.Column("pembuat", sa.Integer(), nullable=False),
        sa.Column("dibuat", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("pemutus", sa.Integer(), nullable=True),
        sa.Column("diputuskan", sa.DateTime(timezone=True), nullable=True),
        sa.Column("alasan", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state IN ('diajukan', 'disetujui', 'ditolak', 'dibatalkan')", name=op.f("ck_usul_kuota_state")
        ),
        sa.PrimaryKeyConstraint("kab", "id", name=op.f("pk_usul_kuota")),
    )
    op.create_index(
        "ix_usul_kuota_kab_periode_program_state", "usul_kuota", ["kab", "periode", "program", "state"], unique=False
    )
    op.create_table(
        "foto",
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("ruta", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("jenis", sa.Text(), nullable=False),
        sa.Column("diambil", sa.Date(), nullable=True),
        sa.Column("mime", sa.Text(), nullable=False),
        sa.Column("isi", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("mime IN ('image/jpeg', 'image/png')", name=op.f("ck_foto_mime")),
        sa.ForeignKeyConstraint(
            ["kab", "ruta"], ["rumah_tangga.kab", "rumah_tangga.id"], name=op.f("fk_foto_rumah_tangga")
        ),
        sa.PrimaryKeyConstraint("kab", "ruta", "jenis", name=op.f("pk_foto")),
    )
    op.create_table(
        "usulan",
        sa.Column("kab", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("periode", sa.Integer(), nullable=False),
        sa.Column("program", sa.SmallInteger(), nullable=False),
        sa.Column("desa", sa.BigInteger(), nullable=False),
        sa.Column("ruta", sa.BigInteger(), nullable=False),
        sa.Column("mengganti", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("alasan", sa.Text(), nullable=True),
        sa.Column("diajukan", sa.Date(), nullable=False),
        sa.Column("diputuskan", sa.Date(), nullable=True),
        sa.Column("petugas", sa.Integer(), nullable=True),
        sa.Column("diubah", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("desa / 1000000 = kab", name=op.f("ck_usulan_desa_di_kab")),
        sa.CheckConstraint("status BETWEEN 0 AND 11", name=op.f("ck_usulan_status")),
        sa.ForeignKeyConstraint(
            ["kab", "ruta"], ["rumah_tangga.kab", "rumah_tangga.id"], name=op.f("fk_usulan_rumah_tangga")
        ),
        sa.PrimaryKeyConstraint("kab", "id", name=op.f("pk_usulan")),
    )
    op.create_index("ix_usulan_kab_ruta", "usulan", ["kab", "ruta"], unique=False)
    op.create_index(
        "ix_usulan_periode_program_desa_status", "usulan", ["periode", "program", "desa", "status"], unique=False
    )
    op.create_index("ix_audit_pengguna_waktu", "audit", ["pengguna", "waktu"], unique=False)
    for table in ("riwayat_desa", "riwayat_kab"):
        op.add_column(table, sa.Column("nonaktif", sa.Integer(), server_default="0", nullable=False))
    op.add_column("kuota", sa.Column("tahap", sa.SmallInteger(), nullable=True))
    op.add_column("pengguna", sa.Column("telepon", sa.Text(), nullable=True))
    op.add_column("pengguna", sa.Column("email", sa.Text(), nullable=True))
    op.add_column("pengguna", sa.Column("ringkasan", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("pengguna", sa.Column("ringkasan_hari", sa.Date(), nullable=True))
    op.create_index("ix_pengguna_wilayah", "pengguna", ["wilayah"], unique=False)
    _search()


def _search() -> None:
    """Words of names and addresses, found by index expressions that no writer can forget (decision 12)."""
    # Names of letters and blanks, nearly all of them, take the short way; accents, the slowest, are asked for last.
    clean = """
        CASE WHEN teks !~ '[^A-Za-z0-9 ]|  |^ | $' THEN lower(teks)
        ELSE btrim(regexp_replace(
            CASE WHEN octet_length(teks) = length(teks) THEN replace(replace(lower(teks), '''', ''), '`', '')
            ELSE translate(lower(teks), 'àáâãäåçèéêëìíîïñòóôõöùúûüýÿ''’‘`´', 'aaaaaaceeeeiiiinooooouuuuyy') END,
            '[^a-z0-9]+', ' ', 'g'))
        END
    """
    # "RT 003/RW 02" becomes the words rt3 and rw2: the numbers alone would say nothing.
    numbered = f"' ' || {clean}"
    for unit in ("rt", "rw"):
        for zeros in (" ", "00", "0"):
            numbered = f"replace({numbered}, ' {unit}{zeros}', ' {unit}')"
    numbered = f"btrim({numbered})"
    for name, words in (("siks_kata", clean), ("siks_alamat", numbered)):
        op.execute(
            f"""
            CREATE FUNCTION {name}(kab smallint, teks text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
            $$ SELECT string_to_array(
                coalesce(kab::text, '') || replace({words}, ' ', ' ' || coalesce(kab::text, '')), ' ') $$
            """
        )
    op.create_table(
        "kata_nama",
        sa.Column("kata", sa.Text(collation="C"), nullable=False),
        sa.Column("kunci", sa.Text(), nullable=False),
        sa.Column("jumlah", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("kata", name=op.f("pk_kata_nama")),
    )
    op.create_index("ix_kata_nama_kunci", "kata_nama", ["kunci"], unique=False)
    # Key of the digests by which the audit names a number that was searched for.
    op.execute(
        """
        INSERT INTO keterangan (kunci, nilai) VALUES ('kesos_kunci', jsonb_build_object(
            'kunci', replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '')))
        """
    )
    op.create_index("ix_rumah_tangga_no_kk", "rumah_tangga", ["no_kk"], unique=False)
    op.create_index("ix_rumah_tangga_desil_kab_desa", "rumah_tangga", ["desil", "kab", "desa"], unique=False)
    for name, condition in (("luar_desa", "di_luar_desa"), ("tanpa_koordinat", "lat IS NULL")):
        op.create_index(
            f"ix_rumah_tangga_{name}",
            "rumah_tangga",
            ["kab", "desa"],
            unique=False,
            postgresql_where=sa.text(condition),
        )
    op.create_index("ix_individu_no_kk", "individu", ["no_kk"], unique=False)
    for table, expression in (
        ("rumah_tangga", "siks_alamat(kab, alamat)"),
        ("individu", "siks_kata(kab, nama)"),
    ):
        op.create_index(
            f"ix_{table}_kata",
            table,
            [sa.text(expression)],
            unique=False,
            postgresql_using="gin",
            postgresql_with={"fastupdate": "off"},
        )


def downgrade() -> None:
    raise NotImplementedError("Data of the new tables would be lost; restore a backup instead.")
