"""Certificates of a demonstration: an authority of this installation and one certificate for each signer, self-issued.

They lie in the var folder, readable by the portal alone; a real installation names its own with TTE_P12.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from domain.surat import Kepala
from exchange.surat_tte import Sertifikat

_YEARS = timedelta(days=5 * 365)
_AUTHORITY = "SIKS-NG contoh (bukan penyelenggara sertifikasi)"


def sertifikat_contoh(folder: Path, kepala: Kepala) -> Sertifikat:
    """A fresh certificate in the name of the signer, issued by the authority of the folder, which is made once."""
    authority, key = _authority(folder)
    own = ec.generate_private_key(ec.SECP256R1())
    cert = (
        _builder(f"{kepala.nama} ({kepala.jabatan}, contoh)", own.public_key())
        .issuer_name(authority.subject)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(sign=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    data = pkcs12.serialize_key_and_certificates(b"tte", own, cert, [authority], serialization.NoEncryption())
    return Sertifikat(data, "", contoh=True)


def akar_contoh(folder: Path) -> bytes:
    """The certificate of the folder's authority, as PEM; empty where none was made."""
    file = folder / "akar.pem"
    return file.read_bytes() if file.exists() else b""


def _authority(folder: Path) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    file = folder / "akar.p12"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, _AUTHORITY)])
        cert = (
            _builder(_AUTHORITY, key.public_key())
            .issuer_name(name)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(sign=False), critical=True)
            .sign(key, hashes.SHA256())
        )
        data = pkcs12.serialize_key_and_certificates(b"akar", key, cert, None, serialization.NoEncryption())
        # Two processes may come here at once: the first file stays.
        _write_once(file, data)
    made, cert_of, _ = pkcs12.load_key_and_certificates(file.read_bytes(), None)
    assert isinstance(made, ec.EllipticCurvePrivateKey)
    assert cert_of is not None
    _write_once(folder / "akar.pem", cert_of.public_bytes(serialization.Encoding.PEM))
    return cert_of, made


def _write_once(file: Path, data: bytes) -> None:
    part = file.with_name(f"{file.name}.{os.getpid()}")
    part.touch(mode=0o600)
    part.write_bytes(data)
    try:
        os.link(part, file)
    except FileExistsError:
        return
    finally:
        part.unlink()


def _builder(name: str, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    start = datetime.now(UTC) - timedelta(minutes=5)
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])]))
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + _YEARS)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, sign: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=sign,
        content_commitment=sign,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=not sign,
        crl_sign=not sign,
        encipher_only=False,
        decipher_only=False,
    )
