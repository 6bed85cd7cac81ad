"""Enrol an authenticator in a browser, for journeys that finalise, sign or manage; needs a database of its own."""

from __future__ import annotations

import pyotp
from playwright.sync_api import Page

from demo.akun import PASSWORD


def confirm_in_browser(page: Page, kembali: str = "/") -> str:
    """Enrol for who is signed in, confirm the session and open ``kembali``; the secret."""
    page.goto(f"/autentikator?next={kembali}")
    secret = (page.locator(".siks-kunci").text_content() or "").replace(" ", "")
    page.fill("[name=kode]", pyotp.TOTP(secret).now())
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Aktifkan").click()
    page.get_by_role("link", name="Sudah disimpan, lanjutkan").click()
    page.wait_for_selector("#halaman > *")
    return secret
