"""Colours of data, the same in light and dark; ``assets/siks.css`` carries the same values as custom properties."""

from __future__ import annotations

# ColorBrewer YlGnBu, five classes, low to high: safe for colour-blind readers, print and projectors.
SEQUENTIAL = ("#ffffcc", "#a1dab4", "#41b6c4", "#2c7fb8", "#253494")
# ColorBrewer BrBG, five classes, bad to good around "tepat waktu".
DIVERGING = ("#a6611a", "#dfc27d", "#f5f5f5", "#80cdc1", "#018571")
NO_DATA = "#c9ced3"

# Status of verivali; each is always shown with its icon and its word.
STATUS = {
    "belum": "#6c757d",
    "proses": "#1f77b4",
    "selesai": "#1a7f4b",
    "terlambat": "#b35900",
    "dikembalikan": "#8a5cc2",
    "ditolak": "#b3261e",
    "final": "#0f5d68",
}
