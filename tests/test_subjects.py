"""Which documents a question is about."""

from __future__ import annotations

from typing import Any

import pytest
from fakes import TODAY, document, stock

from bot.conversation import Conversation
from bot.evidence import terms_of
from bot.gather.subjects import meant_vacancies, subjects
from bot.naming import Paths
from bot.understand import Request, understand
from knowledge.keywords import query_stems
from knowledge.library import Library
from knowledge.records import Document, Vacancy


def asked(question: str) -> Request:
    return understand(question, Conversation("c"), Paths(()), None)


def vacancy(address: str, title: str, employer: str, *places: str, **record: Any) -> Document:
    facts = Vacancy(address, title, employer, places=places, **record)
    text = f"# {title}\n\n{employer} looks for somebody in {', '.join(places)}.\n"
    return document(text, address=address, title=title, kind="vacancy", work=f"vacancy/{address}", facts=facts)


VACANCIES = [
    vacancy("analyst.md", "QC analyst (m/f/x)", "Sample Biologics", "Ghent"),
    vacancy("analyst-2.md", "QC analyst (m/f/x)", "Placeholder Pharma", "Leuven"),
    vacancy("writer.md", "Medical writer oncology", "Specimen Writing", "Brussels"),
]


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("When does the application at Placeholder Pharma close?", ["analyst-2.md"]),
        ("Tot wanneer kan ik solliciteren bij Sample Biologics?", ["analyst.md"]),
        ("Quel diplôme demande Specimen Writing ?", ["writer.md"]),
        ("Which degree does the job of QC analyst in Leuven ask?", ["analyst-2.md"]),
        ("Welk diploma vraagt de vacature van QC analyst in Gent?", ["analyst.md"]),
        ("Does the medical writer job in Brussels need French?", ["writer.md"]),
    ],
)
def test_a_vacancy_is_meant_by_its_employer_or_by_its_title_with_its_place(question: str, meant: list[str]) -> None:
    assert [v.address for v in meant_vacancies(asked(question), VACANCIES)] == meant


@pytest.mark.parametrize(
    "question",
    [
        "What does a QC analyst do?",
        "What does a QC analyst earn in Antwerp?",
        "Which jobs are there in Ghent?",
        "Is there a sample of the blood?",
        "Does a medical writer need French?",
    ],
)
def test_a_title_alone_a_place_alone_or_half_an_employer_means_none(question: str) -> None:
    assert meant_vacancies(asked(question), VACANCIES) == []


LANTERN = "# The Lanternfish course\n\nIt teaches how fish glow.\n\n## Fees\n\nThe fee is 250 euros."
PAGES = [
    document(LANTERN, address="lantern.md", title="The Lanternfish course"),
    *(document(f"# Course {n}\n\nIt teaches {n} well.", address=f"{n}.md", title=f"Course {n}") for n in range(6)),
]


def about(library: Library, question: str, **fields: Any) -> set[str]:
    request = asked(question)
    stock(library, *PAGES)
    matches = library.search(question, today=TODAY, language="en", limit=20)
    terms = terms_of(question, question, library.term_counts(query_stems(question)), library.passage_count())
    found = subjects(request, matches, terms, [], library)
    return {match.passage.address for match in matches if match.passage.document_id in found}


def test_a_document_is_meant_by_the_rarest_word_that_it_opens_with(library: Library) -> None:
    assert about(library, "What is the fee of the Lanternfish course?") == {"lantern.md"}


def test_a_word_that_many_open_with_names_none(library: Library) -> None:
    assert about(library, "What does the course teach?") == set()
