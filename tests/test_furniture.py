"""Lines by which a page speaks of itself."""

from __future__ import annotations

from datetime import date

import pytest

from bot.evidence import Line, weigh
from bot.furniture import without_furniture
from knowledge.records import Match, Passage, Sentence

FURNITURE = [
    "Last modified: 3 September 2025",
    "Laatst gewijzigd: 2 september 2026",
    "Dernière mise à jour : 3 mars 2026",
    "Programme guide for the academic year 2025-2026",
    "This guide is meant for students who start in 2025.",
    "Deze gids is bedoeld voor studenten.",
    "Ce guide s'adresse aux étudiants.",
    "Fees ............... 12",
]
MATTER = ["The internship lasts 14 weeks.", "This internship is meant for students.", "The fees changed on 1 May 2026."]


def lines(*texts: str) -> list[Line]:
    passages = [
        Passage(str(n), "d", "Title", "", "a.md", None, "page", "en", text, (Sentence(0, len(text)),), date(2026, 1, 1))
        for n, text in enumerate(texts)
    ]
    return weigh([Match(passage, (0.8,), 0.0) for passage in passages], [], language="en")


@pytest.mark.parametrize("text", FURNITURE)
def test_what_a_page_says_of_itself_is_not_told(text: str) -> None:
    told = without_furniture(lines(text, MATTER[0]), "How long is the internship?")
    assert [line.text for line in told] == [MATTER[0]]


@pytest.mark.parametrize("text", MATTER)
def test_what_a_page_says_of_its_matter_is_told(text: str) -> None:
    assert len(without_furniture(lines(text, "Other words."), "How long is the internship?")) == 2


def test_who_asks_for_it_is_told() -> None:
    assert len(without_furniture(lines(FURNITURE[0], MATTER[0]), "When was this page last modified?")) == 2
