"""Markdown: verbatim, with its front matter."""

import pytest

from ingest.readers import Unreadable, read
from knowledge import front_matter


def md(text: str, address: str = "a.md"):
    return read(text.encode(), address)


def test_front_matter_becomes_metadata_and_the_whole_text_stays_verbatim():
    body = "\n# Heading\n\n*Kept*  \n\n- a [link](x)\n"
    text = "---\ntitle: Epidemiologist\naliases: {nl: [epidemioloog]}\n---\n" + body
    found = md(text)
    assert found.text == text
    assert front_matter.below(found.text) == body
    assert found.metadata == {"title": "Epidemiologist", "aliases": {"nl": ["epidemioloog"]}}
    assert found.title == "Epidemiologist"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("intro\n\n## First ##\n", "First"),
        ("First\n=====\n\ntext", "First"),
        ("```\n# code\n```\n# Real\n", "Real"),
        ("no heading at all", None),
    ],
)
def test_without_a_title_the_first_heading_is_one(text, title):
    assert md(text).title == title


@pytest.mark.parametrize(
    "text",
    [
        "---\n\nAfter a rule.\n\n---\n\nMore.\n",
        "---\nProse follows: it does.\n---\nMore.\n",
        "----\nkey: x\n----\nT\n",
    ],
)
def test_a_rule_is_not_front_matter(text):
    found = md(text)
    assert found.text == text
    assert found.metadata == {}


@pytest.mark.parametrize(
    ("front", "line"),
    [
        ("title: a\nnote: b: c\n", 3),
        ("title: a\nlist: [1, 2\n", 4),
        ("title: 'open\n", 3),
        ("title: a\n\tid: b\n", 3),
    ],
)
def test_broken_front_matter_is_refused_with_its_line(front, line):
    with pytest.raises(Unreadable, match=f"not valid YAML on line {line}:"):
        md(f"---\n{front}---\ntext")


def test_a_date_that_does_not_exist_is_refused():
    with pytest.raises(Unreadable, match="front matter"):
        md("---\ntitle: a\nstarts: 2026-02-31\n---\ntext")


def test_front_matter_that_never_ends_is_refused():
    with pytest.raises(Unreadable, match="never closed"):
        md("---\ntitle: a\n\ntext")


@pytest.mark.parametrize(
    "front", ["a: &a [x, x]\nb: [*a, *a]\n", "a: " + "[" * 5000 + "\n", "a: !!python/name:os.system\n"]
)
def test_hostile_front_matter_is_refused(front):
    with pytest.raises(Unreadable, match="front matter"):
        md(f"---\n{front}---\ntext")


def test_invisible_letters_go_also_from_escapes_in_the_front_matter():
    found = md('---\ntitle: "a\\u200Bb"\n---\nte\u200bxt')
    assert (found.title, found.metadata["title"], front_matter.below(found.text)) == ("ab", "ab", "text")


@pytest.mark.parametrize(
    "start", ["\ufeff---\ntitle: T\n---\nx", "---\r\ntitle: T\r\n---\r\nx", "---\ntitle: T\n...\nx"]
)
def test_marks_and_windows_line_ends_do_not_hide_front_matter(start):
    assert md(start).title == "T"


def test_front_matter_without_text_has_no_text():
    with pytest.raises(Unreadable, match=r"^The file has no text\.$"):
        md("---\ntitle: a\n---\n")
