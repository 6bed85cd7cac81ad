"""Who may do what, and where: roles, permissions and wilayah scope (section 2 of the domain document).

Permissions are data: a matrix that pages, callbacks, the navigation and the tests all read. Scope is always one
subtree of the wilayah tree, given by its root code.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.errors import AccessDenied, PerluTotp
from domain.kode import INDONESIA, DesaRange, Level, contains, desa_range, level_of


class Role(StrEnum):
    """Roles of the regulation; the value is what the database stores."""

    OPERATOR_DESA = "operator_desa"
    OPERATOR_KECAMATAN = "operator_kecamatan"
    OPERATOR_KAB = "operator_kab"
    SUPERVISOR_KAB = "supervisor_kab"
    KEPALA_DINAS = "kepala_dinas"
    KEPALA_DAERAH = "kepala_daerah"
    DINSOS_PROVINSI = "dinsos_provinsi"
    BPS = "bps"
    PUSDATIN = "pusdatin"
    PFM = "pfm"
    MENTERI = "menteri"
    PIMPINAN = "pimpinan"
    AUDITOR = "auditor"


class Permission(StrEnum):
    """What a callback, route or action asks for."""

    VIEW_PROGRES = "view_progres"
    EXPORT_PROGRES = "export_progres"
    VIEW_KUOTA = "view_kuota"
    VIEW_RUMAH_TANGGA = "view_rumah_tangga"
    ENTER_VERIVALI = "enter_verivali"
    IMPORT_SIKS = "import_siks"
    REVIEW_VERIVALI = "review_verivali"
    RECORD_FINALISASI = "record_finalisasi"
    VIEW_AUDIT = "view_audit"
    UNMASK_IDENTITAS = "unmask_identitas"
    EXPORT_RUMAH_TANGGA = "export_rumah_tangga"
    ALLOCATE_KUOTA = "allocate_kuota"
    SET_KUOTA = "set_kuota"
    PROPOSE_KUOTA = "propose_kuota"
    APPROVE_KUOTA = "approve_kuota"
    WRITE_CATATAN = "write_catatan"
    ACT_PERHATIAN = "act_perhatian"
    MANAGE_PORTAL = "manage_portal"
    PREPARE_PENGESAHAN = "prepare_pengesahan"
    SIGN_PENGESAHAN = "sign_pengesahan"
    CONFIRM_PENGESAHAN = "confirm_pengesahan"
    VERIFY_PENGESAHAN = "verify_pengesahan"
    VALIDATE_PENGESAHAN = "validate_pengesahan"
    RECEIVE_PENGESAHAN = "receive_pengesahan"
    APPROVE_KPM = "approve_kpm"
    RECORD_SK = "record_sk"
    REOPEN_BATCH = "reopen_batch"
    GRANT_EXCEPTION = "grant_exception"
    EDIT_PROFIL = "edit_profil"
    VIEW_PERMOHONAN = "view_permohonan"
    REQUEST_DATA = "request_data"
    CHECK_PERMOHONAN = "check_permohonan"
    REQUEST_PEMINDAHAN = "request_pemindahan"
    APPROVE_PEMINDAHAN = "approve_pemindahan"
    RECORD_PENDAFTARAN = "record_pendaftaran"
    FORWARD_PENDAFTARAN = "forward_pendaftaran"
    MANAGE_PENGGUNA = "manage_pengguna"
    SEND_BRIEFING = "send_briefing"


# Acts that ask for a session confirmed by TOTP: finalise, sign, decree, open again, administer accounts.
PERLU_TOTP = frozenset(
    {
        Permission.RECORD_FINALISASI,
        Permission.SIGN_PENGESAHAN,
        Permission.RECORD_SK,
        Permission.REOPEN_BATCH,
        Permission.MANAGE_PENGGUNA,
    }
)


class Obstacle(StrEnum):
    """What can stand between an actor and a permission."""

    PERAN = "peran"
    WILAYAH = "wilayah"
    TOTP = "totp"


_EVERYONE = frozenset({Permission.VIEW_PROGRES, Permission.EXPORT_PROGRES, Permission.VIEW_KUOTA})
_FIELD = _EVERYONE | {Permission.VIEW_RUMAH_TANGGA, Permission.ENTER_VERIVALI}
_READER = _EVERYONE | {Permission.VIEW_RUMAH_TANGGA}

_MONITOR = _READER | {
    Permission.EXPORT_RUMAH_TANGGA,
    Permission.PROPOSE_KUOTA,
    Permission.WRITE_CATATAN,
    Permission.ACT_PERHATIAN,
    Permission.SEND_BRIEFING,
}

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.OPERATOR_DESA: _FIELD
    | {
        Permission.UNMASK_IDENTITAS,
        Permission.REQUEST_PEMINDAHAN,
        Permission.RECORD_PENDAFTARAN,
        Permission.FORWARD_PENDAFTARAN,
    },
    Role.OPERATOR_KECAMATAN: _FIELD | {Permission.UNMASK_IDENTITAS, Permission.FORWARD_PENDAFTARAN},
    Role.OPERATOR_KAB: _FIELD
    | {
        Permission.UNMASK_IDENTITAS,
        Permission.PROPOSE_KUOTA,
        Permission.REQUEST_PEMINDAHAN,
        Permission.RECORD_PENDAFTARAN,
    },
    Role.SUPERVISOR_KAB: _MONITOR
    | {
        Permission.IMPORT_SIKS,
        Permission.REVIEW_VERIVALI,
        Permission.RECORD_FINALISASI,
        Permission.VIEW_AUDIT,
        Permission.UNMASK_IDENTITAS,
        Permission.ALLOCATE_KUOTA,
        Permission.APPROVE_KUOTA,
        Permission.PREPARE_PENGESAHAN,
        Permission.CONFIRM_PENGESAHAN,
        Permission.EDIT_PROFIL,
        Permission.VIEW_PERMOHONAN,
        Permission.REQUEST_DATA,
        Permission.REQUEST_PEMINDAHAN,
        Permission.APPROVE_PEMINDAHAN,
        Permission.RECORD_PENDAFTARAN,
        Permission.MANAGE_PENGGUNA,
    },
    # May not sign: the letter is the Bupati's or Walikota's (Buku saku DTKS 2019).
    Role.KEPALA_DINAS: _MONITOR | {Permission.APPROVE_KUOTA, Permission.APPROVE_PEMINDAHAN, Permission.VIEW_PERMOHONAN},
    Role.KEPALA_DAERAH: _READER
    | {Permission.SIGN_PENGESAHAN, Permission.CONFIRM_PENGESAHAN, Permission.FORWARD_PENDAFTARAN},
    Role.DINSOS_PROVINSI: _MONITOR
    | {Permission.VERIFY_PENGESAHAN, Permission.FORWARD_PENDAFTARAN, Permission.MANAGE_PENGGUNA},
    # The BPS validator has no kuota column in the domain document.
    Role.BPS: frozenset(
        {
            Permission.VIEW_PROGRES,
            Permission.EXPORT_PROGRES,
            Permission.VIEW_RUMAH_TANGGA,
            Permission.VALIDATE_PENGESAHAN,
        }
    ),
    Role.PUSDATIN: _MONITOR
    | {
        Permission.VIEW_AUDIT,
        Permission.UNMASK_IDENTITAS,
        Permission.SET_KUOTA,
        Permission.APPROVE_KUOTA,
        Permission.MANAGE_PORTAL,
        Permission.RECEIVE_PENGESAHAN,
        Permission.RECORD_SK,
        Permission.REOPEN_BATCH,
        Permission.GRANT_EXCEPTION,
        Permission.VIEW_PERMOHONAN,
        Permission.CHECK_PERMOHONAN,
        Permission.FORWARD_PENDAFTARAN,
        Permission.MANAGE_PENGGUNA,
    },
    Role.PFM: _MONITOR
    | {
        Permission.SET_KUOTA,
        Permission.APPROVE_KUOTA,
        Permission.APPROVE_KPM,
        Permission.VIEW_PERMOHONAN,
        Permission.CHECK_PERMOHONAN,
    },
    Role.MENTERI: _EVERYONE,
    Role.PIMPINAN: _EVERYONE,
    Role.AUDITOR: _READER | {Permission.VIEW_AUDIT, Permission.UNMASK_IDENTITAS, Permission.VIEW_PERMOHONAN},
}

ROLE_NAME: dict[Role, str] = {
    Role.OPERATOR_DESA: "Operator desa/kelurahan",
    Role.OPERATOR_KECAMATAN: "Operator kecamatan",
    Role.OPERATOR_KAB: "Operator kab/kota",
    Role.SUPERVISOR_KAB: "Supervisor kab/kota",
    Role.KEPALA_DINAS: "Kepala Dinas Sosial",
    Role.KEPALA_DAERAH: "Bupati/Walikota",
    Role.DINSOS_PROVINSI: "Dinas Sosial Provinsi",
    Role.BPS: "Validator BPS",
    Role.PUSDATIN: "Pusdatin Kesos",
    Role.PFM: "Ditjen PFM",
    Role.MENTERI: "Menteri Sosial",
    Role.PIMPINAN: "Pimpinan",
    Role.AUDITOR: "Auditor",
}

ROLE_LEVEL: dict[Role, frozenset[Level]] = {
    Role.OPERATOR_DESA: frozenset({Level.DESA}),
    Role.OPERATOR_KECAMATAN: frozenset({Level.KECAMATAN}),
    Role.OPERATOR_KAB: frozenset({Level.KAB}),
    Role.SUPERVISOR_KAB: frozenset({Level.KAB}),
    Role.KEPALA_DINAS: frozenset({Level.KAB}),
    Role.KEPALA_DAERAH: frozenset({Level.KAB}),
    Role.DINSOS_PROVINSI: frozenset({Level.PROVINSI}),
    Role.BPS: frozenset({Level.KAB, Level.PROVINSI, Level.NASIONAL}),
    Role.PUSDATIN: frozenset({Level.NASIONAL}),
    Role.PFM: frozenset({Level.NASIONAL}),
    Role.MENTERI: frozenset({Level.NASIONAL}),
    Role.PIMPINAN: frozenset(Level),
    Role.AUDITOR: frozenset({Level.KAB, Level.PROVINSI, Level.NASIONAL}),
}


def check_assignment(role: Role, wilayah: int) -> None:
    """Refuse an account whose role does not exist at that level (a supervisor of a desa, say)."""
    if level_of(wilayah) not in ROLE_LEVEL[role]:
        raise AccessDenied(f"Peran {ROLE_NAME[role]} tidak dapat diberikan untuk wilayah {wilayah}.")


@dataclass(frozen=True, slots=True)
class Scope:
    """A wilayah subtree that was already narrowed to what its reader may see."""

    kode: int

    @property
    def level(self) -> Level:
        """Level of the root."""
        return level_of(self.kode)

    @property
    def desa(self) -> DesaRange:
        """Desa codes inside."""
        return desa_range(self.kode)


@dataclass(frozen=True, slots=True)
class Actor:
    """The person behind a request: identity, role and the root of their scope."""

    id: int
    username: str
    name: str
    role: Role
    wilayah: int = INDONESIA
    # The session was confirmed by a TOTP code.
    totp: bool = False

    def may(self, permission: Permission) -> bool:
        """Whether the role carries the permission."""
        return permission in PERMISSIONS[self.role]

    def sees(self, kode: int) -> bool:
        """Whether ``kode`` is the actor's wilayah or lies below it."""
        return contains(self.wilayah, kode)

    def obstacles(self, permission: Permission, kode: int | None = None) -> list[Obstacle]:
        """Everything that keeps the actor from ``permission`` for a wilayah, in the order of ``Obstacle``."""
        found = {
            Obstacle.PERAN: not self.may(permission),
            Obstacle.WILAYAH: kode is not None and not self.sees(kode),
            Obstacle.TOTP: permission in PERLU_TOTP and not self.totp,
        }
        return [obstacle for obstacle, there in found.items() if there]

    def require(self, permission: Permission, kode: int | None = None) -> None:
        """Raise AccessDenied without the permission, or for a wilayah outside the scope; PerluTotp where the act
        asks for a confirmed session (``PERLU_TOTP``) and this one is not.
        """
        found = self.obstacles(permission, kode)
        if found:
            raise PerluTotp() if found == [Obstacle.TOTP] else AccessDenied()

    def narrow(self, kode: int | None) -> Scope:
        """The scope for a wilayah asked for; None means the actor's own root.

        Raises AccessDenied rather than clamping: clamping would answer a question that was not asked.
        """
        if kode is None:
            return Scope(self.wilayah)
        if not self.sees(kode):
            raise AccessDenied()
        return Scope(kode)
