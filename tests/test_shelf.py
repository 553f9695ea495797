from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fakes import TODAY, FakeEmbeddings

from ingest import facts, shelf
from ingest.documents import document_from
from ingest.facts import LADDERS
from ingest.readers import Reading, read
from ingest.split import split
from knowledge import front_matter
from knowledge.embeddings import LocalEmbeddings, ShippedEmbeddings
from knowledge.library import Library
from knowledge.records import LANGUAGES
from knowledge.sections import PATH_SECTIONS, UNKNOWN_HEADINGS, section_of
from knowledge.sentences import sentence_spans

HEADINGS: Mapping[str, Mapping[str, list[str]]] = {
    "paths": {language: [named[language] for named in PATH_SECTIONS.values()] for language in LANGUAGES},
    "courses": {
        "en": ["What you learn", "Who can follow it", "When and how", "What we do not know"],
        "nl": ["Wat je leert", "Wie kan volgen", "Wanneer en hoe", "Wat we niet weten"],
        "fr": ["Ce que tu apprends", "Pour qui", "Quand et comment", "Ce que nous ne savons pas"],
    },
    "events": {
        "en": ["What happens there", "When it takes place", "Why go as a student", "What we do not know"],
        "nl": ["Wat er gebeurt", "Wanneer het plaatsvindt", "Waarom je als student gaat", "Wat we niet weten"],
        "fr": ["Ce qui s'y passe", "Quand", "Pourquoi y aller", "Ce que nous ne savons pas"],
    },
    "programme": {
        "en": ["What we do not know"],
        "nl": ["Wat we niet weten"],
        "fr": ["Ce que nous ne savons pas"],
    },
}
VERDICTS = {"usual", "possible", "rare", "no"}
FICTION = re.compile("Voorbeeld|Exempel|Example|Sample|Fictief|Exemple|Démo")
EXAMPLE = {"en": "Example:", "nl": "Voorbeeld:", "fr": "Exemple :"}

NUMBER = re.compile(r"\b\d{1,3}(?:[ .,]\d{3})+\b|\d+")

FILES = {file.relative_to(shelf.FOLDER).as_posix(): file for file in sorted(shelf.FOLDER.rglob("*.md"))}
PAGES: Mapping[str, Reading] = {address: read(file.read_bytes(), address) for address, file in FILES.items()}


def in_folder(name: str, pattern: str = r"[^.]+\.md") -> list[str]:
    return [address for address in PAGES if re.fullmatch(f"{name}/{pattern}", address)]


def front(address: str) -> Mapping[str, Any]:
    return PAGES[address].metadata


def base_of(address: str) -> str:
    """The English page that a page translates."""
    return re.sub(r"\.(?:nl|fr)\.md$", ".md", address)


def headings(address: str) -> list[str]:
    return re.findall(r"^## (.+)$", PAGES[address].text, re.MULTILINE)


def sections(address: str) -> dict[str, str]:
    """What stands under each heading of a page, by the section that the heading opens."""
    parts = re.split(r"^## (.+)\n", PAGES[address].text, flags=re.MULTILINE)
    return {section_of(heading) or heading: text for heading, text in zip(parts[1::2], parts[2::2], strict=True)}


def numbers(text: str) -> Counter[str]:
    """The numbers in a text, however its language groups their digits."""
    return Counter(re.sub(r"\D", "", number) for number in NUMBER.findall(text))


def things_said(text: str) -> int:
    """How many sentences and items of a list a text has."""
    return sum(len(sentence_spans(line)) for line in text.splitlines())


BASES = [address for folder in HEADINGS for address in in_folder(folder)]
TRANSLATED = [address for folder in HEADINGS for address in in_folder(folder, r".+\.(?:nl|fr)\.md")]
TRANSLATED_PATHS = in_folder("paths", r".+\.(?:nl|fr)\.md")
PATHS, VACANCIES, COURSES = in_folder("paths"), in_folder("vacancies"), in_folder("courses")
PATH_IDS = {Path(address).stem for address in PATHS}


def test_there_are_paths_enough_to_choose_from() -> None:
    assert len(PATHS) >= 26


@pytest.mark.parametrize("address", BASES)
def test_every_page_is_there_in_three_languages(address: str) -> None:
    for language in ("nl", "fr"):
        assert address.replace(".md", f".{language}.md") in PAGES


@pytest.mark.parametrize("address", TRANSLATED)
def test_every_translation_has_a_page_that_it_translates(address: str) -> None:
    stem, language, _ = address.rsplit(".", 2)
    base, own = front(f"{stem}.md"), front(address)
    assert (own["id"], own["kind"], own["language"]) == (base["id"], base["kind"], language)
    assert own.keys() == {"id", "kind", "language", "title", "checked"}


@pytest.mark.parametrize("address", [*BASES, *TRANSLATED])
def test_a_page_has_the_sections_of_its_kind(address: str) -> None:
    wanted = HEADINGS[address.split("/")[0]][str(front(address)["language"])]
    assert [heading for heading in headings(address) if heading in wanted] == wanted


@pytest.mark.parametrize("address", PAGES)
def test_a_page_opens_with_its_title_and_a_paragraph(address: str) -> None:
    lines = [line for line in front_matter.below(PAGES[address].text).splitlines() if line.strip()]
    assert lines[0].startswith("# ")
    assert not lines[1].startswith("#")


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_named_after_its_id(address: str) -> None:
    assert front(address)["id"] == Path(address).name.split(".")[0]
    assert address.split("/")[0].rstrip("s").replace("vacancie", "vacancy") == front(address)["kind"]


def test_every_id_is_given_once() -> None:
    ids = Counter((front(address)["kind"], front(address)["id"], front(address)["language"]) for address in PAGES)
    assert [id for id, count in ids.items() if count > 1] == []


@pytest.mark.parametrize("address", PAGES)
def test_a_page_was_checked_and_not_in_the_future(address: str) -> None:
    checked = facts.day(front(address), "checked")
    assert checked is not None
    assert date(2026, 1, 1) < checked <= TODAY


@pytest.mark.parametrize("address", BASES)
def test_a_page_says_where_it_has_its_facts_from_or_that_it_has_none(address: str) -> None:
    sources, unsourced = front(address).get("sources"), front(address).get("unsourced")
    assert sources or unsourced
    for source in sources or ():
        assert source["title"]
        assert source["publisher"]
        assert source["supports"]
        assert str(source["as_of"])[:4].isdigit()
        assert source["address"] is None or str(source["address"]).startswith("http")
        assert source["evidence"] in {"A", "B"}


@pytest.mark.parametrize("address", BASES)
def test_every_source_of_a_page_can_be_shown(address: str) -> None:
    assert len(facts.references_of(front(address))) == len(front(address).get("sources") or ())


@pytest.mark.parametrize("address", PATHS)
def test_a_path_has_names_and_aliases_in_three_languages(address: str) -> None:
    page = front(address)
    for language in LANGUAGES:
        assert page["names"][language]
        assert len(page["aliases"][language]) >= 2
    assert page["title"] == page["names"]["en"]


@pytest.mark.parametrize("address", PATHS)
def test_a_path_has_a_verdict_for_every_ladder(address: str) -> None:
    assert set(front(address)["entry"]) == set(LADDERS)
    assert set(front(address)["entry"].values()) <= VERDICTS
    assert front(address)["phd"] in {"not asked", "a plus", "often asked", "usual"}


@pytest.mark.parametrize("address", PATHS)
def test_a_path_has_an_official_code_or_says_why_not(address: str) -> None:
    page = front(address)
    if page["esco"] is None:
        assert page["esco_note"]
    else:
        assert re.fullmatch(r"\d{4}\.\d+(?:\.\d+)*", page["esco"]["code"])
        assert page["isco"] == page["esco"]["code"][:4]
    assert page["isco"] is None or re.fullmatch(r"\d{4}", page["isco"])


@pytest.mark.parametrize("address", TRANSLATED_PATHS)
def test_a_section_of_a_path_has_the_same_numbers_in_every_language(address: str) -> None:
    base, own = sections(base_of(address)), sections(address)
    assert {name: numbers(own[name]) for name in PATH_SECTIONS} == {name: numbers(base[name]) for name in PATH_SECTIONS}


@pytest.mark.parametrize("address", TRANSLATED_PATHS)
def test_no_section_of_a_path_says_less_than_its_english_one(address: str) -> None:
    base, own = sections(base_of(address)), sections(address)
    assert [name for name in PATH_SECTIONS if things_said(own[name]) < things_said(base[name])] == []


@pytest.mark.parametrize("address", TRANSLATED_PATHS)
def test_what_is_a_list_on_a_path_page_is_one_in_every_language(address: str) -> None:
    base, own = sections(base_of(address)), sections(address)
    assert [name for name in PATH_SECTIONS if ("\n- " in f"\n{own[name]}") != ("\n- " in f"\n{base[name]}")] == []


@pytest.mark.parametrize("address", [*COURSES, *VACANCIES])
def test_the_paths_that_a_page_names_exist(address: str) -> None:
    named = front(address).get("paths") or [front(address).get("path")]
    assert named
    assert set(named) <= PATH_IDS


@pytest.mark.parametrize("address", BASES)
def test_the_record_of_a_page_can_be_made(address: str) -> None:
    document = document_from(PAGES[address], "shelf", address, TODAY)
    assert document.kind == front(address)["kind"]
    assert document.facts is not None or document.kind == "programme"


@pytest.mark.parametrize("address", VACANCIES)
def test_an_example_vacancy_says_that_it_is_one(address: str) -> None:
    page, text = front(address), PAGES[address].text
    assert page["example"] is True
    assert FICTION.search(page["employer"])
    assert EXAMPLE[page["language"]] in text.split("##")[0]


@pytest.mark.parametrize("address", VACANCIES)
def test_a_verdict_quotes_its_line_word_for_word(address: str) -> None:
    page, text = front(address), PAGES[address].text
    assert page["degree"]["line"] in text
    assert page["phd"]["verdict"] in {"required", "preferred", "not asked", "unknown"}
    assert page["phd"]["line"] is not None or page["phd"]["verdict"] == "unknown"
    assert page["phd"]["line"] is None or page["phd"]["line"] in text


@pytest.mark.parametrize("address", in_folder("programme", r".+\.md"))
def test_a_programme_page_says_when_a_thing_was_so(address: str) -> None:
    assert re.search(r"\b20[012]\d\b", PAGES[address].text)


@pytest.mark.parametrize("address", in_folder("programme", r".+\.md"))
def test_a_programme_page_ends_with_what_is_not_known(address: str) -> None:
    assert headings(address)[-1] in UNKNOWN_HEADINGS


@pytest.mark.parametrize("address", in_folder("events"))
def test_an_event_is_never_announced_for_a_day_that_is_past(address: str) -> None:
    starts = facts.day(front(address), "starts")
    assert starts is None or starts > front(address)["checked"]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_plain_prose(address: str) -> None:
    text = PAGES[address].text
    assert not re.search(r"—|!(?=\s)|\*\*|\]\(|<\w|\bTODO\b", text)


@pytest.mark.parametrize("address", [*BASES, *TRANSLATED])
def test_every_sentence_of_a_page_is_short_enough_to_be_quoted(address: str) -> None:
    for piece in split(document_from(PAGES[address], "shelf", address, TODAY)):
        for number in range(len(piece.texts)):
            assert len(piece.passage.quote(number)) <= 350


def test_every_sentence_of_the_shelf_has_its_vector_ready() -> None:
    # If this fails: write the file anew with `ingest.shelf.write_shelf_vectors(LocalEmbeddings())`.
    missing = ShippedEmbeddings(LocalEmbeddings(), shelf.VECTORS).missing(shelf.texts())
    assert missing == []


def test_the_shelf_is_stocked_once_and_costs_nothing_after_that(library: Library, embeddings: FakeEmbeddings) -> None:
    report = shelf.stock(library, TODAY, shelf=True, examples=False)
    assert report.new == len(FILES) - len(VACANCIES)
    assert report.unreadable == ()
    assert library.catalogue.counts().get("vacancy") is None
    embeddings.embedded.clear()
    assert shelf.stock(library, TODAY, shelf=True, examples=False).new == 0
    assert embeddings.embedded == []
    with_examples = shelf.stock(library, TODAY, shelf=True, examples=True)
    assert with_examples.new == len(VACANCIES)
    assert with_examples.removed == 0
    emptied = shelf.stock(library, TODAY, shelf=False, examples=False)
    assert emptied.removed == len(FILES)
    assert library.catalogue.passage_ids() == set()
    assert library._index.ids() == set()
