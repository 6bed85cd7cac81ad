"""The process that reads one hostile PDF: root certificates and PDF in, what its signatures prove as JSON out."""

from __future__ import annotations

import io
import json
import logging
import resource
import sys
from typing import Any

from asn1crypto import pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

_MEMORY, _SECONDS = 1 << 30, 20
_MOST = 20


def main() -> None:
    """Read all of the input, write one JSON object; end with a status for what is no PDF."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    # A signature whose issuer nobody knows is an answer and no incident.
    logging.disable(logging.CRITICAL)
    data = sys.stdin.buffer.read()
    size = int.from_bytes(data[:4], "big")
    pdf = io.BytesIO(data[4 + size :])
    found = []
    # Scanners write files that are not quite PDF; what a signature covers is read to the letter.
    if PdfFileReader(pdf, strict=False).embedded_regular_signatures:
        signatures = PdfFileReader(pdf).embedded_regular_signatures
        found = [_one(item, _roots(data[4 : 4 + size])) for item in signatures[:_MOST]]
    sys.stdout.write(json.dumps({"tanda_tangan": found}))


def _roots(text: bytes) -> list[x509.Certificate]:
    return [x509.Certificate.load(der) for _, _, der in pem.unarmor(text, multiple=True)] if text else []


def _one(item: Any, roots: list[x509.Certificate]) -> dict[str, Any]:
    context = ValidationContext(trust_roots=roots, allow_fetching=False)
    status = validate_pdf_signature(item, signer_validation_context=context)
    cert = status.signing_cert
    when = status.signer_reported_dt
    return {
        "penanda_tangan": _name(cert.subject),
        "penerbit": _name(cert.issuer),
        "waktu": when.isoformat() if when else None,
        "utuh": bool(status.intact and status.valid),
        "seluruh": status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
        "dipercaya": bool(status.trusted),
    }


def _name(name: x509.Name) -> str:
    own = name.native
    value = own.get("common_name") or own.get("organization_name") or name.human_friendly
    return str(value)[:200]


if __name__ == "__main__":
    main()
