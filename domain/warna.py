"""The light colours of the stylesheets (``assets/siks.css``, ``peta.css``, ``finalisasi.css``) by their tokens."""

from __future__ import annotations

WARNA: dict[str, str] = {
    "seq-1": "#ffffcc", "seq-2": "#a1dab4", "seq-3": "#41b6c4", "seq-4": "#2c7fb8", "seq-5": "#253494",
    "div-1": "#a6611a", "div-2": "#dfc27d", "div-3": "#f5f5f5", "div-4": "#80cdc1", "div-5": "#018571",
    "nodata": "#c9ced3",
    "brand": "#0f6673", "brand-strong": "#0b4f59", "brand-soft": "#e2f0f0", "on-brand": "#ffffff",
    "ink": "#1c2529", "muted": "#55636a", "ground": "#f4f6f6", "surface": "#ffffff", "line": "#d3dbdd",
    "control": "#87959b",
    "belum": "#5f6b72", "diisi": "#4a8fce", "proses": "#1f66a8", "selesai": "#17713f", "terlambat": "#a04a00",
    "dikembalikan": "#7645b0", "ditolak": "#b3261e", "final": "#0f5d68",
    "laut": "#e9f0f3", "latar": "#d9dee0", "batas": "#ffffff", "berhenti": "#f2b8a0", "samar": "#eef0f1",
    "fin-terbuka": "#dcd3c7", "fin-siap": "#f2c14e", "fin-difinalisasi": "#a1dab4", "fin-disahkan": "#41b6c4",
    "fin-pusat": "#2c7fb8", "fin-ditetapkan": "#253494", "fin-dikembalikan": "#8e5bbf",
}  # fmt: skip
