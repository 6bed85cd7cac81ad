"""What /profil shows: instansi and pengesahan of a kab, and who is signed in."""

from __future__ import annotations

from collections.abc import Mapping

from flask import render_template
from flask_wtf.csrf import generate_csrf

from components.format import moment
from components.pengguna import TOTP_KATA
from components.riwayat_kata import perangkat_kata
from data_access import keterangan
from data_access.pengguna import find_ringkasan, read_akun
from data_access.profil import read_profil
from data_access.sesi import list_open
from data_access.session import Connection, read_session
from data_access.wilayah import read_wilayah
from domain.access import ROLE_NAME, Permission
from domain.errors import InvalidInput
from domain.kalender import JAKARTA
from domain.kode import Level, ancestor, level_of, parse_kode
from domain.pengguna import IDLE, LONGEST, needs_totp
from domain.profil import FIELD_NAME, PROFIL_TEKS, Profil, jabatan_for, kekurangan, nomor_surat
from domain.profil import LONGEST as LONGEST_FIELD
from pages._profil_akun import signed_in
from pages._session import current_sesi, now


def isi(query: Mapping[str, str]) -> str:
    """The whole page for one address as HTML. Raises AccessDenied for a wilayah outside the reader's."""
    akun = signed_in()
    scope = akun.actor.narrow(parse_kode(query["wilayah"]) if query.get("wilayah") else None)
    clock = now()
    with read_session() as connection:
        mine = read_akun(connection, akun.actor.id)
        sesi = list_open(connection, akun.actor.id, mulai=clock - LONGEST, terakhir=clock - IDLE)
        kab = ancestor(scope.kode, Level.KAB) if level_of(scope.kode) >= Level.KAB else None
        return render_template(
            "profil.html",
            kab="" if kab is None else _kab(connection, kab, akun.actor.may(Permission.EDIT_PROFIL)),
            akun=akun,
            mine=mine,
            sesi=sesi,
            kini=current_sesi(),
            ringkasan=find_ringkasan(connection, akun.actor.id)[1],
            peran=ROLE_NAME[akun.actor.role],
            totp_kata=TOTP_KATA,
            perlu_totp=needs_totp(akun.actor.role),
            csrf=generate_csrf(),
            moment=moment,
            device_name=perangkat_kata,
        )


def _kab(connection: Connection, kab: int, ubah: bool) -> str:
    place, profil = read_wilayah(connection, kab), read_profil(connection, kab) or Profil(kab)
    missing = kekurangan(profil)
    whole = len([*PROFIL_TEKS, "logo"])
    today = keterangan.read_now(connection).astimezone(JAKARTA).date()
    try:
        sample = nomor_surat(profil.pola_nomor, 1, today) if profil.pola_nomor else ""
    except InvalidInput:
        sample = ""
    oleh = read_akun(connection, profil.oleh) if profil.oleh is not None else None
    return render_template(
        "profil_kab.html",
        profil=profil,
        tempat=place,
        jabatan=jabatan_for(place.nama),
        kurang=missing,
        terisi=whole - len(missing),
        seluruh=whole,
        contoh=sample,
        ubah=ubah,
        oleh=oleh,
        nama=FIELD_NAME,
        panjang=LONGEST_FIELD,
        moment=moment,
    )
