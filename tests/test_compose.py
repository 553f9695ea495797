"""From findings to the paragraphs of an answer: what is said, how it is framed, and when nothing is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from fakes import TODAY, document, stock
from talking import Guide, unweighed, weighing

from bot.citations import Paragraph, Table
from bot.compose import Draft, compose
from bot.conversation import Conversation
from bot.evidence import Line
from bot.gather import Findings, gather
from bot.naming import Paths
from bot.understand import Request, understand
from ingest.split import split
from knowledge.library import Library
from knowledge.records import LANGUAGES, CareerPath, Document, Language, Passage, Vacancy, Verdict
from prompts import reply

pytest_plugins = ["talking_fixtures"]


def asked(question: str, paths: Sequence[Document] = (), language: Language | None = None) -> Request:
    return understand(question, Conversation("c"), Paths(paths), language)


def passage(text: str, **fields: Any) -> Passage:
    return split(document(text, **fields))[-1].passage


def near(where: Passage, number: int = 0, nearness: float = 0.95) -> Line:
    """A sentence that answers beyond doubt."""
    every = {"near": nearness, "near_of_passage": nearness, "above": 1.0, "around": 1.0, "rest": 1.0, "numbers": 1.0}
    return weighing(unweighed(where, number), stands_out=3.0, **every)


def said(draft: Draft) -> list[str]:
    return [piece.text for piece in draft.paragraphs if isinstance(piece, Paragraph)]


def of_guide(guide: Guide, question: str, language: Language | None = None) -> Draft:
    request = asked(question, guide.library.records("path"), language)
    return compose(gather(request, guide.library, TODAY))


# One question, one sentence


def test_the_sentence_that_answers_comes_first_and_has_its_evidence() -> None:
    request = asked("What does the harbour course cost?")
    draft = compose(Findings(request, lines=[near(passage("The harbour course costs 250 euros a year."))]))
    assert draft.outcome == "answered"
    assert said(draft)[0] == "The harbour course costs 250 euros a year."
    assert draft.paragraphs[0].evidence is not None


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_in_another_language_is_quoted_and_said_to_be(language: Language) -> None:
    foreign: Language = "nl" if language != "nl" else "en"
    text = "De havencursus kost 250 euro per jaar." if foreign == "nl" else "The harbour course costs 250 euros a year."
    request = asked("harbour course: price, prix, prijs?", language=language)
    draft = compose(Findings(request, lines=[near(passage(text, language=foreign))]))
    assert draft.outcome == "answered"
    assert re.search(rf"[“«] ?{re.escape(text)} ?[”»]", said(draft)[0])
    assert reply(language, "frame.dutch" if foreign == "nl" else "frame.english") in said(draft)[0]


def test_two_sentences_that_say_the_same_are_told_once() -> None:
    request = asked("What does the harbour course cost?")
    one = near(passage("The harbour course costs 250 euros a year.", address="a.md"))
    other = near(passage("The harbour course costs 250 euros a year.", address="b.md"), nearness=0.94)
    texts = said(compose(Findings(request, lines=[one, other])))
    assert len([text for text in texts if text == "The harbour course costs 250 euros a year."]) == 1


def test_a_list_is_told_whole() -> None:
    listed = passage(
        "# Harbour\n\n## Modules\n\n- Ropes and knots for all\n- Tides and the weather\n- Ships and engines\n"
    )
    request = asked("Which modules does the harbour course have?")
    draft = compose(Findings(request, lines=[near(listed, number) for number in range(3)]))
    texts = " ".join(said(draft))
    assert all(word in texts for word in ("Ropes", "Tides", "Ships"))


def test_everything_that_is_stated_has_evidence_and_every_frame_has_none() -> None:
    request = asked("What does the harbour course cost?")
    for paragraph in compose(
        Findings(request, lines=[near(passage("The harbour course costs 250 euros."))])
    ).paragraphs:
        assert paragraph.evidence or not re.search(r"\d", paragraph.text)


# Nothing to say


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("question", "thing"),
    [
        ("How much does it cost?", "amount"),
        ("When does it begin?", "time"),
        ("Who leads it?", "person"),
        ("How many are there?", "number"),
        ("How long is it?", "long"),
        ("What is it about?", "nothing"),
    ],
)
def test_silence_says_what_is_missing(language: Language, question: str, thing: str) -> None:
    draft = compose(Findings(asked(question, language=language)))
    assert draft.outcome == "abstained"
    assert said(draft) == [reply(language, f"silent.{thing}"), reply(language, "silent.ask")]


def test_a_name_that_nobody_knows_is_named() -> None:
    draft = compose(Findings(asked("What is it about?"), unknown=["Zorblax"]))
    assert draft.outcome == "abstained"
    assert "Zorblax" in said(draft)[0]


def test_what_comes_near_is_said_to_be_no_more_than_that() -> None:
    request = asked("What does the harbour course cost?")
    held = unweighed(passage("The harbour course is held in Ghent."), 0)
    miss = replace(weighing(held, near=0.88, near_of_passage=0.88, around=0.5, lacks=1.0), has_asked=False)
    draft = compose(Findings(request, lines=[miss]))
    texts = said(draft)
    assert draft.outcome == "abstained"
    assert texts[0] == reply("en", "silent.amount")
    assert texts.index(reply("en", "silent.known")) < texts.index("The harbour course is held in Ghent.")


# Fixed words


@pytest.mark.parametrize(
    ("question", "name"), [("hello", "greeting"), ("bedankt", "thanks"), ("bonjour", "greeting"), ("merci", "thanks")]
)
def test_a_greeting_is_answered_in_fixed_words(question: str, name: str) -> None:
    request = asked(question)
    draft = compose(Findings(request))
    assert draft.made_by == "fixed"
    assert said(draft) == [reply(request.language, f"say.{name}")]


# Career paths


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_path_is_told_with_why_it_may_not_suit_and_the_next_steps(guide: Guide, language: Language) -> None:
    for path in guide.library.records("path"):
        assert isinstance(path.facts, CareerPath)
        draft = of_guide(guide, path.facts.names[language], language)
        texts = said(draft)
        assert reply(language, "frame.next_steps") in texts, path.facts.id
        if language != "fr":
            assert reply(language, "frame.why_not") in texts, path.facts.id
        assert draft.paragraphs[0].evidence, path.facts.id


@pytest.mark.parametrize(
    "question",
    [
        "What is the difference between quality assurance and quality control?",
        "Wat is het verschil tussen quality assurance en quality control?",
        "Quelle est la différence entre l'assurance qualité et le contrôle qualité ?",
    ],
)
def test_two_paths_are_compared_by_the_same_aspects(guide: Guide, question: str) -> None:
    (table,) = (piece for piece in of_guide(guide, question).paragraphs if isinstance(piece, Table))
    assert len(table.columns) == 2
    assert len({label for label, _ in table.rows}) == len(table.rows) >= 3
    for label, cells in table.rows:
        assert len(cells) == 2, label
        assert all(cell.evidence for cell in cells if cell), label
        assert any(cells), label


@pytest.mark.parametrize(
    ("question", "ladder"),
    [
        ("What can I become with a professional bachelor?", "professional bachelor"),
        ("Wat kan ik worden met een professionele bachelor?", "professional bachelor"),
        ("What are my options after a master?", "master"),
    ],
)
def test_an_overview_for_a_degree_counts_and_names_the_paths_it_opens(guide: Guide, question: str, ladder: str) -> None:
    records = [path.facts for path in guide.library.records("path") if isinstance(path.facts, CareerPath)]
    open_ones = [record for record in records if record.entry.get(ladder) in ("usual", "possible")]
    texts = said(of_guide(guide, question))
    assert re.search(rf"\b{len(open_ones)}\b", texts[0])
    told = " ".join(texts).casefold()
    language = asked(question).language
    assert [record.id for record in open_ones if record.names[language].casefold() not in told] == []


# Vacancies


def vacancy(address: str, place: str, **record: Any) -> Document:
    facts = Vacancy(address, f"Analyst {place}", "Sample Biologics", places=(place,), **record)
    text = f"# Analyst {place}\n\nYou run the laboratory of Sample Biologics in {place}. A PhD is not needed here.\n"
    return document(text, address=address, title=facts.title, kind="vacancy", work=f"vacancy/{address}", facts=facts)


def test_vacancies_that_fit_are_told_and_others_are_not(library: Library) -> None:
    stock(
        library,
        vacancy("a.md", "Ghent", verdicts={"phd": Verdict("not asked")}),
        vacancy("b.md", "Leuven", verdicts={"phd": Verdict("not asked")}),
    )
    draft = compose(gather(asked("Which vacancies are there in Ghent?"), library, TODAY))
    texts = " ".join(said(draft))
    assert "Analyst Ghent" in texts
    assert "Analyst Leuven" not in texts
    assert reply("en", "list.examples") not in texts


def test_an_invented_vacancy_is_announced_before_it_is_told(library: Library) -> None:
    stock(library, vacancy("a.md", "Ghent", verdicts={"phd": Verdict("not asked")}, example=True))
    texts = said(compose(gather(asked("Which vacancies are there in Ghent?"), library, TODAY)))
    place = texts.index(reply("en", "list.examples"))
    assert any("Analyst Ghent" in text for text in texts[place + 1 :])


def test_without_vacancies_there_is_none_to_tell(library: Library) -> None:
    stock(library, document("The harbour is open all week long for visitors."))
    draft = compose(gather(asked("Which vacancies are there in Ghent?"), library, TODAY))
    assert draft.outcome == "abstained"


def test_without_career_paths_an_overview_is_sought_in_the_pages(library: Library) -> None:
    page = document(
        "# Besides a PhD\n\nBesides a PhD you can work in quality, regulation or teaching.", title="Besides a PhD"
    )
    stock(library, page)
    request = asked("What can I do besides a PhD?")
    assert request.purpose == "overview"
    findings = gather(request, library, TODAY)
    assert findings.request.purpose == "question"
    assert "quality, regulation or teaching" in findings.lines[0].text
