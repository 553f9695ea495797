"""Dutch has one stem for the forms of a word, its compounds are read as their parts, and Flemish as it is typed."""

from __future__ import annotations

import pytest
from fakes import document, stock

from bot import cues
from bot.as_typed import written
from bot.slips import read_as
from knowledge.dutch import splits
from knowledge.keywords import stems
from knowledge.library import Library


@pytest.mark.parametrize(
    "forms",
    [
        "begint begon begonnen beginnen",
        "duurt duren duurde",
        "verdient verdienen verdiend",
        "studeert gestudeerd studeren",
        "inschrijven ingeschreven inschrijving",
        "plaatsvindt plaatsgevonden plaatsvinden",
        "verlengd verlengen verlenging verlengbaar",
        "afgesloten afsluiten",
        "jobke job jobs",
        "promotors promotoren promotor",
    ],
)
def test_the_forms_of_a_word_have_one_stem(forms: str) -> None:
    assert len(set(stems(forms, "nl"))) == 1


@pytest.mark.parametrize("words", ["start star", "test tes", "kost kos", "student studen", "markt markeren"])
def test_words_that_only_look_alike_keep_theirs(words: str) -> None:
    assert len(set(stems(words, "nl"))) == 2


def test_a_compound_may_have_a_link() -> None:
    assert ("opleiding", "prijs") in list(splits("opleidingsprijs"))
    assert ("student", "ticket") in list(splits("studententicket"))
    assert not list(splits("prijs"))


@pytest.mark.parametrize(
    ("word", "read"),
    [
        ("voedselinspecteur", "voedsel inspecteur"),
        # It is known, a cue, of words that say little, or it would make a search.
        ("voedselketen", None),
        ("inschrijfdatum", None),
        ("achteruitgang", None),
        ("masterstage", None),
    ],
)
def test_compounds_that_nobody_wrote_are_read_as_their_parts(library: Library, word: str, read: str | None) -> None:
    page = "# Werk\n\nDe inspecteur van de voedselketen kijkt na of het voedsel van studenten in het labo veilig is.\n"
    stock(library, document(page, address="werk.md", title="Werk", language="nl"))
    assert read_as(f"Wat kost een {word} bij ons?", library).get(word) == read
    assert word not in read_as(f"What is the cost of {word} for us?", library)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Op welke dagen is er les?", "time"),
        ("Wat is de indiendatum?", "time"),
        ("ticketprijs Career Day", "amount"),
        ("aantal deelnemers 2017", "number"),
        ("Met wie kan ik praten?", "person"),
    ],
)
def test_dutch_says_in_one_word_what_is_asked_for(question: str, kind: str) -> None:
    assert cues.first("asks", cues.flattened(question)) == kind


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Wat is dat juist, een CRA?", "wat is een CRA?"),
        ("is er een stageke in Leuven", "is er een stage in Leuven"),
        ("zijn er nog jobkes", "zijn er nog jobs"),
    ],
)
def test_flemish_is_read_as_it_would_be_written(typed: str, meant: str) -> None:
    assert written(typed, "nl") == meant
