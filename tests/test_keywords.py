from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import FakeEmbeddings, document, stock
from hypothesis import given
from hypothesis import strategies as st

from knowledge import candidates, keywords
from knowledge.catalogue import Catalogue
from knowledge.library import Library
from knowledge.records import LANGUAGES, Language

SHELF = Path(keywords.__file__).parent / "shelf"
MANY_LABORATORIES = "\n\n".join(f"## Number {n}\n\nThe laboratory number {n}." for n in range(65))


def test_words_are_lower_case_and_without_accents() -> None:
    assert keywords.words("Épidémiologie, BIOSTATISTIQUE!") == ["epidemiologie", "biostatistique"]


@pytest.mark.parametrize("name", ["flanders.bio", "R&D", "Ph.D", "cell+gene"])
def test_a_name_with_a_dot_ampersand_or_plus_inside_is_one_word(name: str) -> None:
    assert len(keywords.words(f"about {name}.")) == 2


def test_punctuation_alone_has_no_words() -> None:
    assert keywords.words("?! ... -- _ () & +") == []


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [("en", "trials", "trial"), ("nl", "vacatures", "vacature"), ("fr", "formations", "formation")],
)
def test_one_and_many_share_a_stem(language: str, one: str, other: str) -> None:
    assert keywords.stems(one, language) == keywords.stems(other, language)  # type: ignore[arg-type]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_finds_text_of_every_language(language: str) -> None:
    text = {"en": "clinical trials", "nl": "klinische studies", "fr": "essais cliniques"}[language]
    assert set(keywords.stems(text, language)) <= set(keywords.query_stems(text))  # type: ignore[arg-type]


def test_each_stem_of_a_question_comes_once() -> None:
    found = keywords.query_stems("trial trials Trial TRIALS trial")
    assert len(found) == len(set(found))


@given(st.text(max_size=200))
def test_any_text_gives_stems_that_no_index_would_cut_in_two(text: str) -> None:
    for stem in keywords.query_stems(text):
        assert stem.strip()
        assert not set(stem) & set('." &+*()-:^')


@given(st.text(max_size=120))
def test_any_question_can_be_looked_up(catalogue_with_a_page: Catalogue, text: str) -> None:
    assert len(catalogue_with_a_page.by_keywords(keywords.query_stems(text), 5)) <= 1


@pytest.fixture(scope="module")
def catalogue_with_a_page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    folder: Path = tmp_path_factory.mktemp("keywords")
    library = Library(folder, FakeEmbeddings())
    stock(library, document("Pharmacovigilance watches over medicines that are on the market."))
    yield library.catalogue
    library.close()


@pytest.mark.parametrize(
    "asked", ['"', "NEAR(a b)", "a AND b OR NOT c", "title:x", "*", "medicines*", "'; drop table passages", "^a"]
)
def test_the_search_language_of_the_index_means_nothing_in_a_question(
    catalogue_with_a_page: Catalogue, asked: str
) -> None:
    catalogue_with_a_page.by_keywords(keywords.query_stems(asked), 5)
    assert catalogue_with_a_page.by_keywords(keywords.query_stems("medicines"), 5)


def test_a_word_in_the_title_counts_more_than_one_in_the_text(library: Library) -> None:
    stock(
        library,
        document("Nothing of note is written here today.", address="a.md", title="Toxicology"),
        document("Some people here work in toxicology today.", address="b.md", title="Something"),
    )
    weights = library.catalogue.by_keywords(keywords.query_stems("toxicology"), 5)
    heaviest = max(weights, key=lambda number: weights[number])
    (best,) = candidates.Candidates(library.catalogue.engine).known_as((), [heaviest])
    assert library.catalogue.passages([best.id])[best.id].address == "a.md"


def test_other_names_of_a_document_are_found_like_its_title(library: Library) -> None:
    stock(library, document("This person keeps the files of a study.", aliases=("CTA", "studieassistent")))
    assert library.catalogue.by_keywords(keywords.query_stems("studieassistent"), 5)


def test_a_word_that_is_everywhere_gives_way_to_one_that_is_rare(library: Library) -> None:
    stock(library, document(MANY_LABORATORIES), document("Laboratory of mycology.", address="rare.md"))
    found = library.catalogue.by_keywords(keywords.query_stems("laboratory mycology"), 100)
    assert len(found) == 1


def test_a_question_of_nothing_but_common_words_still_finds_something(library: Library) -> None:
    stock(library, document(MANY_LABORATORIES))
    assert library.catalogue.by_keywords(keywords.query_stems("laboratory"), 10)


def test_counts_tell_in_how_many_passages_a_stem_occurs(library: Library) -> None:
    stock(library, document("Mycology and mycology again.", address="a.md"), document("Mycology.", address="b.md"))
    assert library.catalogue.term_counts(["mycolog", "mycology", "zoology"]) in ({"mycolog": 2}, {"mycology": 2})
    assert library.catalogue.term_counts([]) == {}


def test_words_of_a_forgotten_document_are_not_found(library: Library) -> None:
    stock(library, document("Mycology is the study of fungi."))
    library.forget("tests", ["page.md"])
    assert library.catalogue.by_keywords(keywords.query_stems("mycology"), 5) == {}


GLOSSARY = [(thing, name) for thing, names in keywords._LISTED["glossary"].items() for name in names]


def marks(stems: list[str]) -> set[str]:
    return {stem for stem in stems if stem.startswith("thing0")}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("thing", "name"), GLOSSARY)
def test_a_text_with_any_name_of_a_thing_is_found_by_all_of_them(language: Language, thing: str, name: str) -> None:
    text = f"1999 {name}, 2001"
    others = [other for each, other in GLOSSARY if each == thing]
    assert marks(keywords.terms(text, language)) == {f"thing0{thing}"}
    for other in others:
        assert f"thing0{thing}" in keywords.query_stems(f"1999 {other}?")


@pytest.mark.parametrize(
    "asked",
    [
        "What does the FAMHP do?",
        "Wat doet het fagg?",
        "Que fait l'Agence fédérale des médicaments et des produits de santé?",
    ],
)
@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("The Federal Agency for Medicines and Health Products is in Brussels.", "en"),
        ("Het FAGG ligt in Brussel.", "nl"),
        ("L'AFMPS se trouve à Bruxelles.", "fr"),
    ],
)
def test_an_abbreviation_finds_the_name_and_the_name_the_abbreviation(
    library: Library, asked: str, said: str, language: str
) -> None:
    stock(library, document(said, language=language), document("The baker of Ghent.", address="baker.md"))
    weights = library.catalogue.by_keywords(keywords.query_stems(asked), 5)
    heaviest = max(weights, key=lambda number: weights[number])
    (best,) = candidates.Candidates(library.catalogue.engine).known_as((), [heaviest])
    assert library.catalogue.passages([best.id])[best.id].text == said


def test_a_mark_is_no_word_of_anybody_and_one_term_to_the_index(library: Library) -> None:
    stock(library, *(document(name, address=f"{n}.md", title="x") for n, (_, name) in enumerate(GLOSSARY)))
    known = library.catalogue.vocabulary()
    assert marks(list(known)) == {f"thing0{thing}" for thing, _ in GLOSSARY}
    spoken = {word for _, name in GLOSSARY for word in keywords.words(name)}
    spoken |= {word for file in SHELF.rglob("*.md") for word in keywords.words(file.read_text(encoding="utf-8"))}
    assert marks(sorted(spoken)) == set()


def test_a_name_of_several_words_is_one_thing_that_is_asked_for() -> None:
    asked = keywords.asked_terms("What does a clinical research associate in Ghent do?")
    assert [term.text for term in asked] == ["clinical research associate", "ghent"]
    assert asked[0].forms == ("thing0cra",)


def test_an_abbreviation_is_also_the_word_that_it_is() -> None:
    (asked,) = keywords.asked_terms("FAMHP?")
    assert asked.forms[0] == "thing0famhp"
    assert set(keywords.stems("famhp", "en")) <= set(asked.forms)


def test_the_longest_of_overlapping_names_is_meant() -> None:
    assert marks(keywords.query_stems("the European Food Safety Authority")) == {"thing0efsa"}
