"""What is written down holds: settings, fixed sentences, cues."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Template
from typing import get_args

import pytest

from bot import cues
from bot.conversation import Outcome
from bot.understand import Asked, Aspect, Purpose
from knowledge.records import FAMILIES, LANGUAGES
from prompts import ReplyMismatch, replies, reply
from settings import PREFIX, Settings, variable

ROOT = Path(__file__).parent.parent
FIELDS = {variable(name): field for name, field in Settings.model_fields.items()}
SETTINGS = list(FIELDS)
CODE = [*(ROOT / "bot").rglob("*.py"), ROOT / "server.py", ROOT / "cli.py"]


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("page", ["README.md", ".env.example"])
def test_every_setting_is_explained(page: str, setting: str) -> None:
    assert re.search(rf"\b{setting}\b", (ROOT / page).read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", ["README.md", ".env.example"])
def test_no_page_names_a_setting_that_does_not_exist(page: str) -> None:
    named = set(re.findall(r"\bOPINNO_[A-Z][A-Z_]*[A-Z]\b", (ROOT / page).read_text(encoding="utf-8")))
    assert named <= set(SETTINGS) | {"OPINNO_TEST_PROCESSES"}


def test_the_example_shows_the_defaults() -> None:
    for line in (ROOT / ".env.example").read_text(encoding="utf-8").splitlines():
        name, _, value = line.removeprefix("# ").partition("=")
        if name in SETTINGS and name != f"{PREFIX}TODAY" and not name.startswith("OPENAI_"):
            default = FIELDS[name].default
            assert value == ("" if default is None else str(default)), name


def test_every_setting_says_what_it_is() -> None:
    assert all(field.description for field in Settings.model_fields.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_fixed_sentences_with_the_same_blanks(language: str) -> None:
    def blanks(spoken: str) -> dict[str, set[str]]:
        return {name: set(Template(text).get_identifiers()) for name, text in replies(spoken).items()}

    assert blanks(language) == blanks("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_fixed_sentence_is_empty_or_left_untranslated(language: str) -> None:
    assert all(text.strip() for text in replies(language).values())
    if language != "en":
        long = {name for name, text in replies("en").items() if len(re.findall(r"[A-Za-z]+", text)) > 4}
        assert [name for name in long if replies(language)[name] == replies("en")[name]] == []


def replies_asked_for() -> Iterator[tuple[str, re.Pattern[str], set[str | None]]]:
    """Each `reply(language, name, **blanks)` of the code: where, what its name can be, and what fills it."""
    for file in CODE:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            called = isinstance(node, ast.Call) and getattr(node.func, "id", None) == "reply" and len(node.args) > 1
            if called:
                given = {keyword.arg for keyword in node.keywords}
                yield f"{file.relative_to(ROOT)}:{node.lineno}", _name_of(node.args[1]), given


def _name_of(node: ast.expr) -> re.Pattern[str]:
    if isinstance(node, ast.Constant):
        return re.compile(re.escape(str(node.value)))
    if isinstance(node, ast.JoinedStr):
        parts = (re.escape(str(p.value)) if isinstance(p, ast.Constant) else "[^.]+" for p in node.values)
        return re.compile("".join(parts))
    # A name that is computed elsewhere: nothing can be said of it here.
    return re.compile(".+")


@pytest.mark.parametrize(("where", "name", "given"), list(replies_asked_for()))
def test_every_reply_that_the_code_asks_for_exists(where: str, name: re.Pattern[str], given: set[str | None]) -> None:
    meant = [text for known, text in replies("en").items() if name.fullmatch(known)]
    assert any(set(Template(text).get_identifiers()) == given for text in meant), where


def test_every_family_outcome_and_asked_thing_has_its_words() -> None:
    assert {f"family.{family}" for family in FAMILIES} <= replies("en").keys()
    assert {f"silent.{asked}" for asked in get_args(Asked)} <= replies("en").keys()
    assert {f"list.{listed}" for listed in ("courses", "events", "vacancies")} <= replies("en").keys()


def test_a_reply_with_a_wrong_name_or_blank_is_an_error() -> None:
    with pytest.raises(ReplyMismatch, match="there is no reply"):
        reply("en", "say.nothing_of_the_kind")
    with pytest.raises(ReplyMismatch, match="wants"):
        reply("en", "say.too_long")
    with pytest.raises(ReplyMismatch, match="wants"):
        reply("en", "say.thanks", limit=3)


def test_what_fills_a_blank_is_not_read_again() -> None:
    assert "$limit" in reply("en", "say.too_long", limit="$limit")


def test_every_cue_compiles_and_can_match_a_flattened_question() -> None:
    groups = cues._cues()
    assert groups
    for patterns in (each for group in groups.values() for each in group.values()):
        assert patterns
        for pattern in patterns:
            # Questions are flattened to lower case without accents before a cue looks at them.
            letters = re.sub(r"\\.", "", pattern.pattern)
            assert letters == letters.lower(), pattern.pattern
            assert letters.isascii(), pattern.pattern


def test_the_cues_name_only_what_the_guide_knows() -> None:
    groups = cues._cues()
    assert set(groups["purpose"]) <= set(get_args(Purpose))
    assert set(groups["aspect"]) <= set(get_args(Aspect))
    assert set(groups["asks"]) <= set(get_args(Asked))


def test_outcomes_are_those_of_the_design() -> None:
    assert get_args(Outcome) == ("answered", "asked", "abstained", "declined", "supported", "handed_over", "failed")


@pytest.mark.parametrize("word", ["(", "[a-z", "  ", "**", "\\", "$limit", "?" * 50, "😀"])
def test_flattening_takes_any_text(word: str) -> None:
    flat = cues.flattened(word)
    assert flat.startswith(" ")
    assert flat.endswith(" ")
    assert cues.first("purpose", flat) in (None, *get_args(Purpose))
