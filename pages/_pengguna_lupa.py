"""Lost password: a public form that takes a surat tugas, as the manual says (001, "Menu Login")."""

from __future__ import annotations

from flask import Flask, render_template, request

from domain.errors import InvalidInput
from pages._session import current_akun, demo_mode, now
from workflow.pengguna import LARGEST_PAPER, minta_reset
from workflow.profil import LARGEST_PICTURE

# Each one starts a process that draws the paper.
REQUESTS_PER_ADDRESS = "10 per hour"
# The form around the file.
_FORM = 20_000
_PICTURES = ("ubah_profil", "ubah_diri")


def allow_paper_size(server: Flask) -> None:
    """Let papers and pictures be larger than other requests; called before anything reads a form."""

    def raise_limit() -> None:
        if request.endpoint == "masuk.lupa":
            request.max_content_length = LARGEST_PAPER + _FORM
        elif request.endpoint in _PICTURES and current_akun() is not None:
            request.max_content_length = LARGEST_PICTURE + _FORM

    server.before_request(raise_limit)


def lupa() -> tuple[str, int]:
    """The form, and what it sends; the answer is the same whether the account exists or not."""
    if request.method == "GET":
        return render_template("masuk_lupa.html"), 200
    name, content = read_upload("surat")
    try:
        minta_reset(
            request.form.get("username", "")[:80],
            request.form.get("telepon", "")[:40],
            name,
            content,
            now=now(),
            alamat_ip=request.remote_addr,
            demo=demo_mode(),
        )
    except InvalidInput as refusal:
        kept = {name: request.form.get(name, "")[:80] for name in ("username", "telepon")}
        return render_template("masuk_lupa.html", galat=refusal.message, **kept), 400
    return render_template("masuk_lupa.html", terkirim=True), 200


def read_upload(name: str) -> tuple[str, bytes]:
    """(name, content) of a file of the form, both empty where none was sent."""
    file = request.files.get(name)
    if file is None:
        return "", b""
    with file.stream as stream:
        return file.filename or "", stream.read()
