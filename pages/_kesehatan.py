"""GET /healthz, for the launcher and for whoever watches the portal."""

from __future__ import annotations

from flask import Flask, Response, jsonify

from data_access.kesehatan import check_health


def install_health(server: Flask, version: str) -> None:
    """Serve /healthz: 200 when every part works, else 503 with the reason under ``alasan``."""

    def healthz() -> Response:
        health = check_health()
        body = {
            "database": health.database,
            "migrasi": health.migrasi,
            "pekerja": health.pekerja,
            "versi": version,
        }
        if health.reasons:
            body["alasan"] = "; ".join(health.reasons)
        response: Response = jsonify(body)
        response.status_code = 503 if health.reasons else 200
        return response

    server.add_url_rule("/healthz", "kesehatan", healthz)
