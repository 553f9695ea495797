"""The settings: read once, typed, bounded, and an unknown one is an error."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from settings import SettingsWrong, read_settings

pytest_plugins = ["talking_fixtures"]


def test_everything_has_a_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPINNO_DATA")
    settings = read_settings()
    assert settings.data == Path("data")
    assert (settings.shelf, settings.examples) == ("on", "off")
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.day() == date.today()


def test_the_environment_sets_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPINNO_TODAY", "2026-02-28")
    monkeypatch.setenv("OPINNO_PORT", "9001")
    monkeypatch.setenv("OPINNO_SHELF", "off")
    settings = read_settings()
    assert settings.day() == date(2026, 2, 28)
    assert settings.port == 9001
    assert settings.shelf == "off"


def test_a_file_sets_them_and_the_environment_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("OPINNO_PORT=9002\nOPINNO_EXAMPLES=on\nOTHER_PORT=1\n", encoding="utf-8")
    monkeypatch.setenv("OPINNO_PORT", "9003")
    settings = read_settings()
    assert settings.port == 9003
    assert settings.examples == "on"


@pytest.mark.parametrize("name", ["OPINNO_PROT", "OPINNO_", "OPINNO_DATA_FOLDER", "opinno_colour"])
def test_a_setting_that_nobody_knows_is_an_error_that_names_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "1")
    with pytest.raises(SettingsWrong, match=name):
        read_settings()


def test_a_setting_that_nobody_knows_is_an_error_in_the_file_too(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("OPINNO_PRT=8001\n", encoding="utf-8")
    with pytest.raises(SettingsWrong, match=r"OPINNO_PRT.*Did you mean OPINNO_PORT\?"):
        read_settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OPINNO_PORT", "70000"),
        ("OPINNO_PORT", "-1"),
        ("OPINNO_PORT", "eighty"),
        ("OPINNO_SHELF", "yes"),
        ("OPINNO_EXAMPLES", "true"),
        ("OPINNO_TODAY", "2026-02-30"),
        ("OPINNO_TODAY", "tomorrow"),
        ("OPINNO_QUESTION_LIMIT", "0"),
        ("OPINNO_QUESTION_LIMIT", "1000000"),
        ("OPINNO_CONVERSATION_DAYS", "0"),
        ("OPINNO_LOG_LEVEL", "loud"),
    ],
)
def test_a_value_that_cannot_be_used_is_an_error_that_names_its_setting(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsWrong, match=name):
        read_settings()


def test_every_wrong_value_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPINNO_PORT", "70000")
    monkeypatch.setenv("OPINNO_SHELF", "maybe")
    with pytest.raises(SettingsWrong, match=r"OPINNO_SHELF.*; OPINNO_PORT"):
        read_settings()


def test_variables_of_others_are_none_of_our_business(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "1")
    monkeypatch.setenv("NOT_OPINNO_PORT", "1")
    assert read_settings().port == 8000


def test_settings_do_not_change(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read_settings()
    with pytest.raises(ValidationError, match="frozen"):
        settings.port = 1


def test_contacts_are_a_table_of_topics(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_settings().contacts == {}
    monkeypatch.setenv("OPINNO_CONTACTS", '{"human": " Jane Doe, jane@school.example ", "distress": "stuvo"}')
    assert read_settings().contacts == {"human": "Jane Doe, jane@school.example", "distress": "stuvo"}


@pytest.mark.parametrize(
    "value", ['{"humans": "Jane"}', '{"off_topic": "Jane"}', '{"human": ""}', '{"human": 3}', "Jane", "[1]", "{"]
)
def test_contacts_that_cannot_be_used_are_an_error(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPINNO_CONTACTS", value)
    with pytest.raises(SettingsWrong, match="OPINNO_CONTACTS"):
        read_settings()


def test_every_text_that_names_a_contact_can_have_one() -> None:
    from typing import get_args

    from prompts.care import care_texts
    from settings import Reached

    assert {f"contact.{topic}" for topic in get_args(Reached)} == {
        n for n in care_texts("en") if n.startswith("contact.")
    }
