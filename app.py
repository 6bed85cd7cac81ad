"""The web application: server, login, guard, headers, errors, shell. Nothing imports it."""

from __future__ import annotations

import base64
import hashlib
import re
import threading
from collections.abc import Callable
from datetime import UTC, datetime

import dash
from dash._pages import _import_layouts_from_pages
from flask import Flask, request
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response

from data_access.session import make_engine, use_engine
from demo.akun import DEMO_ACCOUNTS, PASSWORD
from pages._beranda_dokumen import allow_upload_size, install_dokumen
from pages._briefing_berkas import allow_templat_size, install_briefing
from pages._daftar_unduh import install_daftar_unduh
from pages._data_kesos_berkas import install_data_kesos
from pages._finalisasi_berkas import install_finalisasi
from pages._galat import install_errors
from pages._geo import install_geo
from pages._grafik_unduh import install_grafik
from pages._guard import install_guard
from pages._headers import install_headers
from pages._impor_berkas import install_impor
from pages._kalender_berkas import install_kalender
from pages._kesehatan import install_health
from pages._kuota_berkas import install_kuota
from pages._lembar import install_lembar
from pages._masuk import install_masuk
from pages._padat import install_compression
from pages._pemindahan_berkas import allow_pemindahan_size, install_pemindahan
from pages._pendaftaran_berkas import allow_pendaftaran_size, install_pendaftaran
from pages._pendaftaran_unduh import install_pendaftaran_unduh
from pages._penetapan_berkas import install_penetapan
from pages._pengesahan_berkas import allow_surat_size, install_pengesahan
from pages._pengguna_aksi import install_pengguna
from pages._pengguna_lupa import allow_paper_size
from pages._perangkat import install_perangkat
from pages._permohonan_berkas import allow_permohonan_size, install_permohonan
from pages._peta_gambar import install_gambar
from pages._peta_unduh import install_unduh
from pages._profil_akun import install_akun
from pages._profil_berkas import install_profil
from pages._riwayat_berkas import install_riwayat
from pages._session import LONGEST, current_akun, install_sessions
from pages._shell import install_shell, layout_for, page_at, page_status
from pages._static import Store, install_bundles, install_vendor, warm
from pages._usulan_berkas import install_usulan
from pages._verifikasi import install_verifikasi
from pages._verivali_unduh import install_verivali
from pages._versi import install_versi
from settings import ROOT, VERSION, Settings
from workflow.impor_gudang import use_gudang
from workflow.surat_massal import use_folder
from workflow.surat_tte import Tte, use_tte
from workflow.totp import use_kunci

# Before the first paint, so that a dark page never flashes white.
THEME_SCRIPT = (
    "(function(){var t=localStorage.getItem('siks-tema');"
    "if(t!=='dark'&&t!=='light')t=matchMedia('(prefers-color-scheme: dark)').matches?'dark':'light';"
    "document.documentElement.setAttribute('data-bs-theme',t)})()"
)

_INDEX = """<!DOCTYPE html>
<html lang="id">
<head>
  {%metas%}
  <meta name="color-scheme" content="light dark">
  <title>{%title%}</title>
  <script>{{tema}}</script>
  <link rel="icon" href="{{favicon}}" type="image/svg+xml">
  {{gaya}}
  {%css%}
</head>
<body>
  <noscript>
    <p class="siks-ganti">Portal ini memerlukan JavaScript. Aktifkan JavaScript, lalu muat ulang halaman.</p>
  </noscript>
  {%app_entry%}
  {%config%}{%scripts%}{%renderer%}
</body>
</html>"""

_TABLE_SCRIPT = re.compile(r'<script src="[^"]*/dash_ag_grid/[^"]*"></script>')


class Portal(dash.Dash):
    """Dash with our router: its own builds the page anew on every change of the query, which is our state."""

    def enable_pages(self) -> None:
        """Import the pages and register nothing else."""
        _import_layouts_from_pages(self.config.pages_folder)

    def interpolate_index(self, **parts: str) -> str:
        """The page's HTML, with the title of the address and nothing in English while it loads."""
        found = page_at(request.path)
        parts["title"] = f"{found[0]['title']} · SIKS-NG" if found else "SIKS-NG"
        if found is None or not found[0].get("tabel"):
            # Half a megabyte that only pages with a table need; pages are reached by full loads.
            parts["scripts"] = _TABLE_SCRIPT.sub("", parts["scripts"])
        parts["app_entry"] = parts["app_entry"].replace("Loading...", "Memuat…")
        return super().interpolate_index(**parts)


def create_app(settings: Settings, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Portal:
    """The whole portal for one installation; the engine of the process must be set when requests come."""
    server = _server(settings)
    # Before the form token is looked for, which reads the whole request.
    allow_upload_size(server)
    allow_permohonan_size(server)
    allow_pemindahan_size(server)
    allow_pendaftaran_size(server)
    allow_paper_size(server)
    allow_surat_size(server)
    allow_templat_size(server)
    csrf = CSRFProtect(server)
    # Checked by the browser's own word on where the request began, see pages._guard.
    csrf.exempt("dash.dash.dispatch")
    use_kunci(settings.secret_key)
    install_sessions(server, demo=settings.demo, clock=clock)
    install_guard(server)
    install_perangkat(server)
    install_masuk(server, [(account.username, account.name) for account in DEMO_ACCOUNTS], PASSWORD)
    store = Store(settings.var / "statis")
    vendor = install_vendor(server, store)
    use_gudang(settings.impor_dir, settings.geo_dir)
    use_folder(settings.surat_dir)
    use_tte(Tte(settings.tte_p12, settings.tte_sandi, settings.tte_akar, settings.tte_contoh))
    # What pages need to know of this installation.
    server.config.update(
        GEO_DIR=settings.geo_dir,
        VENDOR=vendor,
        SURAT_TERPASANG=settings.smtp_url is not None,
        PORTAL_URL=settings.portal_url,
    )
    app = _dash(server)
    styles = [vendor["bootstrap.min.css"], vendor["ikon.css"], app.get_asset_url("siks.css")]
    favicon = app.get_asset_url("lambang.svg")
    app.index_string = (
        _INDEX.replace("{{tema}}", THEME_SCRIPT)
        .replace("{{favicon}}", favicon)
        .replace("{{gaya}}", "\n  ".join(f'<link rel="stylesheet" href="{url}">' for url in styles[:2]))
    )
    said = {"gaya": styles, "favicon": favicon, "tema_js": THEME_SCRIPT}
    said["verifikasi_js"] = app.get_asset_url("verifikasi.js")
    server.context_processor(lambda: said)
    _routes(server, settings)
    install_compression(server)
    install_bundles(server, store, ROOT / "assets")
    _set_up_now(app)
    install_headers(server, script_hashes=[_hash(THEME_SCRIPT), *app.csp_hashes()], https=settings.https)
    tables = next(page["path"] for page in dash.page_registry.values() if page.get("tabel"))
    with server.test_request_context(tables):
        html = app.index()
    urls = re.findall(r'(?:src|href)="(/(?:_dash|assets)[^"]+)"', html)
    # Fetched by the script of the tables itself, so that no page names it.
    urls.append("/_dash-component-suites/dash_ag_grid/async-community.js")
    threading.Thread(target=warm, args=(server, store, urls), name="pack", daemon=True).start()
    return app


def _routes(server: Flask, settings: Settings) -> None:
    """Errors, and the plain routes of the pages."""
    install_errors(server)
    install_akun(server)
    install_pengguna(server)
    install_profil(server)
    install_health(server, VERSION)
    install_geo(server, settings.geo_dir)
    install_unduh(server)
    install_grafik(server)
    install_gambar(server)
    install_dokumen(server)
    install_briefing(server)
    install_lembar(server)
    install_kuota(server)
    install_kalender(server)
    install_daftar_unduh(server)
    install_pendaftaran_unduh(server)
    install_finalisasi(server)
    install_data_kesos(server)
    install_impor(server)
    install_penetapan(server)
    install_pemindahan(server)
    install_pendaftaran(server)
    install_permohonan(server)
    install_riwayat(server)
    install_usulan(server)
    install_verivali(server)
    install_pengesahan(server)
    install_verifikasi(server)
    install_versi(server)


def create_server() -> Flask:
    """What gunicorn runs: ``app:create_server()``, with settings from the environment."""
    settings = Settings.from_environment()
    if settings.database_url is None:
        raise SystemExit("DATABASE_URL belum diisi. Jalankan portal dengan “make run”, yang menyiapkan basis data.")
    use_engine(make_engine(settings.database_url))
    return create_app(settings).server


def _server(settings: Settings) -> Flask:
    server = Flask("siks", static_folder=None)
    server.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="siks_sesi",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_REFRESH_EACH_REQUEST=False,
        # The form may stay open over lunch; the token lives as long as the session it belongs to.
        WTF_CSRF_TIME_LIMIT=int(LONGEST.total_seconds()),
        MAX_CONTENT_LENGTH=1_000_000,
    )
    if settings.https:
        # One TLS proxy in front: its word on address, scheme and host counts, nobody else's.
        server.wsgi_app = ProxyFix(server.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]
    return server


def _dash(server: Flask) -> Portal:
    app = Portal(
        "app",
        server=server,
        use_pages=True,
        pages_folder=str(ROOT / "pages"),
        assets_folder=str(ROOT / "assets"),
        suppress_callback_exceptions=True,
        # Found installed, asgiref would have every callback run through an event loop of its own.
        use_async=False,
        serve_locally=True,
        include_pages_meta=False,
        update_title="",
        title="SIKS-NG",
        add_log_handler=False,
    )
    install_shell(server)
    app.layout = lambda: layout_for(VERSION)

    def page_answer(response: Response) -> Response:
        # The address says what the page will say: a wrong one is no success.
        akun = current_akun()
        if request.endpoint in ("/", "/<path:path>") and response.status_code == 200 and akun is not None:
            response.status_code = page_status(request.path, request.args, akun.actor)
        return response

    server.after_request(page_answer)
    return app


def _set_up_now(app: Portal) -> None:
    """Run Dash's setup of the first request before there is one.

    Dash marks itself ready before it is, so that threads that meet at the first request answer 500.
    """
    with app.server.test_request_context("/"):
        app.server.preprocess_request()


def _hash(script: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() + "'"
