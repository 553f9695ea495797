"""The guide over HTTP, as outsiders rely on it: a real server on a free port."""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from talking import INTERVIEW, ROOT, Served, copied, opinno, serving, settings_for

pytest_plugins = ["talking_fixtures"]

ANSWER = {
    "id", "conversation", "text", "language", "outcome", "made_by", "citations", "cards", "suggestions", "timings_ms",
    "care",
}  # fmt: skip
CITATION = {"number", "title", "heading", "address", "document", "quote", "kind", "checked"}
PASSAGE = {"rank", "document", "title", "address", "heading", "text"}
SECURITY = ("content-security-policy", "x-content-type-options", "referrer-policy")
HOSTILE = """# <script>document.title = 'gone'</script> Hostile page

<img src=x onerror="document.title = 'gone'"> Zebrafish bookings open at the Hostile Institute on 3 May 2026.

[click me](javascript:document.title='gone') and ![seen](http://127.0.0.1:9/pixel.png) end this page.
"""


@pytest.fixture(scope="module")
def server(stocked: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server that is ready, on a copy of the stocked library."""
    place = tmp_path_factory.mktemp("server")
    with serving(copied(stocked, place), place / "log.txt") as served:
        _until_ready(served)
        yield served


@pytest.fixture
def web(server: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, timeout=30, trust_env=False) as client:
        yield client


def _until_ready(served: Served) -> None:
    end = time.monotonic() + 60
    while httpx.get(f"{served.url}/health/ready", trust_env=False).status_code != 200:
        assert time.monotonic() < end, served.log.read_text(encoding="utf-8")
        time.sleep(0.05)


def chat(web: httpx.Client, question: str, **body: Any) -> dict[str, Any]:
    response = web.post("/api/chat", json={"question": question, **body})
    assert response.status_code == 200, response.text
    return dict(response.json())


def stream(web: httpx.Client, question: str) -> list[tuple[str, dict[str, Any]]]:
    """The events of a streamed answer, each as its name and its data."""
    headers = {"Accept": "text/event-stream"}
    with web.stream("POST", "/api/chat", json={"question": question}, headers=headers) as response:
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")
        body = "".join(response.iter_text())
    events = [dict(line.split(": ", 1) for line in event.split("\n")) for event in body.strip().split("\n\n")]
    return [(event["event"], json.loads(event["data"])) for event in events]


def problem(response: httpx.Response, status: int) -> str:
    """The reason of an error, whose shape is checked."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert {"type", "title", "status", "detail"} <= body.keys()
    assert body["status"] == status
    assert "Traceback" not in response.text
    return str(body["detail"])


# Chat


def test_an_answer_has_the_shape_of_the_design(web: httpx.Client) -> None:
    answer = chat(web, "What is OPINNO's ultimate goal?")
    assert answer.keys() >= ANSWER
    assert answer["outcome"] == "answered"
    assert answer["made_by"] == "extractive"
    assert answer["language"] == "en"
    assert answer["citations"]
    assert all(citation.keys() >= CITATION for citation in answer["citations"])
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", citation["checked"]) for citation in answer["citations"])
    assert all(isinstance(milliseconds, int | float) for milliseconds in answer["timings_ms"].values())


def test_cards_have_the_shape_of_the_design(web: httpx.Client) -> None:
    answer = chat(web, "Which vacancies are there in Ghent without a PhD?")
    assert answer["cards"]
    assert all(card.keys() >= {"kind", "id", "title", "address"} for card in answer["cards"])


def test_a_stream_tells_status_then_text_and_last_the_answer(web: httpx.Client) -> None:
    events = stream(web, "What can I do besides a PhD?")
    names = [name for name, _ in events]
    assert names[0] == "status"
    assert names[-1] == "answer"
    assert names.count("answer") == 1
    assert set(names) == {"status", "text", "answer"}
    assert names.index("text") > max(place for place, name in enumerate(names) if name == "status")
    answer = events[-1][1]
    assert answer.keys() >= ANSWER
    assert "".join(data["delta"] for name, data in events if name == "text") == answer["text"]
    assert all(set(data) == {"step"} for name, data in events if name == "status")


def test_a_stream_ends_in_the_same_answer_as_json(web: httpx.Client) -> None:
    streamed = stream(web, "What does a medical writer do?")[-1][1]
    plain = chat(web, "What does a medical writer do?")
    own = {"id", "conversation", "timings_ms"}
    assert {k: v for k, v in streamed.items() if k not in own} == {k: v for k, v in plain.items() if k not in own}


def test_a_stream_is_not_held_up_by_anything_between(web: httpx.Client) -> None:
    headers = {"Accept": "text/event-stream"}
    response = web.post("/api/chat", json={"question": "What is OPINNO?"}, headers=headers)
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-accel-buffering"] == "no"


def test_a_conversation_goes_on(web: httpx.Client) -> None:
    first = chat(web, "What does a clinical research associate do?")
    then = chat(web, "And what are the downsides of it?", conversation=first["conversation"])
    assert then["conversation"] == first["conversation"]
    assert then["id"] != first["id"]
    assert "paths/clinical-research-associate.md" in [citation["document"] for citation in then["citations"]]


def test_every_visitor_has_a_conversation_of_their_own(web: httpx.Client) -> None:
    begun = {chat(web, "hello")["conversation"] for _ in range(5)}
    assert len(begun) == 5
    assert all(len(id) >= 20 for id in begun)


def test_the_language_can_be_asked_for(web: httpx.Client) -> None:
    assert chat(web, "GMP", language="nl")["language"] == "nl"
    assert chat(web, "What can I do besides a PhD?", language="fr")["language"] == "fr"


# What is refused, and why


@pytest.mark.parametrize("body", [b"", b"{", b"question=hello", b"\xff\xfe{}", b'{"question": '])
def test_a_body_that_is_no_json_is_told_so(web: httpx.Client, body: bytes) -> None:
    response = web.post("/api/chat", content=body, headers={"Content-Type": "application/json"})
    assert problem(response, response.status_code)
    assert response.status_code in (400, 422)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "question"),
        ({"question": 3}, "question"),
        ({"question": None}, "question"),
        ({"question": ["hello"]}, "question"),
        ({"question": "hello", "conversation": 3}, "conversation"),
        ({"question": "hello", "conversation": "x" * 1000}, "conversation"),
        ({"question": "hello", "language": "de"}, "language"),
        ([], "body"),
        ("hello", "body"),
    ],
)
def test_a_body_of_the_wrong_shape_is_told_which_field(web: httpx.Client, body: Any, field: str) -> None:
    assert field in problem(web.post("/api/chat", json=body), 422)


@pytest.mark.parametrize("question", ["", " ", "\n\t", "???", "\u200b", "!!! ..."])
def test_an_empty_question_is_kindly_refused(web: httpx.Client, question: str) -> None:
    assert problem(web.post("/api/chat", json={"question": question}), 422)


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
def test_a_question_of_100000_characters_is_told_the_limit(web: httpx.Client, accept: str) -> None:
    body = {"question": "what is a phd " * 7200}
    assert "2000" in problem(web.post("/api/chat", json=body, headers={"Accept": accept}), 422)


def test_a_refusal_is_in_the_language_of_the_question(web: httpx.Client) -> None:
    detail = problem(web.post("/api/chat", json={"question": "wat kan ik doen naast een doctoraat " * 100}), 422)
    assert "vraag" in detail


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
def test_a_conversation_that_nobody_knows_is_not_found(web: httpx.Client, accept: str) -> None:
    body = {"question": "hello", "conversation": "nobody-knows-me"}
    assert problem(web.post("/api/chat", json=body, headers={"Accept": accept}), 404)
    dutch = web.post("/api/chat", json=body, headers={"Accept": accept, "Accept-Language": "nl-BE"})
    assert "gesprek" in problem(dutch, 404)


def test_a_body_over_a_megabyte_is_too_large(web: httpx.Client) -> None:
    assert problem(web.post("/api/chat", json={"question": "x" * 1_100_000}), 413)


def test_a_body_over_a_megabyte_that_hides_its_length_is_too_large(web: httpx.Client) -> None:
    pieces = (b"x" * 100_000 for _ in range(15))
    response = web.post("/api/chat", content=pieces, headers={"Content-Type": "application/json"})
    assert problem(response, 413)


@pytest.mark.parametrize(
    "path", ["/nothing", "/api/nothing", "/library/nothing", "/health", "/..%2fcli.py", "/widget/"]
)
def test_a_page_that_is_not_there_is_not_found(web: httpx.Client, path: str) -> None:
    assert problem(web.get(path), 404)


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/api/chat"), ("PUT", "/api/chat"), ("GET", "/api/search"), ("POST", "/health/live"), ("DELETE", "/")],
)
def test_a_method_that_makes_no_sense_is_not_allowed(web: httpx.Client, method: str, path: str) -> None:
    response = web.request(method, path)
    assert problem(response, 405)
    assert response.headers["allow"]


@pytest.mark.parametrize(
    "question",
    [
        "a\x00b what is OPINNO?",
        "\ud800 what is OPINNO?".encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
        "What is OPINNO? 😀",
        "what is \u202eOPINNO",
        "'; drop table documents; --",
        '" OR NEAR( *',
    ],
)
def test_odd_characters_are_part_of_a_question_like_any_other(web: httpx.Client, question: str) -> None:
    assert chat(web, question)["outcome"] in ("answered", "abstained", "declined")


def test_half_a_character_does_no_harm(web: httpx.Client) -> None:
    body = rb'{"question": "what is OPINNO \ud800 ?"}'
    response = web.post("/api/chat", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code in (200, 400, 422)
    if response.status_code == 200:
        assert response.json()["outcome"] in ("answered", "abstained")


# Search


def test_search_gives_ranked_passages(web: httpx.Client) -> None:
    found = web.post("/api/search", json={"query": "good manufacturing practice", "limit": 5}).json()
    assert [passage["rank"] for passage in found] == [1, 2, 3, 4, 5]
    assert all(set(passage) == PASSAGE for passage in found)


def test_search_takes_earlier_turns_into_account(web: httpx.Client) -> None:
    turns = [{"question": "What does a patent attorney do?", "answer": None}]
    found = web.post("/api/search", json={"query": "and the downsides of it?", "turns": turns, "limit": 5}).json()
    assert any("patent" in passage["document"] for passage in found)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"query": ""},
        {"query": "x", "limit": 0},
        {"query": "x", "limit": 1000},
        {"query": "x", "turns": [{}]},
        {"query": "x" * 30_000},
    ],
)
def test_a_search_of_the_wrong_shape_is_refused(web: httpx.Client, body: dict[str, Any]) -> None:
    assert problem(web.post("/api/search", json=body), 422)


# Looking after it


def test_it_says_that_it_lives_and_is_ready(web: httpx.Client) -> None:
    assert web.get("/health/live").json() == {"status": "ok"}
    assert web.get("/health/ready").json() == {"status": "ok"}


def test_metrics_count_answers_and_hold_no_text(web: httpx.Client) -> None:
    def answered() -> float:
        text = web.get("/metrics").text
        label = 'opinno_answers_total{language="en",made_by="extractive",outcome="abstained"}'
        counted = [line.rpartition(" ")[2] for line in text.splitlines() if line.startswith(label)]
        return float(counted[0]) if counted else 0.0

    before = answered()
    answer = chat(web, "What does the Quuxenbourg academy cost?")
    assert answer["outcome"] == "abstained"
    assert answered() == before + 1
    text = web.get("/metrics").text
    assert "opinno_answer_seconds_count" in text
    assert "quuxenbourg" not in text.lower()
    assert answer["conversation"] not in text


def test_the_log_holds_no_question(web: httpx.Client, server: Served) -> None:
    chat(web, "What does the Xyzzyvian institute do?")
    web.post("/api/search", json={"query": "Xyzzyvian"})
    time.sleep(0.2)
    assert "xyzzyvian" not in server.log.read_text(encoding="utf-8").lower()


def test_the_log_names_no_message_and_no_secret(web: httpx.Client, server: Served) -> None:
    message = "message-of-mine-0123456789"
    answer = chat(web, "What is OPINNO?", message=message)
    holding = {"X-Conversation": answer["conversation"]}
    web.get(f"/api/chat/{message}", headers=holding)
    address = web.post("/api/share", json={"answer": answer["id"]}, headers=holding).json()["address"]
    web.get(address)
    web.get("/nothing%0d%0aforged line of the log")
    web.delete(f"/api/share/{address.rpartition('/')[2]}", headers=holding)
    web.delete("/api/conversation", headers=holding)
    time.sleep(0.2)
    log = server.log.read_text(encoding="utf-8")
    assert "GET /api/chat/..." in log
    id, _, secret = answer["conversation"].partition(".")
    assert [
        private for private in (message, id, secret, address.rpartition("/")[2], "127.0.0.1:") if private in log
    ] == ["127.0.0.1:"]
    assert log.count("127.0.0.1:") == 1  # where it listens
    assert not re.search(r"^forged", log, re.MULTILINE)


def test_openapi_lists_the_routes(web: httpx.Client) -> None:
    described = web.get("/openapi.json").json()
    assert described["openapi"].startswith("3.")
    assert {"/api/chat", "/api/search", "/health/live", "/health/ready"} <= described["paths"].keys()
    assert not any("side-door" in path for path in described["paths"])


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/page.js"),
        ("GET", "/page.css"),
        ("GET", "/health/live"),
        ("GET", "/metrics"),
        ("GET", "/openapi.json"),
        ("GET", "/nothing"),
        ("GET", "/api/chat"),
        ("POST", "/api/chat"),
        ("POST", "/side-door/ingest"),
    ],
)
def test_every_response_has_the_security_headers(web: httpx.Client, method: str, path: str) -> None:
    headers = web.request(method, path).headers
    assert all(headers.get(name) for name in SECURITY)
    assert headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe-inline" not in headers["content-security-policy"]


def test_a_body_that_is_too_large_has_the_security_headers_too(web: httpx.Client) -> None:
    headers = web.post("/api/chat", json={"question": "x" * 1_100_000}).headers
    assert all(headers.get(name) for name in SECURITY)


def test_the_page_and_what_it_needs_are_served(web: httpx.Client) -> None:
    assert web.get("/").headers["content-type"].startswith("text/html")
    assert "javascript" in web.get("/page.js").headers["content-type"]
    assert web.get("/page.css").headers["content-type"].startswith("text/css")


# Documents


def test_a_citation_can_be_opened_in_its_place(web: httpx.Client) -> None:
    answer = chat(web, "What is OPINNO's ultimate goal?")
    cited = next(citation for citation in answer["citations"] if citation["document"] == INTERVIEW.name)
    page = web.get(cited["address"])
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert "more to life sciences than pursuing a PhD" in page.text


def test_an_example_vacancy_s_page_says_that_it_is_one(web: httpx.Client) -> None:
    answer = chat(web, "Which vacancies are there in Ghent without a PhD?")
    english = next(citation for citation in answer["citations"] if citation["language"] == "en")
    page = web.get(english["address"])
    assert "invented vacancy of an invented employer" in page.text


# Handing over to the server


def test_a_hostile_document_is_shown_as_text(server: Served, web: httpx.Client, tmp_path: Path) -> None:
    (tmp_path / "hostile").mkdir()
    (tmp_path / "hostile" / "hostile.md").write_text(HOSTILE, encoding="utf-8")
    assert server.run("ingest", str(tmp_path / "hostile"), "--json").returncode == 0
    answer = chat(web, "When do zebrafish bookings open at the Hostile Institute?")
    cited = next(citation for citation in answer["citations"] if citation["document"] == "hostile.md")
    page = web.get(cited["address"]).text
    assert not re.search(r"<(script|img|iframe|svg)\b", page)
    assert not re.search(r"<[^>]*\bon\w+\s*=", page)
    assert 'href="javascript:' not in page
    assert "Zebrafish bookings" in page


def test_ask_search_and_ingest_hand_over_to_the_server(server: Served, web: httpx.Client, tmp_path: Path) -> None:
    question = "Who runs the human-talent track?"
    asked = server.run("ask", question, "--json")
    assert asked.returncode == 0, asked.stderr
    answer, direct = json.loads(asked.stdout), chat(web, question)
    assert answer.keys() == direct.keys()
    assert answer["text"] == direct["text"]

    searched = server.run("search", question, "--limit", "4", "--json")
    assert json.loads(searched.stdout) == web.post("/api/search", json={"query": question, "limit": 4}).json()

    folder = tmp_path / "handed"
    folder.mkdir()
    (folder / "fees.md").write_text("# Fees\n\nThe Handover Academy charges 123 euros a year.\n", encoding="utf-8")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 broken")
    taken = server.run("ingest", str(folder), "--json")
    assert taken.returncode == 0, taken.stderr
    report = json.loads(taken.stdout)
    assert {k: v for k, v in report.items() if k != "unreadable"} == {
        "new": 1,
        "changed": 0,
        "unchanged": 0,
        "removed": 0,
    }
    assert [set(unread) for unread in report["unreadable"]] == [{"address", "reason"}]
    assert "123" in chat(web, "What does the Handover Academy charge?")["text"]

    again = json.loads(server.run("ingest", str(folder), "--json").stdout)
    assert (again["new"], again["unchanged"]) == (0, 1)


def test_a_place_that_is_not_there_is_told_through_the_server_too(server: Served, tmp_path: Path) -> None:
    told = server.run("ingest", str(tmp_path / "nowhere"), "--json")
    assert told.returncode == 1
    assert json.loads(told.stdout)["unreadable"][0]["address"].endswith("nowhere")


def test_a_refusal_of_the_server_is_a_sentence_on_the_terminal(server: Served) -> None:
    told = server.run("ask", "???")
    assert told.returncode == 2
    assert told.stderr.startswith("opinno: ")
    assert "Traceback" not in told.stderr


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic eDp5"}, {"Authorization": "é"}]
)
def test_the_side_door_is_closed_without_its_key(web: httpx.Client, headers: dict[str, str], tmp_path: Path) -> None:
    raw = {name: value.encode("latin-1") for name, value in headers.items()}
    response = web.post("/side-door/ingest", json={"places": [str(tmp_path)]}, headers=raw)
    assert problem(response, 403)


def test_the_key_lies_where_only_this_user_can_read_it(server: Served) -> None:
    card = server.folder / "owner.json"
    assert card.stat().st_mode & 0o077 == 0
    assert json.loads(card.read_text(encoding="utf-8"))["key"] == server.key


def test_a_second_server_on_the_same_library_is_refused_with_a_sentence(server: Served) -> None:
    second = server.run("serve", "--port", "0")
    assert second.returncode == 2
    assert f"process {server.process.pid} (opinno serve)" in second.stderr
    assert "Traceback" not in second.stderr


def test_a_rebuild_beside_the_server_is_refused_with_a_sentence(server: Served) -> None:
    told = server.run("library", "rebuild")
    assert told.returncode == 2
    assert str(server.process.pid) in told.stderr


# Starting and stopping


def test_it_starts_on_an_empty_folder_and_leaves_a_library_that_opens(tmp_path: Path) -> None:
    folder = tmp_path / "fresh"
    with serving(folder, tmp_path / "log.txt", shelf="off") as served:
        _until_ready(served)
        web = httpx.Client(base_url=served.url, trust_env=False)
        assert chat(web, "What can I do besides a PhD?")["outcome"] in ("abstained", "answered")
        web.close()
    assert served.process.returncode in (0, -15)
    moved = shutil.copytree(folder, tmp_path / "moved")
    searched = opinno("search", "anything", "--json", environment=settings_for(moved, shelf="off"))
    assert searched.returncode == 0, searched.stderr
    assert json.loads(searched.stdout) == []


def test_a_question_that_comes_too_early_waits_until_the_library_is_stocked(tmp_path: Path) -> None:
    with serving(tmp_path / "early", tmp_path / "log.txt") as served:
        assert httpx.get(f"{served.url}/health/live", trust_env=False).status_code == 200
        early = httpx.post(f"{served.url}/api/chat", json={"question": "What is OPINNO?"}, timeout=60, trust_env=False)
        assert early.json()["outcome"] == "answered"
        assert httpx.get(f"{served.url}/health/ready", trust_env=False).status_code == 200


def test_a_port_that_is_taken_is_told_in_a_sentence(server: Served, tmp_path: Path) -> None:
    port = server.url.rpartition(":")[2]
    told = opinno("serve", "--port", port, environment=settings_for(tmp_path / "other", shelf="off"))
    assert told.returncode != 0
    assert "Traceback" not in told.stderr
    assert port in told.stderr


def test_the_repository_is_not_served(web: httpx.Client) -> None:
    for name in ("cli.py", "settings.py", "widget/page.js", ".env", "../cli.py", "library.db"):
        assert web.get(f"/{name}").status_code == 404
    assert (ROOT / "cli.py").exists()
