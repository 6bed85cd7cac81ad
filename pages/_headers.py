"""Security headers of every answer, and what may be kept by caches."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask
from werkzeug.wrappers import Response


def install_headers(server: Flask, *, script_hashes: Sequence[str], https: bool) -> None:
    """Set the headers on every answer. ``script_hashes`` name the inline scripts of the pages ('sha256-...')."""
    policy = "; ".join(
        (
            "default-src 'none'",
            " ".join(("script-src 'self'", *script_hashes)),
            # React and the map set styles on elements; that cannot be hashed and cannot run anything.
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            "connect-src 'self'",
            # The map code starts its worker from a blob.
            "worker-src 'self' blob:",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )
    fixed = {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    if https:
        fixed["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"

    def set_headers(response: Response) -> Response:
        for name, value in fixed.items():
            response.headers[name] = value
        # Figures, names and pages of one reader must not be found by the next one at the same machine.
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    server.after_request(set_headers)
