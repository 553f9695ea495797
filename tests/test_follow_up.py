"""A question that leans on its conversation, made to stand alone; and one that does not, left as it is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from talking import Guide

from bot.conversation import Conversation, Turn
from bot.follow_up import Standalone, leans, standalone
from bot.naming import Paths
from bot.understand import Request, understand
from knowledge.records import CareerPath

pytest_plugins = ["talking_fixtures"]

LISTED = (("a.md", "Analyst at Sample Biologics"), ("b.md", "Bookkeeper"), ("c.md", "Data steward"))


@pytest.fixture(scope="module")
def paths(guide: Guide) -> Paths:
    return Paths(guide.library.records("path"))


def turn(question: str, *sources: tuple[str, str], outcome: str = "answered", cards: Any = ()) -> Turn:
    """A question, and an answer that lists its sources one a line."""
    citations = [{"number": n, "document": where, "title": title} for n, (where, title) in enumerate(sources, start=1)]
    text = "These come nearest:\n\n" + "\n".join(
        f"- {title}: so it is. [{n}]" for n, (_, title) in enumerate(sources, 1)
    )
    answer = {"text": text, "citations": citations, "outcome": outcome, "cards": cards}
    return Turn(question, answer, datetime(2026, 11, 23))


def after(*turns: Turn | str) -> Conversation:
    every = tuple(turn(each, ("told.md", "What was told")) if isinstance(each, str) else each for each in turns)
    return Conversation("c", None, every)


def ids(meant: Standalone | Request) -> list[str]:
    return [path.facts.id for path in meant.paths if isinstance(path.facts, CareerPath)]


@pytest.mark.parametrize(
    ("before", "question", "place"),
    [
        ("Which vacancies are there in Ghent?", "and in Leuven?", "Leuven"),
        ("Welke vacatures zijn er in Gent?", "en in Leuven?", "Leuven"),
        ("Quelles offres d'emploi y a-t-il à Gand ?", "et à Louvain ?", "Leuven"),
    ],
)
def test_another_place_takes_the_place_of_the_one_before(paths: Paths, before: str, question: str, place: str) -> None:
    shown = turn(before, ("a.md", "Analyst"), cards=[{"kind": "vacancy", "id": "a"}])
    request = understand(question, after(shown), paths, None)
    assert request.purpose == "vacancies"
    assert request.criteria.places == (place,)


@pytest.mark.parametrize(
    ("before", "question"),
    [
        ("Which vacancies are there in Ghent?", "what about without Dutch?"),
        ("Welke vacatures zijn er in Gent?", "en zonder Nederlands?"),
        ("Quelles offres d'emploi y a-t-il à Gand ?", "et sans néerlandais ?"),
    ],
)
def test_a_criterion_is_added_to_those_before(paths: Paths, before: str, question: str) -> None:
    shown = turn(before, ("a.md", "Analyst"), cards=[{"kind": "vacancy", "id": "a"}])
    request = understand(question, after(shown), paths, None)
    assert request.purpose == "vacancies"
    assert request.criteria.places == ("Ghent",)
    assert request.criteria.without_languages == ("nl",)


@pytest.mark.parametrize(
    ("question", "address"),
    [
        ("tell me more about the second one", "b.md"),
        ("vertel meer over de tweede", "b.md"),
        ("dis m'en plus sur la deuxième", "b.md"),
        ("What does the first one pay?", "a.md"),
        ("and the last one?", "c.md"),
        ("the fifth one?", "c.md"),
    ],
)
def test_one_of_a_list_is_meant_by_its_place(paths: Paths, question: str, address: str) -> None:
    meant = standalone(question, after(turn("Which jobs are open?", *LISTED)), paths)
    assert meant.points_at == (address,)
    assert dict(LISTED)[address] in meant.query


def test_more_is_asked_of_one_of_a_list_only_if_nothing_else_is(paths: Paths) -> None:
    listed = after(turn("Which jobs are open?", *LISTED))
    assert standalone("tell me more about the second one", listed, paths).more
    assert not standalone("What does the second one pay?", listed, paths).more


@pytest.mark.parametrize(
    ("before", "question", "aspect"),
    [
        ("Wat doet een medisch schrijver?", "wat verdient die?", "salary"),
        ("What does a medical writer do?", "and what are the downsides?", "not_suit"),
        ("Que fait un rédacteur médical ?", "quels sont les inconvénients ?", "not_suit"),
        ("Wat doet een medisch schrijver?", "Welke vaardigheden heb je daarvoor nodig?", "skills"),
    ],
)
def test_a_pronoun_stands_for_the_path_that_was_spoken_of(
    paths: Paths, before: str, question: str, aspect: str
) -> None:
    request = understand(question, after(before), paths, None)
    assert ids(request) == ["medical-writer"]
    assert request.aspect == aspect


@pytest.mark.parametrize(
    ("before", "question", "ladder"),
    [
        ("Que faire après un master ?", "et pour un bachelier professionnalisant ?", "professional bachelor"),
        ("Wat kan ik worden na mijn master?", "en met een professionele bachelor?", "professional bachelor"),
        ("What can I become with a professional bachelor?", "and with a master?", "master"),
    ],
)
def test_another_degree_is_asked_the_same_of(paths: Paths, before: str, question: str, ladder: str) -> None:
    request = understand(question, after(before), paths, None)
    assert request.purpose == understand(before, Conversation("c"), paths, None).purpose
    assert request.criteria.degree == ladder


@pytest.mark.parametrize(
    ("before", "question"),
    [
        ("What does a medical writer earn?", "and a patent attorney?"),
        ("Hoeveel verdient een medisch schrijver?", "en een octrooigemachtigde?"),
        ("Combien gagne un rédacteur médical ?", "et un mandataire en brevets ?"),
    ],
)
def test_another_path_is_asked_the_same_of(paths: Paths, before: str, question: str) -> None:
    request = understand(question, after(before), paths, None)
    assert ids(request) == ["patent-attorney"]
    assert request.aspect == "salary"


@pytest.mark.parametrize(
    ("before", "question"),
    [
        ("What does a patent attorney do?", "Which events does Biovia organise for students?"),
        ("What does a patent attorney do?", "What does a marine engineer do?"),
        ("What does a patent attorney do?", "Are there any oncology conferences in the spring?"),
        ("Wat doet een octrooigemachtigde?", "Zijn er congressen over oncologie in de lente?"),
        ("Que fait un mandataire en brevets ?", "Y a-t-il des congrès d'oncologie au printemps ?"),
        ("Wat doet een octrooigemachtigde?", "Wat kost een postgraduaat farmaceutische geneeskunde?"),
        ("Que fait un mandataire en brevets ?", "Combien de pharmaciens travaillent dans les hôpitaux belges ?"),
    ],
)
def test_a_change_of_topic_is_not_dragged_along(paths: Paths, before: str, question: str) -> None:
    meant = standalone(question, after(before), paths)
    assert not meant.leans
    assert meant.paths == ()
    assert meant.query == question


def test_three_turns_hang_together(paths: Paths) -> None:
    chain = after("What does a medical writer do?", "and a patent attorney?")
    assert ids(understand("what are the downsides of it?", chain, paths, None)) == ["patent-attorney"]
    assert ids(understand("How do I become one?", after(*chain.turns, "and the downsides?"), paths, None)) == [
        "patent-attorney"
    ]


def test_after_silence_it_still_points_at_what_was_told_before(paths: Paths) -> None:
    told = turn("Tell me about the Harbour Course", ("harbour.md", "The Harbour Course"))
    silent = turn("What does it cost?", ("other.md", "Something near"), outcome="abstained")
    assert standalone("And when does it start?", after(told, silent), paths).points_at == ("harbour.md",)


@pytest.mark.parametrize(
    "question", ["and in Leuven?", "tell me more", "the second one", "wat verdient die?", "et pour un bachelier ?"]
)
def test_without_anything_before_there_is_nothing_to_lean_on(paths: Paths, question: str) -> None:
    meant = standalone(question, Conversation("c"), paths)
    assert (meant.query, meant.before, meant.points_at) == (question, (), ())


@pytest.mark.parametrize(
    ("question", "so"),
    [
        ("And in Leuven?", True),
        ("Wat kost dat?", True),
        ("Et les inconvénients ?", True),
        ("What does the postgraduate in medical writing at Ghent University cost?", False),
        ("Welke bedrijven in Vlaanderen maken celtherapie?", False),
        ("Quelles entreprises flamandes produisent des vaccins ?", False),
    ],
)
def test_a_question_leans_if_it_points_back_or_says_too_little(question: str, so: bool) -> None:
    assert leans(question) is so


@pytest.mark.parametrize("question", ["do I need to speak French for that?", "do they travel a lot?"])
def test_a_path_stays_spoken_of_over_a_question_answered_from_its_page(paths: Paths, question: str) -> None:
    path = next(path for path in paths if "medical-science-liaison" in path.address)
    first = turn("What does a medical science liaison do?", (path.address, path.title))
    between = turn("Is the salary better than that of a postdoc?", (path.address, path.title))
    assert ids(standalone(question, after(first, between), paths)) == ["medical-science-liaison"]


def test_what_was_asked_of_a_thing_is_not_asked_again_with_the_next_question(paths: Paths) -> None:
    told = turn("Tell me about the Harbour Course", ("harbour.md", "The Harbour Course"))
    silent = turn("Is it free?", ("harbour.md", "The Harbour Course"), outcome="abstained")
    query = standalone("Who can join?", after(told, silent), paths).query
    assert "free" not in query
    assert "Harbour Course" in query
