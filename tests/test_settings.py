"""Settings: defaults, and one clear line for each that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from settings import BadSetting, Settings


def _read(tmp_path: Path, **environ: str) -> Settings:
    return Settings.from_environment({"VAR_DIR": str(tmp_path), **environ})


def test_without_any_setting_the_portal_runs_here_with_sample_data(tmp_path: Path) -> None:
    settings = _read(tmp_path)
    assert (settings.host, settings.port, settings.database_url, settings.skala) == ("127.0.0.1", 8050, None, "demo")
    assert len(settings.secret_key) >= 32


def test_the_key_made_at_the_first_start_is_kept_and_readable_by_the_owner_only(tmp_path: Path) -> None:
    assert _read(tmp_path).secret_key == _read(tmp_path).secret_key
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_a_database_of_ones_own_never_gets_sample_data_unasked(tmp_path: Path) -> None:
    settings = _read(tmp_path, DATABASE_URL="postgresql://u@db/siks", SECRET_KEY="k" * 32)
    assert (settings.skala, settings.demo) == ("tanpa", False)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "http"),
        ("PORT", "0"),
        ("PORT", "70000"),
        ("PORT", "²"),
        ("HOST", "local host"),
        ("HOST", "http://x"),
        ("SKALA", "besar"),
        ("HTTPS", "ya"),
        ("DATABASE_URL", "mysql://u@db/siks"),
        ("DATABASE_URL", "postgresql://u@db"),
        ("BATAS_DIR", "/tidak/ada"),
        ("SECRET_KEY", "pendek"),
        ("TTE_P12", "/tidak/ada.p12"),
        ("TTE_P12", "/tidak/ada/{kab}.p12"),
        ("TTE_AKAR", "/tidak/ada.pem"),
    ],
)
def test_a_wrong_setting_stops_with_one_line_that_names_it(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(BadSetting) as stop:
        _read(tmp_path, **{name: value})
    assert str(stop.value).startswith(f"Setelan {name} salah: ")
    assert "\n" not in str(stop.value)


def test_several_servers_before_one_database_must_share_a_key(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="SECRET_KEY"):
        _read(tmp_path, DATABASE_URL="postgresql://u@db/siks")


@pytest.mark.parametrize(
    ("url", "token", "named"),
    [
        ("http://dukcapil.go.id/padan", "t" * 20, "DUKCAPIL_URL"),
        ("dukcapil.go.id", "t" * 20, "DUKCAPIL_URL"),
        ("https://[dukcapil/", "t" * 20, "DUKCAPIL_URL"),
        ("https://nama:sandi@dukcapil.go.id/", "t" * 20, "DUKCAPIL_URL"),
        ("https://dukcapil.go.id/?kunci=1", "t" * 20, "DUKCAPIL_URL"),
        ("https://dukcapil.go.id/padan", "", "DUKCAPIL_TOKEN"),
        ("https://dukcapil.go.id/padan", "pendek", "DUKCAPIL_TOKEN"),
        ("https://dukcapil.go.id/padan", "dua kata rahasia", "DUKCAPIL_TOKEN"),
        ("", "t" * 20, "DUKCAPIL_TOKEN"),
    ],
)
def test_the_service_of_dukcapil_is_reached_safely_or_not_at_all(
    tmp_path: Path, url: str, token: str, named: str
) -> None:
    with pytest.raises(BadSetting, match=f"Setelan {named} salah") as stop:
        _read(tmp_path, DUKCAPIL_URL=url, DUKCAPIL_TOKEN=token)
    assert not token or token not in str(stop.value)


def test_the_token_is_not_shown_with_the_settings(tmp_path: Path) -> None:
    settings = _read(tmp_path, DUKCAPIL_URL="https://dukcapil.go.id/padan", DUKCAPIL_TOKEN="rahasia-sekali")
    assert settings.dukcapil_token == "rahasia-sekali"
    assert "rahasia-sekali" not in repr(settings)
