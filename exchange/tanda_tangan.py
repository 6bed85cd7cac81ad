"""Ed25519 keys that sign ``.siks`` files: one pair for each prelist that is handed out.

The half that signs lies in the prelist and comes back with no file; the portal keeps only the half that checks.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


@dataclass(frozen=True, slots=True)
class KunciPrivat:
    """The half that signs, and the kab it was issued for."""

    id: str
    kab: int
    # Seed of 32 bytes
    benih: bytes = field(repr=False)

    @property
    def publik(self) -> bytes:
        """The half that checks, 32 bytes."""
        return Ed25519PrivateKey.from_private_bytes(self.benih).public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """Signature of 64 bytes."""
        return Ed25519PrivateKey.from_private_bytes(self.benih).sign(message)


def new_key(kab: int) -> KunciPrivat:
    """A fresh pair. Its id is the beginning of the SHA-256 of the public half, so that two never meet."""
    own = Ed25519PrivateKey.generate()
    digest = hashlib.sha256(own.public_key().public_bytes_raw()).hexdigest()
    return KunciPrivat(digest[:16], kab, own.private_bytes_raw())


def verify(publik: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the signature over the message was made with the other half of the key."""
    try:
        Ed25519PublicKey.from_public_bytes(publik).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
