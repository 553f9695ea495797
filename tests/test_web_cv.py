"""A CV over HTTP: read once, answered by its lines, and nothing of it stays anywhere."""

from __future__ import annotations

import io
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from docx import Document as Word
from talking import Served, copied, serving
from test_web_conversations import holds

from bot.channels.web import doorkeeper
from prompts import reply

pytest_plugins = ["talking_fixtures"]

CANARY = "Quizzaciousfennec"
CV = f"""Emma {CANARY}
emma@{CANARY.lower()}.example · +32 470 12 34 56 · 85.07.30-033.28
Master of Science in Biochemistry, 2025
Thesis {CANARY}: RNA-seq pipelines in Python and R on a Linux cluster
Student job in a quality control laboratory: HPLC, ELISA and PCR under GMP
Skills: Python, R, git, version control, cell culture, chromatography
"""


@pytest.fixture(scope="module")
def server(stocked: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    place = tmp_path_factory.mktemp("cv")
    with serving(copied(stocked, place), place / "log.txt", log_level="debug") as served:
        end = time.monotonic() + 60
        while httpx.get(f"{served.url}/health/ready", trust_env=False).status_code != 200:
            assert time.monotonic() < end
            time.sleep(0.05)
        yield served


@pytest.fixture
def web(server: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, timeout=60, trust_env=False) as client:
        yield client


def send(web: httpx.Client, content: bytes | str = CV, name: str = "cv.txt", **fields: str) -> httpx.Response:
    body = content.encode() if isinstance(content, str) else content
    given = {"consent": "yes", **fields}
    headers = {"Accept-Language": fields.get("language", "en")}
    return web.post("/api/cv", data=given, files={"file": (name, body)}, headers=headers)


def as_word(text: str) -> bytes:
    document = Word()
    for line in text.splitlines():
        document.add_paragraph(line)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def as_pdf(text: str) -> bytes:
    from reportlab.pdfgen import canvas

    written = io.BytesIO()
    page = canvas.Canvas(written)
    for number, line in enumerate(text.splitlines()):
        page.drawString(60, 800 - 20 * number, line)
    page.save()
    return written.getvalue()


@pytest.mark.parametrize(("made", "name"), [(str.encode, "cv.txt"), (as_word, "cv.docx"), (as_pdf, "cv.pdf")])
def test_the_paths_are_those_that_its_lines_speak_for(web: httpx.Client, made: Any, name: str) -> None:
    answer = send(web, made(CV), name).json()
    assert answer["outcome"] == "answered"
    assert answer["made_by"] == "extractive"
    paths = [card["id"] for card in answer["cards"] if card["kind"] == "path"]
    assert "bioinformatician" in paths
    assert "quality-control" in paths
    # The line that led there is shown, and so is what the page asks for.
    assert "RNA-seq pipelines" in answer["text"] or "Python, R, git" in answer["text"]
    assert answer["citations"]
    assert all(f"[{citation['number']}]" in answer["text"] for citation in answer["citations"])
    assert any("vacanc" in suggestion.lower() for suggestion in answer["suggestions"])


def test_nothing_is_said_of_who_somebody_is_or_how_good(web: httpx.Client) -> None:
    text = send(web).json()["text"]
    for personal in ("Emma", "emma@", "470 12", "85.07.30"):
        assert personal not in text
    assert not any(word in text.lower() for word in ("score", "%", "rank", "match of", "points"))


def test_a_name_changes_nothing(web: httpx.Client) -> None:
    one = send(web).json()
    for name in ("Mohammed El Amrani", "Jan Peeters", "Fatima Yılmaz"):
        other = send(web, CV.replace(f"Emma {CANARY}", name)).json()
        assert other["text"] == one["text"]
        assert other["cards"] == one["cards"]


def test_a_cv_that_goes_with_no_path_is_told_so_kindly(web: httpx.Client) -> None:
    answer = send(web, "Ten years of baking bread at night.\nI sing in a choir.").json()
    assert answer["outcome"] == "abstained"
    assert answer["cards"] == []


@pytest.mark.parametrize("language", ["en", "nl", "fr"])
def test_it_answers_in_the_language_that_is_asked_for_and_promises_to_keep_nothing(
    web: httpx.Client, language: str
) -> None:
    answer = send(web, language=language).json()
    assert answer["language"] == language
    assert reply(language, "cv.gone") in answer["text"]


@pytest.mark.parametrize("consent", ["", "no", "true", "YES"])
def test_without_consent_nothing_is_read(web: httpx.Client, consent: str) -> None:
    refused = send(web, consent=consent, language="nl")
    assert refused.status_code == 422
    assert refused.json()["detail"] == reply("nl", "cv.consent")


@pytest.mark.parametrize(
    ("content", "name", "status"),
    [
        (b"<!doctype html><html><body>A page</body></html>", "cv.pdf", 415),
        (b"a,b,c\n1,2,3\n4,5,6\n", "cv.csv", 415),
        (b"PK\x03\x04 broken", "cv.docx", 422),
        (b"%PDF-1.7 " + CANARY.encode(), "cv.pdf", 422),
        (b"", "cv.pdf", 422),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "cv.doc", 422),
    ],
)
def test_a_file_that_is_no_cv_is_refused_with_a_reason(
    web: httpx.Client, content: bytes, name: str, status: int
) -> None:
    refused = send(web, content, name)
    assert refused.status_code == status
    assert refused.headers["content-type"] == "application/problem+json"
    assert CANARY not in refused.text


def test_a_file_that_is_too_large_is_refused(web: httpx.Client) -> None:
    assert send(web, b"x" * 5_000_001).status_code == 413
    too_much = send(web, b"x" * (doorkeeper.LARGEST_UPLOAD + 1))
    assert too_much.status_code == 413
    assert too_much.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b'{"file": "x"}', "application/json"),
        (b"consent=yes", "application/x-www-form-urlencoded"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"", "multipart/form-data"),
        (b"--x\r\n\r\n--x--", "multipart/form-data; boundary=x"),
    ],
)
def test_a_body_that_is_no_form_is_refused(web: httpx.Client, content: bytes, kind: str) -> None:
    refused = web.post("/api/cv", content=content, headers={"Content-Type": kind})
    assert refused.status_code in (400, 415, 422)
    assert refused.headers["content-type"] == "application/problem+json"


def test_a_form_with_very_many_parts_is_refused(web: httpx.Client) -> None:
    parts = {f"field{number}": "x" for number in range(1000)}
    assert send(web, **parts).status_code == 400


def test_nothing_of_a_cv_is_kept_in_any_byte(server: Served, web: httpx.Client) -> None:
    begun = web.post("/api/chat", json={"question": "What is OPINNO?"}).json()["conversation"]
    before = set(Path(tempfile.gettempdir()).iterdir())
    for made, name in ((str.encode, f"{CANARY}.txt"), (as_word, f"{CANARY}.docx"), (as_pdf, f"{CANARY}.pdf")):
        answer = send(web, made(CV), name, conversation=begun)
        assert answer.status_code == 200
        assert answer.json()["conversation"] == begun
    send(web, b"%PDF-1.7 1 0 obj << /Length " + CANARY.encode() + b" >> stream", f"{CANARY}.pdf")
    turns = web.get("/api/conversation", headers={"X-Conversation": begun})
    assert len(turns.json()["turns"]) == 1
    assert CANARY not in turns.text
    assert CANARY not in web.get("/metrics").text
    assert not holds(server.folder, CANARY)
    assert CANARY.lower() not in server.log.read_text(encoding="utf-8").lower()
    left = [file for file in set(Path(tempfile.gettempdir()).iterdir()) - before if file.is_file()]
    assert not [file for file in left if CANARY.encode() in file.read_bytes()]
