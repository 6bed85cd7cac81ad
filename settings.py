"""Settings of one installation, read once from the environment; a bad value stops the start with one clear line."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent
VERSION = "0.5.0"

SCALES = ("demo", "provinsi", "nasional", "tanpa")


class BadSetting(SystemExit):
    """Ends the process with one line that names the setting, what is wrong and what is accepted."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"Setelan {name} salah: {problem}")


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the portal reads from outside. ``database_url`` None means the embedded PostgreSQL in ``var``."""

    host: str
    port: int
    database_url: str | None
    batas_dir: Path
    secret_key: str
    # How much sample data the first start writes; "tanpa" writes none and refuses the sample accounts.
    skala: str
    # Set behind a TLS proxy: cookies are then sent over HTTPS only.
    https: bool
    var: Path
    # Digest by e-mail: all three or none.
    smtp_url: str | None = None
    smtp_from: str | None = None
    portal_url: str | None = None
    # Dukcapil's service: both or none.
    dukcapil_url: str | None = None
    dukcapil_token: str | None = field(default=None, repr=False)
    # Second place of the roots of the audit; best on another machine.
    akar_dir: Path | None = None
    # Electronic signature of letters: a PKCS#12 file, or a pattern of files with {kab}; its password; trusted roots.
    tte_p12: str | None = None
    tte_sandi: str = field(default="", repr=False)
    tte_akar: Path | None = None

    @property
    def demo(self) -> bool:
        """Whether sample data is written and the sample accounts are let in."""
        return self.skala != "tanpa"

    @property
    def geo_dir(self) -> Path:
        """Folder of the borders, tiles and kartogram."""
        return self.var / "geo"

    @property
    def impor_dir(self) -> Path:
        """Folder of the files that came from the field; shared by all servers and workers of an installation."""
        return self.var / "impor"

    @property
    def surat_dir(self) -> Path:
        """Folder of letters set in bulk; shared by all servers and workers of an installation."""
        return self.var / "surat"

    @property
    def tte_contoh(self) -> Path | None:
        """Folder of the certificates of a demonstration; None where nothing is signed with such."""
        return self.var / "tte" if self.demo and self.tte_p12 is None else None

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read and check every setting. Raises BadSetting (a SystemExit) on the first wrong one."""
        env = os.environ if environ is None else environ
        var = Path(env.get("VAR_DIR") or ROOT / "var").resolve()
        database_url = _database_url(env)
        smtp_url = _smtp_url(env)
        dukcapil_url = _dukcapil_url(env)
        return cls(
            host=_host(env),
            port=_port(env),
            database_url=database_url,
            batas_dir=_batas_dir(env, var),
            secret_key=_secret_key(env, var, own_database=database_url is None),
            skala=_choice(env, "SKALA", SCALES, "demo" if database_url is None else "tanpa"),
            https=_choice(env, "HTTPS", ("0", "1"), "0") == "1",
            var=var,
            smtp_url=smtp_url,
            smtp_from=_smtp_from(env, needed=smtp_url is not None),
            portal_url=_portal_url(env, needed=smtp_url is not None),
            dukcapil_url=dukcapil_url,
            dukcapil_token=_dukcapil_token(env, needed=dukcapil_url is not None),
            akar_dir=_akar_dir(env),
            tte_p12=_tte_p12(env),
            tte_sandi=env.get("TTE_SANDI") or "",
            tte_akar=_tte_akar(env),
        )


def _choice(env: Mapping[str, str], name: str, allowed: tuple[str, ...], default: str) -> str:
    value = env.get(name) or default
    if value not in allowed:
        raise BadSetting(name, f"“{value}” tidak dikenal. Pilihan: {', '.join(allowed)}.")
    return value


def _host(env: Mapping[str, str]) -> str:
    value = env.get("HOST") or "127.0.0.1"
    if any(c.isspace() or c in "/:@" for c in value):
        raise BadSetting("HOST", f"“{value}” bukan alamat. Isi alamat IP atau nama, misalnya 127.0.0.1 atau 0.0.0.0.")
    return value


def _port(env: Mapping[str, str]) -> int:
    value = env.get("PORT") or "8050"
    if not value.isdecimal() or not 1 <= int(value) <= 65535:
        raise BadSetting("PORT", f"“{value}” bukan nomor port. Isi angka 1 sampai 65535.")
    return int(value)


def _database_url(env: Mapping[str, str]) -> str | None:
    value = env.get("DATABASE_URL") or None
    if value is None:
        return None
    parts = urlsplit(value)
    if parts.scheme not in ("postgresql", "postgres") or not parts.path.strip("/"):
        raise BadSetting("DATABASE_URL", "tulis sebagai postgresql://pengguna:sandi@server:5432/nama_basis_data.")
    return value


def _smtp_url(env: Mapping[str, str]) -> str | None:
    value = env.get("SMTP_URL") or None
    if value is None:
        return None
    form = "tulis sebagai smtp://pengguna:sandi@server:587 (STARTTLS) atau smtps://pengguna:sandi@server:465."
    try:
        parts = urlsplit(value)
        port_is_right = parts.port is None or parts.port > 0
    except ValueError as error:
        raise BadSetting("SMTP_URL", form) from error
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or not port_is_right:
        raise BadSetting("SMTP_URL", form)
    if bool(parts.username) != bool(parts.password):
        raise BadSetting("SMTP_URL", "nama pengguna dan sandi harus diisi keduanya, atau tidak keduanya.")
    return value


def _smtp_from(env: Mapping[str, str], *, needed: bool) -> str | None:
    value = env.get("SMTP_FROM") or None
    if value is None and not needed:
        return None
    if value is None or "\n" in value or not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", parseaddr(value)[1]):
        raise BadSetting("SMTP_FROM", "isi alamat pengirim, misalnya SIKS-NG <siks-ng@instansi.go.id>.")
    return value


def _portal_url(env: Mapping[str, str], *, needed: bool) -> str | None:
    value = env.get("PORTAL_URL") or None
    if value is None and not needed:
        return None
    parts = urlsplit(value or "")
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.path.strip("/") or parts.query:
        raise BadSetting("PORTAL_URL", "isi alamat portal seperti yang dibuka pengguna, misalnya https://siks.go.id.")
    return value


def _dukcapil_url(env: Mapping[str, str]) -> str | None:
    value = env.get("DUKCAPIL_URL") or None
    if value is None:
        return None
    form = "isi alamat layanan, misalnya https://dukcapil.instansi.go.id/padan."
    try:
        parts = urlsplit(value)
    except ValueError as error:
        raise BadSetting("DUKCAPIL_URL", form) from error
    # NIK and the token cross the network; in the clear only inside this machine.
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost"))
    if not safe or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise BadSetting("DUKCAPIL_URL", form)
    return value


def _dukcapil_token(env: Mapping[str, str], *, needed: bool) -> str | None:
    value = env.get("DUKCAPIL_TOKEN") or None
    if value is None and not needed:
        return None
    if value is None or not needed or not re.fullmatch(r"[!-~]{8,4096}", value):
        raise BadSetting("DUKCAPIL_TOKEN", "isi bersama DUKCAPIL_URL, paling sedikit 8 huruf dan angka tanpa spasi.")
    return value


def _tte_p12(env: Mapping[str, str]) -> str | None:
    value = env.get("TTE_P12") or None
    if value is None:
        return None
    if "{kab}" in value:
        folder = Path(value.split("{kab}")[0]).parent
        if not folder.is_dir():
            raise BadSetting("TTE_P12", f"folder {folder} tidak ada. Tulis misalnya /etc/siks/tte/{{kab}}.p12.")
    elif not Path(value).is_file():
        raise BadSetting("TTE_P12", f"berkas {value} tidak ada. Isi berkas PKCS#12, atau pola dengan {{kab}}.")
    return value


def _tte_akar(env: Mapping[str, str]) -> Path | None:
    value = env.get("TTE_AKAR") or None
    if value is None:
        return None
    file = Path(value)
    if not file.is_file() or b"BEGIN CERTIFICATE" not in file.read_bytes():
        raise BadSetting("TTE_AKAR", f"{file} bukan berkas sertifikat akar (PEM).")
    return file


def _batas_dir(env: Mapping[str, str], var: Path) -> Path:
    value = env.get("BATAS_DIR")
    if value:
        folder = Path(value).expanduser().resolve()
        if not folder.is_dir():
            raise BadSetting("BATAS_DIR", f"folder {folder} tidak ada. Isi folder yang memuat berkas batas.")
        return folder
    beside = ROOT.parent / "shared" / "batas"
    return beside if beside.is_dir() else var / "batas"


def _akar_dir(env: Mapping[str, str]) -> Path | None:
    value = env.get("AKAR_DIR") or None
    if value is None:
        return None
    folder = Path(value).expanduser().resolve()
    if folder.exists() and not folder.is_dir():
        raise BadSetting("AKAR_DIR", f"{folder} bukan folder. Isi folder tempat akar audit disimpan.")
    return folder


def _secret_key(env: Mapping[str, str], var: Path, *, own_database: bool) -> str:
    value = env.get("SECRET_KEY")
    if value:
        if len(value) < 32:
            raise BadSetting("SECRET_KEY", "terlalu pendek. Isi paling sedikit 32 karakter acak.")
        return value
    if not own_database:
        # Several servers before one database must sign sessions alike, so a key made here would be wrong.
        raise BadSetting("SECRET_KEY", "wajib diisi bila DATABASE_URL diisi. Isi paling sedikit 32 karakter acak.")
    var.mkdir(parents=True, exist_ok=True)
    file = var / "secret_key"
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return file.read_text().strip()
