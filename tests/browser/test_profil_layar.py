"""Profil and accounts in a real browser: from the enrolment to an account that was given, used and reset."""

from __future__ import annotations

import io
from collections.abc import Callable

import pyotp
from PIL import Image
from playwright.sync_api import Page, expect
from totp_layar import confirm_in_browser

from demo.akun import PASSWORD

Visit = Callable[..., Page]


def _png(size: tuple[int, int] = (400, 300)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, "PNG")
    return out.getvalue()


def test_the_profil_is_filled_in_and_its_logo_seen(settled: Visit) -> None:
    page = settled("/profil", "supervisor.cimahi")
    expect(page.get_by_text("Profil lengkap.")).to_be_visible()
    page.get_by_label("Pola nomor surat").fill("")
    page.set_input_files("#profil-logo-berkas", {"name": "logo.png", "mimeType": "image/png", "buffer": _png()})
    page.get_by_role("button", name="Simpan profil instansi").click()
    expect(page.locator("#pemberitahuan")).to_contain_text("Belum lengkap: pola nomor surat")
    expect(page.get_by_text("Surat belum dapat dibuat.")).to_be_visible()
    assert page.locator("#profil-logo").evaluate("image => [image.naturalWidth, image.naturalHeight]") == [400, 300]


def test_an_account_is_given_used_and_closed_again(settled: Visit) -> None:
    page = settled("/pengguna", "supervisor.cimahi")
    confirm_in_browser(page, "/pengguna?panel=buat")
    page.get_by_label("Nama lengkap").fill("Rudi Anwar")
    page.locator("#buat-username").fill("op.rudi")
    page.locator("#buat-peran").select_option("operator_desa")
    page.locator("#wilayah-buat").fill("32.77.01.1005")
    page.get_by_role("button", name="Buat akun").click()
    first = page.locator(".pengguna-sekali").text_content()

    other = settled("/masuk")
    other.fill("[name=username]", "op.rudi")
    other.fill("[name=password]", first or "")
    other.keyboard.press("Enter")
    expect(other.get_by_role("heading", name="Ganti kata sandi")).to_be_visible()
    other.get_by_label("Kata sandi sekarang").fill(first or "")
    other.get_by_label("Kata sandi baru", exact=True).fill("senja merah di dermaga")
    other.get_by_label("Ulangi kata sandi baru").fill("senja merah di dermaga")
    other.get_by_role("button", name="Simpan kata sandi").click()
    other.wait_for_selector("#halaman > *")

    page.get_by_role("button", name="Sudah diserahkan").click()
    expect(page.locator("#pengguna-daftar")).to_contain_text("op.rudi")
    page.get_by_text("Tutup akun").first.click()
    page.get_by_label("Alasan").fill("pindah tugas")
    page.get_by_role("button", name="Tutup akun").click()
    expect(page.locator("#pengguna-daftar")).to_contain_text("Ditutup")
    other.goto("/peta")
    expect(other.get_by_role("heading", name="Masuk ke portal")).to_be_visible()


def test_a_list_is_narrowed_while_typing_and_its_address_says_so(visit: Visit) -> None:
    page = visit("/pengguna", "dinsos.jabar")
    page.get_by_label("Cari nama atau nama pengguna").press_sequentially("supervisor", delay=30)
    expect(page.locator("#pengguna-daftar")).to_contain_text("3 akun")
    assert "cari=supervisor" in page.url
    expect(page.get_by_label("Cari nama atau nama pengguna")).to_be_focused()
    page.reload()
    expect(page.get_by_label("Cari nama atau nama pengguna")).to_have_value("supervisor")
    page.get_by_role("button", name="Asep Hidayat").click()
    page.locator("#pengguna-samping").get_by_role("button", name="Mengapa tidak bisa?").click()
    page.get_by_label("Halaman atau tindakan").select_option("memfinalisasi")
    page.get_by_role("button", name="Jelaskan").click()
    expect(page.locator(".pengguna-jawab")).to_contain_text("Autentikator belum aktif")


def test_the_second_step_is_passed_with_a_code(settled: Visit) -> None:
    page = settled("/profil", "walikota.cimahi")
    expect(page.get_by_text("meminta kode autentikator")).to_be_visible()
    secret = confirm_in_browser(page, "/profil")
    expect(page.get_by_text("Sesi ini sudah dikonfirmasi dengan kode.")).to_be_visible()
    other = settled("/masuk?next=/profil")
    other.fill("[name=username]", "walikota.cimahi")
    other.fill("[name=password]", PASSWORD)
    other.keyboard.press("Enter")
    # The code that enrolled is used up: the next one counts.
    other.get_by_label("Kode 6 angka").fill(pyotp.TOTP(secret).at(page.evaluate("Date.now() / 1000 + 30")))
    other.keyboard.press("Enter")
    other.wait_for_selector("#halaman > *")
    expect(other.get_by_role("heading", name="Profil pengguna")).to_be_visible()
