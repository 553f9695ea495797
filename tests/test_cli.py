"""The command `opinno`: what it prints, how it ends, and that nobody ever sees a trace."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from fakes import TODAY, FakeEmbeddings, document, stock
from talking import INTERVIEW, copied, opinno, settings_for
from typer.testing import CliRunner, Result

import cli
from knowledge.library import Library

pytest_plugins = ["talking_fixtures"]

REPORT = {"new", "changed", "unchanged", "removed", "unreadable"}
PASSAGE = {"rank", "document", "title", "address", "heading", "text"}
ANSWER = [
    "id", "conversation", "text", "language", "outcome", "made_by", "citations", "cards", "suggestions", "timings_ms",
    "care",
    "personal",
]  # fmt: skip


@pytest.fixture
def data(stocked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stocked library of one's own, which the settings name."""
    folder = copied(stocked, tmp_path)
    monkeypatch.setenv("OPINNO_DATA", str(folder))
    monkeypatch.setenv("OPINNO_TODAY", TODAY.isoformat())
    monkeypatch.setenv("OPINNO_EXAMPLES", "on")
    return folder


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No library yet, and no shelf to stock it from."""
    monkeypatch.setenv("OPINNO_TODAY", TODAY.isoformat())
    monkeypatch.setenv("OPINNO_SHELF", "off")
    return tmp_path / "data"


def run(*command: str, asked: str | None = None) -> Result:
    """A command in this process: anything but a result or a sentence is an error here."""
    result = CliRunner().invoke(cli.app, command, input=asked, catch_exceptions=True)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result


def from_json(*command: str) -> Any:
    result = run(*command, "--json")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.count("\n") == 1
    return json.loads(result.stdout)


def refused(*command: str) -> str:
    """The one sentence on standard error with which a command is refused."""
    result = run(*command)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("opinno: ")
    assert result.stderr.count("\n") == 1
    return result.stderr


# ask


def test_ask_prints_an_answer_as_one_json_object(data: Path) -> None:
    answer = from_json("ask", "Who runs the human-talent track?")
    assert list(answer) == ANSWER
    assert answer["outcome"] == "answered"
    assert answer["citations"]


def test_ask_prints_the_text_its_sources_and_what_to_ask_next(data: Path) -> None:
    said = run("ask", "What does a medical writer do?").stdout
    assert "[1]" in said
    assert "Sources" in said
    assert "paths/medical-writer.md" in said
    assert "You could ask" in said
    assert "**" not in said


def test_ask_answers_in_the_language_that_is_wanted(data: Path) -> None:
    assert from_json("ask", "medical writer", "--language", "nl")["language"] == "nl"
    assert "Sources" in run("ask", "medical writer", "--language", "fr").stdout


def test_an_abstention_is_no_failure_of_the_command(data: Path) -> None:
    assert from_json("ask", "What does a flanders.bio membership cost?")["outcome"] == "abstained"


def test_a_language_that_the_guide_does_not_speak_is_refused(data: Path) -> None:
    assert "en, nl, fr" in refused("ask", "hello", "--language", "de")


@pytest.mark.parametrize("question", ["", "   ", "???"])
def test_an_empty_question_is_refused(data: Path, question: str) -> None:
    assert refused("ask", question)


def test_a_question_of_100000_characters_is_refused_with_the_limit(data: Path) -> None:
    assert "2000" in refused("ask", "why " * 25_000)


def test_a_question_with_odd_bytes_is_answered_or_refused(data: Path) -> None:
    asked = opinno(
        "ask", os.fsdecode(b"what is OPINNO \xff\xfe"), "--json", environment=settings_for(data, examples="on")
    )
    assert asked.returncode in (0, 2)
    assert "Traceback" not in asked.stderr


# chat


def test_chat_goes_on_until_an_empty_line(data: Path) -> None:
    said = run("chat", asked="What does a patent attorney do?\nAnd the downsides of it?\n\n")
    assert said.exit_code == 0
    assert said.stdout.count("paths/patent-attorney.md") >= 2


def test_chat_ends_when_the_input_does(data: Path) -> None:
    assert run("chat", asked="hello\n").exit_code == 0


# search


def test_search_prints_ranked_passages(data: Path) -> None:
    found = from_json("search", "good manufacturing practice", "--limit", "3")
    assert [passage["rank"] for passage in found] == [1, 2, 3]
    assert all(set(passage) == PASSAGE for passage in found)


def test_search_on_a_terminal_shows_where_each_passage_stands(data: Path) -> None:
    assert "(vib-interview-flanders-bio.txt)" in run("search", "cream of the crop", "--limit", "2").stdout


def test_search_in_an_empty_library_finds_nothing(empty: Path) -> None:
    assert from_json("search", "anything at all") == []


@pytest.mark.parametrize("limit", ["0", "101", "many"])
def test_a_limit_out_of_bounds_is_refused(data: Path, limit: str) -> None:
    assert run("search", "x", "--limit", limit).exit_code == 2


# ingest


def test_a_folder_with_good_and_bad_files_is_read_as_far_as_it_goes(empty: Path, tmp_path: Path) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "good.md").write_text("# Fees\n\nThe course costs 250 euros.\n", encoding="utf-8")
    (folder / "also-good.txt").write_text("The course starts in May.\n", encoding="utf-8")
    (folder / "empty.md").write_text("", encoding="utf-8")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 and nothing else")
    (folder / "noise.txt").write_bytes(bytes(range(256)) * 20)
    report = from_json("ingest", str(folder))
    assert set(report) == REPORT
    assert (report["new"], report["changed"], report["unchanged"], report["removed"]) == (2, 0, 0, 0)
    assert sorted(unread["address"] for unread in report["unreadable"]) == ["broken.pdf", "empty.md", "noise.txt"]
    assert all(set(unread) == {"address", "reason"} and unread["reason"] for unread in report["unreadable"])

    again = from_json("ingest", str(folder))
    assert (again["new"], again["unchanged"]) == (0, 2)

    (folder / "good.md").write_text("# Fees\n\nThe course costs 300 euros.\n", encoding="utf-8")
    (folder / "also-good.txt").unlink()
    changed = from_json("ingest", str(folder))
    assert (changed["new"], changed["changed"], changed["unchanged"], changed["removed"]) == (0, 1, 0, 1)


def test_on_a_terminal_the_report_names_what_was_not_read(empty: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.md").write_text("", encoding="utf-8")
    said = run("ingest", str(tmp_path / "empty.md"))
    assert said.exit_code == 0
    assert "0 new" in said.stdout
    assert "not read: empty.md: " in said.stdout


def test_a_place_that_is_not_there_ends_with_1_and_the_rest_is_read(empty: Path, tmp_path: Path) -> None:
    told = run("ingest", str(tmp_path / "nowhere"), str(INTERVIEW), "--json")
    assert told.exit_code == 1
    report = json.loads(told.stdout)
    assert report["new"] == 1
    assert report["unreadable"] == [
        {"address": str(tmp_path / "nowhere"), "reason": "There is no such file or folder."}
    ]


def test_a_page_on_the_web_is_told_why_it_is_not_read(empty: Path) -> None:
    told = run("ingest", "https://example.org/page", "--json")
    assert told.exit_code == 1
    assert json.loads(told.stdout)["unreadable"][0]["address"] == "https://example.org/page"


def test_an_answer_cites_what_was_just_read(empty: Path) -> None:
    from_json("ingest", str(INTERVIEW))
    answer = from_json("ask", "Who runs the human-talent track?")
    assert {citation["document"] for citation in answer["citations"]} == {INTERVIEW.name}


# library


def test_a_rebuild_says_how_much_it_indexed_and_loses_nothing(empty: Path) -> None:
    from_json("ingest", str(INTERVIEW))
    before = from_json("search", "OPINNO", "--limit", "5")
    told = run("library", "rebuild")
    assert told.exit_code == 0
    assert "passages" in told.stdout
    assert from_json("search", "OPINNO", "--limit", "5") == before


def test_a_library_of_another_model_is_refused_and_a_rebuild_mends_it(empty: Path) -> None:
    other = Library(empty, FakeEmbeddings("other/model", dimension=384))
    stock(other, document("# Fees\n\nThe Foreign Vectors course costs 250 euros a year."))
    other.close()
    assert "`opinno library rebuild`" in refused("search", "fees")
    assert run("library", "rebuild").exit_code == 0
    assert "250 euros" in from_json("search", "What does the Foreign Vectors course cost?")[0]["text"]


# What is wrong with the settings or the folder


@pytest.mark.parametrize(
    "command", [("ask", "hello"), ("search", "x"), ("ingest", "x"), ("serve",), ("library", "rebuild"), ("chat",)]
)
def test_a_setting_that_nobody_knows_stops_every_command(
    command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPINNO_PROT", "80")
    assert "OPINNO_PROT is not a setting of the guide. Did you mean OPINNO_PORT?" in refused(*command)


def test_a_wrong_value_is_told_with_its_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPINNO_TODAY", "someday")
    assert "OPINNO_TODAY" in refused("ask", "hello")


COMMANDS = [
    ("ask", "hello"),
    ("search", "x"),
    ("ingest", str(INTERVIEW)),
    ("library", "rebuild"),
    ("serve", "--port", "0"),
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_data_folder_that_is_a_file_is_told_in_a_sentence(
    command: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    monkeypatch.setenv("OPINNO_DATA", str(tmp_path / "file"))
    assert str(tmp_path / "file") in refused(*command)
    assert (tmp_path / "file").read_text(encoding="utf-8") == "no folder"


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_data_folder_that_cannot_be_made_is_told_in_a_sentence(
    command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPINNO_DATA", "/proc/opinno")
    assert "/proc/opinno" in refused(*command)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_data_folder_that_cannot_be_written_is_told_in_a_sentence(
    command: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "readonly"
    folder.mkdir(mode=0o500)
    monkeypatch.setenv("OPINNO_DATA", str(folder))
    assert str(folder) in refused(*command)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_database_that_is_garbage_is_told_in_a_sentence_and_left_alone(
    command: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "garbage"
    folder.mkdir()
    (folder / "library.db").write_bytes(b"this is no database " * 500)
    monkeypatch.setenv("OPINNO_DATA", str(folder))
    assert "library" in refused(*command)
    assert (folder / "library.db").read_bytes().startswith(b"this is no database")


@pytest.mark.parametrize("beside", ["owner.json", "owner.lock"])
def test_a_damaged_card_of_the_owner_does_no_harm(data: Path, beside: str) -> None:
    (data / beside).write_bytes(b"\xff\xfe{]")
    assert from_json("search", "OPINNO", "--limit", "1")


def test_help_names_every_command() -> None:
    said = run("--help").stdout
    assert all(name in said for name in ("serve", "ask", "chat", "ingest", "search", "library"))


def test_a_command_that_is_no_command_ends_with_2() -> None:
    assert run("frobnicate").exit_code == 2


def test_as_a_process_of_its_own_it_behaves_the_same(data: Path) -> None:
    environment = settings_for(data, examples="on")
    asked = opinno("ask", "Wie leidt het human talent-spoor?", "--json", environment=environment)
    assert asked.returncode == 0, asked.stderr
    assert asked.stderr == ""
    assert json.loads(asked.stdout)["language"] == "nl"
    wrong = opinno("ask", "hello", environment={**environment, "OPINNO_PROT": "1"})
    assert wrong.returncode == 2
    assert wrong.stderr.startswith("opinno: ")
