"""Dukcapil's service over HTTPS: persons are asked about in batches; whatever is not a clean answer is no answer.

The request is a POST of ``{"permintaan": [{"id", "nik", "nama", "tgl_lahir"}]}`` with a bearer token, the answer
``{"jawaban": [{"id", "nik", "hasil", "nama"}]}``; ``nama`` may be left out. The office's gateway to Dukcapil is fitted
to this form (``docs/operations.md``). Neither token nor persons are ever logged.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Annotated, Literal

import httpx
import pybreaker
import stamina
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from domain.padan import Banding, Jawaban, Padan, Tanya, banding_nama

_log = logging.getLogger(__name__)

_HASIL = {
    "padan": Padan.PADAN,
    "tidak_padan": Padan.TIDAK_PADAN,
    "belum_rekam": Padan.BELUM_REKAM,
    "meninggal": Padan.MENINGGAL,
    "ganda": Padan.GANDA,
}
_LARGEST_ANSWER = 1_000_000
_LONGEST_NAME = 200
# However long the service wants to be left alone.
_LONGEST_REST_S = 3600.0
_TOO_MANY, _FIRST_SERVER_ERROR = 429, 500


@dataclass(frozen=True, slots=True)
class Batas:
    """How long and how often: seconds, requests, persons."""

    hubung: float = 5.0
    baca: float = 10.0
    # Of one batch with all its attempts, and of everything asked for at once.
    batch: float = 30.0
    semua: float = 40.0
    per_batch: int = 100
    percobaan: int = 3
    jeda: float = 0.5
    # Batches that fail one after the other until the service is left alone, and for how long.
    gagal: int = 3
    istirahat: float = 300.0


class _Satu(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")

    id: Annotated[str, Field(max_length=10)]
    nik: Annotated[str, Field(pattern=r"^[0-9]{16}$")]
    hasil: Literal["padan", "tidak_padan", "belum_rekam", "meninggal", "ganda"]
    nama: Annotated[str, Field(max_length=_LONGEST_NAME)] | None = None


class _Isi(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")

    jawaban: list[_Satu]


class TidakMenjawab(Exception):
    """No clean answer. ``ulangi``: whether, or after how many seconds, it is worth asking again."""

    def __init__(self, sebab: str, ulangi: bool | float = False) -> None:
        super().__init__(sebab)
        self.ulangi = ulangi


class Dukcapil:
    """A client of the service, an adapter of pemadanan (``workflow.pemadanan.Pemadan``).

    After several batches without an answer it asks nobody for a while, then tries one batch. It keeps this in the
    process: one worker does the pemadanan.
    """

    sumber = "layanan"

    def __init__(self, url: str, token: str, batas: Batas | None = None) -> None:
        self._url = url
        self._batas = batas or Batas()
        self._client = httpx.Client(
            headers={"Authorization": f"Bearer {token}", "Accept": "application/json"},
            timeout=httpx.Timeout(self._batas.baca, connect=self._batas.hubung),
            # The token goes to no other address.
            follow_redirects=False,
        )
        self._breaker = pybreaker.CircuitBreaker(fail_max=self._batas.gagal, reset_timeout=self._batas.istirahat)
        self._rest_until = 0.0

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def tanya(self, orang: Sequence[Tanya]) -> list[Jawaban]:
        """Answers that came, at most those of the first batches: at the first that fails it stops asking."""
        answers: list[Jawaban] = []
        until = time.monotonic() + self._batas.semua
        for start in range(0, len(orang), self._batas.per_batch):
            if not self._rest_until <= time.monotonic() < until:
                break
            try:
                answers += self._breaker.call(self._ask, orang[start : start + self._batas.per_batch])
            except pybreaker.CircuitBreakerError:
                break
            except (httpx.HTTPError, TidakMenjawab) as problem:
                _log.warning("Dukcapil tidak menjawab: %s", _cause(problem))
                break
        return answers

    def _ask(self, orang: Sequence[Tanya]) -> list[Jawaban]:
        retries = stamina.retry_context(
            on=_worth_retrying,
            attempts=self._batas.percobaan,
            timeout=self._batas.batch,
            wait_initial=self._batas.jeda,
            wait_max=self._batas.jeda * 10,
            wait_jitter=self._batas.jeda,
        )
        for attempt in retries:
            with attempt:
                return _read(self._post(orang), orang)
        raise AssertionError("unreachable: the last attempt raises")

    def _post(self, orang: Sequence[Tanya]) -> bytes:
        question = {
            "permintaan": [
                {
                    "id": str(place),
                    "nik": f"{item.nik:016d}",
                    "nama": item.nama,
                    "tgl_lahir": item.tgl_lahir.isoformat() if item.tgl_lahir else None,
                }
                for place, item in enumerate(orang)
            ]
        }
        # Time-outs are of one wait each; a service that drips would hold the worker for hours.
        until = time.monotonic() + self._batas.baca
        with self._client.stream("POST", self._url, json=question) as response:
            if response.status_code != httpx.codes.OK:
                raise self._refused(response)
            body = bytearray()
            for part in response.iter_bytes():
                body += part
                if len(body) > _LARGEST_ANSWER:
                    raise TidakMenjawab("jawaban terlalu besar")
                if time.monotonic() > until:
                    raise TidakMenjawab("jawaban terlalu lambat", ulangi=True)
        return bytes(body)

    def _refused(self, response: httpx.Response) -> TidakMenjawab:
        code = response.status_code
        pause = _retry_after(response.headers.get("Retry-After"))
        if pause is not None and pause > self._batas.batch:
            # Longer than anybody waits here: until then the rows wait in the database.
            self._rest_until = time.monotonic() + min(pause, _LONGEST_REST_S)
            return TidakMenjawab(f"HTTP {code}, diminta menunggu {pause:.0f} detik")
        again = code == _TOO_MANY or code >= _FIRST_SERVER_ERROR
        return TidakMenjawab(f"HTTP {code}", ulangi=pause if again and pause is not None else again)


def _worth_retrying(problem: Exception) -> bool | float:
    if isinstance(problem, TidakMenjawab):
        return problem.ulangi
    return isinstance(problem, httpx.TransportError)


def _cause(problem: Exception) -> str:
    # The text of an error of httpx may hold what was sent.
    return str(problem) if isinstance(problem, TidakMenjawab) else type(problem).__name__


def _retry_after(value: str | None) -> float | None:
    """Seconds of a Retry-After header, which is a number or a date; None for anything else."""
    if not value:
        return None
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _read(body: bytes, orang: Sequence[Tanya]) -> list[Jawaban]:
    """The answers of a body. Raises TidakMenjawab when anything in it is not what was asked for: who sends one wrong
    line is not believed in the others.
    """
    try:
        said = _Isi.model_validate_json(body).jawaban
    except ValidationError as problem:
        raise TidakMenjawab("jawaban tidak berbentuk") from problem
    asked = {str(place): item for place, item in enumerate(orang)}
    answers = []
    for item in said:
        person = asked.pop(item.id, None)
        if person is None or int(item.nik) != person.nik:
            raise TidakMenjawab("jawaban tentang orang yang tidak ditanyakan")
        answers.append(_judge(person, item))
    return answers


def _judge(person: Tanya, item: _Satu) -> Jawaban:
    padan = _HASIL[item.hasil]
    name = item.nama if item.nama and item.nama.isprintable() else None
    near = padan is Padan.TIDAK_PADAN and name and banding_nama(person.nama, name) is Banding.MIRIP
    return Jawaban(person, padan, name if near else None)
