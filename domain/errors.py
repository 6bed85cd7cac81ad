"""Everything that can be refused, with a code and a text a person understands.

One base class, so that the web layer and the command line render every refusal in one place.
"""

from __future__ import annotations


class PortalError(Exception):
    """Base of every expected refusal. ``code`` is stable and may be quoted to the helpdesk."""

    code = "SIKS-000"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class AccessDenied(PortalError):
    """The actor lacks the permission, or the wilayah lies outside the actor's scope.

    The text never says whether the thing asked for exists.
    """

    code = "SIKS-403"

    def __init__(self, message: str = "Anda tidak berwenang untuk data atau tindakan ini.") -> None:
        super().__init__(message)


class PerluTotp(AccessDenied):
    """The act asks for a session that was confirmed by a TOTP code."""

    code = "SIKS-403-TOTP"

    def __init__(self) -> None:
        super().__init__(
            "Tindakan ini meminta kode autentikator. Buka Profil, aktifkan atau masukkan kode 6 angka, lalu ulangi."
        )


class InvalidInput(PortalError):
    """Something typed, linked or uploaded cannot be read as what it should be."""

    code = "SIKS-400"


class RuleViolation(PortalError):
    """A rule of the domain forbids the action in the present state; nothing was changed."""

    code = "SIKS-409"
