"""Questions as people ask them, over the shelf that ships and an interview as it was found: what comes back."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from talking import INTERVIEW, Guide, copied, open_library

from knowledge.language import language_of
from knowledge.records import FAMILIES, LANGUAGES, CareerPath
from prompts import reply

pytest_plugins = ["talking_fixtures"]

ASKED = {
    "en": [
        "What can I do besides a PhD?",
        "What are my options after a master in biology?",
        "I don't know what I want to do after my studies",
        "What can I become with a professional bachelor?",
        "What does a clinical research associate do?",
        "Tell me about regulatory affairs",
        "medical writer",
        "What are the downsides of being a patent attorney?",
        "Which skills does a bioinformatician need?",
        "Do I need a PhD to become a medical science liaison?",
        "How do I become a QA officer?",
        "What is the difference between quality assurance and quality control?",
        "Which vacancies are there in Ghent without a PhD?",
        "Which courses are there on GMP?",
        "Are there any events where I can meet companies?",
        "What is Knowledge for Growth?",
        "What is OPINNO?",
        "What is a Baekeland mandate?",
        "Who runs the human-talent track?",
        "What does a flanders.bio membership cost?",
        "How much does a clinical data manager earn?",
        "What is the capital of Australia?",
        "Who won the cycling race last Sunday?",
        "hello",
        "Are you a human?",
    ],
    "nl": [
        "Wat kan ik doen naast een doctoraat?",
        "Welke opties heb ik na een master biologie?",
        "Ik weet niet wat ik wil worden",
        "Wat kan ik worden met een professionele bachelor?",
        "Wat doet een klinisch onderzoeksmedewerker?",
        "Vertel me over regulatory affairs",
        "medisch schrijver",
        "Wat zijn de nadelen van octrooigemachtigde?",
        "Welke vaardigheden heeft een bio-informaticus nodig?",
        "Heb ik een doctoraat nodig om medical science liaison te worden?",
        "Hoe word ik QA officer?",
        "Wat is het verschil tussen quality assurance en quality control?",
        "Welke vacatures zijn er in Gent zonder doctoraat?",
        "Welke opleidingen zijn er over GMP?",
        "Zijn er evenementen waar ik bedrijven kan ontmoeten?",
        "Wat is Knowledge for Growth?",
        "Wat is OPINNO?",
        "Wat is een Baekeland-mandaat?",
        "Wat kost een lidmaatschap van flanders.bio?",
        "Hoeveel verdient een clinical data manager?",
        "Wat is de hoofdstad van Australië?",
        "hallo",
    ],
    "fr": [
        "Que puis-je faire à part un doctorat ?",
        "Quelles sont mes options après un master en biologie ?",
        "Que peut-on devenir avec un bachelier professionnalisant ?",
        "Que fait un attaché de recherche clinique ?",
        "Parle-moi des affaires réglementaires",
        "rédacteur médical",
        "Quels sont les inconvénients du métier de mandataire en brevets ?",
        "Quelles compétences faut-il pour être bio-informaticien ?",
        "Faut-il un doctorat pour devenir medical science liaison ?",
        "Quelle est la différence entre l'assurance qualité et le contrôle qualité ?",
        "Quelles offres d'emploi y a-t-il à Gand sans doctorat ?",
        "Quelles formations y a-t-il sur les BPF ?",
        "Y a-t-il des événements pour rencontrer des entreprises ?",
        "Qu'est-ce que Knowledge for Growth ?",
        "Qu'est-ce que OPINNO ?",
        "Qu'est-ce qu'un mandat Baekeland ?",
        "Combien coûte une adhésion à flanders.bio ?",
        "Combien gagne un gestionnaire de données cliniques ?",
        "Quelle est la capitale de l'Australie ?",
        "bonjour",
    ],
}
EVERY = [(language, question) for language in LANGUAGES for question in ASKED[language]]

INTERVIEW_QUESTIONS = {
    "en": [
        ("When was the cluster organisation kicked off?", r"2004"),
        ("Who runs the human-talent track?", r"Pascale Engelen"),
        ("What is OPINNO's ultimate goal?", r"more to life sciences than pursuing a PhD"),
        ("Which modules were planned for the Helis Academy?", r"(?i)good manufacturing pr"),
        ("What do companies see in a CV that mentions VIB?", r"more interested"),
    ],
    "nl": [
        ("Wanneer werd de clusterorganisatie opgestart?", r"2004"),
        ("Wie leidt het human talent-spoor?", r"Pascale Engelen"),
        (
            "Wat is het uiteindelijke doel van OPINNO?",
            r"more to life sciences than pursuing a PhD|doctoraat maar een van de",
        ),
        ("Welke modules waren gepland voor Helis?", r"(?i)good manufacturing pr|goede productie"),
        ("Wat zien bedrijven in een cv dat VIB vermeldt?", r"more interested|meer geïnteresseerd"),
    ],
}
OF_THE_INTERVIEW = [(language, *asked) for language, every in INTERVIEW_QUESTIONS.items() for asked in every]


def documents_of(answer: dict[str, Any]) -> set[str]:
    return {citation["document"] for citation in answer["citations"]}


def texts_by_address(guide: Guide) -> dict[str, list[str]]:
    texts: dict[str, list[str]] = {}
    for document in guide.library.catalogue.documents():
        texts.setdefault(document.address, []).append(document.text)
    return texts


# The interview


@pytest.mark.parametrize(("language", "question", "fact"), OF_THE_INTERVIEW)
def test_the_interview_is_cited_beside_the_shelf(guide: Guide, language: str, question: str, fact: str) -> None:
    answer = guide.ask(question)
    assert answer["outcome"] == "answered"
    assert answer["language"] == language
    assert INTERVIEW.name in documents_of(answer)
    assert re.search(fact, answer["text"])


@pytest.mark.parametrize(("language", "question", "fact"), OF_THE_INTERVIEW)
def test_the_interview_alone_answers_too(interview_guide: Guide, language: str, question: str, fact: str) -> None:
    answer = interview_guide.ask(question)
    assert answer["outcome"] == "answered"
    assert answer["language"] == language
    assert documents_of(answer) == {INTERVIEW.name}
    assert re.search(fact, answer["text"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_price_of_a_membership_is_not_made_up(guide: Guide, interview_guide: Guide, language: str) -> None:
    question = next(q for q in ASKED[language] if "flanders.bio" in q)
    for each in (guide, interview_guide):
        answer = each.ask(question)
        assert answer["outcome"] == "abstained"
        assert answer["language"] == language
        assert not re.search(r"€|\d\s?euro", answer["text"].split("\n\n")[0])


# What holds of every answer


@pytest.mark.parametrize(("language", "question"), EVERY)
def test_every_quote_stands_in_its_document(guide: Guide, language: str, question: str) -> None:
    texts = texts_by_address(guide)
    for citation in guide.ask(question)["citations"]:
        assert any(citation["quote"] in text for text in texts[citation["document"]]), citation


@pytest.mark.parametrize(("language", "question"), EVERY)
def test_every_answer_is_in_the_language_of_its_question(guide: Guide, language: str, question: str) -> None:
    answer = guide.ask(question)
    assert answer["language"] == language
    spoken = re.sub(r"“[^”]*”|«[^»]*»", "", answer["text"])
    assert language_of(spoken) == language
    for suggestion in answer["suggestions"]:
        assert language_of(suggestion) == language


@pytest.mark.parametrize(("language", "question"), EVERY)
def test_every_number_in_the_text_has_its_citation_and_the_other_way_round(
    guide: Guide, language: str, question: str
) -> None:
    answer = guide.ask(question)
    marks = {int(mark) for mark in re.findall(r"\[(\d+)\]", answer["text"])}
    numbers = [citation["number"] for citation in answer["citations"]]
    assert numbers == list(range(1, len(numbers) + 1))
    assert marks == set(numbers)
    assert len(numbers) <= 8


@pytest.mark.parametrize(("language", "question"), EVERY)
def test_no_figure_comes_out_of_thin_air(guide: Guide, language: str, question: str) -> None:
    """A figure stands in the quote beside it or in the question, or it is a count of what the library holds."""
    answer = guide.ask(question)
    quotes = {citation["number"]: citation for citation in answer["citations"]}
    for line in filter(None, answer["text"].split("\n")):
        marks = [int(mark) for mark in re.findall(r"\[(\d+)\]", line)]
        figures = set(re.findall(r"\d[\d.,]*\d|\d", re.sub(r"\[\d+\]", "", line)))
        sources = " ".join(f"{quotes[m]['quote']} {quotes[m]['title']} {quotes[m]['heading']}" for m in marks)
        # The last day to apply and the day of the last look stand on the cards.
        sources += " ".join(str(card.get(day)) for card in answer["cards"] for day in ("closes", "checked"))
        unborne = {figure for figure in figures if figure not in sources and figure not in question}
        assert unborne <= (set() if marks else counts(guide, answer)), line


def counts(guide: Guide, answer: dict[str, Any]) -> set[str]:
    """What the guide may count: its documents and paths, those open to a ladder, and the lines that it lists."""
    records = [path.facts for path in guide.library.records("path") if isinstance(path.facts, CareerPath)]
    ladders = {ladder for record in records for ladder in record.entry}
    entry = {ladder: [record.entry.get(ladder) for record in records] for ladder in ladders}
    every = {
        guide.library.document_count(),
        len(records),
        sum(record.phd in ("not asked", "a plus") for record in records),
        answer["text"].count("\n- "),
        *(sum(said in ("usual", "possible") for said in entry[ladder]) for ladder in ladders),
        *(entry[ladder].count("usual") for ladder in ladders),
        *(entry[ladder].count("possible") for ladder in ladders),
        *range(len(guide.library.records("vacancy")) + 1),
    }
    return set(map(str, every))


@pytest.mark.parametrize(("language", "question"), EVERY)
def test_every_answer_has_the_shape_of_an_answer(guide: Guide, language: str, question: str) -> None:
    answer = guide.ask(question)
    assert answer["outcome"] in ("answered", "abstained", "declined")
    assert answer["made_by"] in ("extractive", "fixed")
    assert answer["text"].strip()
    assert len(answer["suggestions"]) <= 3
    # A search for vacancies is answered by all that it finds.
    assert len(answer["cards"]) <= (24 if answer["cards"] and answer["cards"][-1]["kind"] == "vacancy" else 6)
    if answer["outcome"] == "answered" and answer["made_by"] == "extractive":
        assert answer["citations"]
    assert "$" not in answer["text"]
    assert not re.search(r"https?://", answer["text"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_suggested_can_be_answered(guide: Guide, language: str) -> None:
    # Some ask on: "Which of those ask for a PhD?"
    answers = [guide.ask(question) for question in ASKED[language][:12]]
    suggested = {s: answer["conversation"] for answer in answers for s in answer["suggestions"]}
    assert suggested
    unanswered = [s for s, talk in suggested.items() if guide.ask(s, talk)["outcome"] != "answered"]
    assert unanswered == []


# What the guide knows


@pytest.mark.parametrize("language", LANGUAGES)
def test_besides_a_phd_there_are_eight_families(guide: Guide, language: str) -> None:
    answer = guide.ask(ASKED[language][0])
    assert answer["outcome"] == "answered"
    for family in FAMILIES:
        assert f"**{reply(language, f'family.{family}')}**" in answer["text"]
    assert len(answer["citations"]) == len(FAMILIES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_career_path_is_told_of_by_its_name(guide: Guide, language: str) -> None:
    for path in guide.library.records("path"):
        assert isinstance(path.facts, CareerPath)
        answer = guide.ask(path.facts.names[language], language=language)
        assert answer["outcome"] == "answered", path.facts.names[language]
        assert path.facts.id in [card["id"] for card in answer["cards"]], path.facts.names[language]


@pytest.mark.parametrize(
    ("question", "document", "fact"),
    [
        ("What does a clinical research associate do?", "paths/clinical-research-associate.md", r"trial|site|hospital"),
        ("Wat doet een klinisch onderzoeksmedewerker?", "paths/clinical-research-associate.nl.md", r"studie|onderzoek"),
        ("What are the downsides of being a patent attorney?", "paths/patent-attorney.md", r"exam|years|train"),
        ("What is Knowledge for Growth?", "events/knowledge-for-growth.md", r"congress|conference"),
        ("Do I need a PhD to become a medical science liaison?", "paths/medical-science-liaison.md", r"PhD"),
    ],
)
def test_a_question_is_answered_from_the_page_about_it(guide: Guide, question: str, document: str, fact: str) -> None:
    answer = guide.ask(question)
    assert answer["outcome"] == "answered"
    assert document in documents_of(answer)
    assert re.search(fact, answer["text"])


@pytest.mark.parametrize(
    "question",
    [
        "What is the capital of Australia?",
        "Wat is de hoofdstad van Australië?",
        "Quelle est la capitale de l'Australie ?",
        "Who won the cycling race last Sunday?",
        "How do I bake sourdough bread?",
        "Hoeveel kost een ticket naar Mars?",
        "What is the phone number of the director of Zorblax Pharma?",
        "When does the Flugelbinder traineeship start?",
    ],
)
def test_what_no_source_says_is_not_answered(guide: Guide, question: str) -> None:
    assert guide.ask(question)["outcome"] in ("abstained", "declined")


def test_a_name_that_nobody_knows_is_said_to_be_unknown(guide: Guide) -> None:
    answer = guide.ask("What does Zorblax Pharma do?")
    assert answer["outcome"] == "abstained"
    assert "Zorblax" in answer["text"]


# Vacancies


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "Which vacancies are there in Ghent without a PhD?"),
        ("nl", "Welke vacatures zijn er in Gent zonder doctoraat?"),
        ("fr", "Quelles offres d'emploi y a-t-il à Gand sans doctorat ?"),
        ("en", "Show me jobs in Leuven"),
        ("en", "vacancies for a lab technician"),
    ],
)
def test_an_example_vacancy_is_always_said_to_be_an_example(guide: Guide, language: str, question: str) -> None:
    answer = guide.ask(question)
    assert answer["outcome"] == "answered"
    assert reply(language, "list.examples") in answer["text"]
    vacancies = [citation for citation in answer["citations"] if citation["kind"] == "vacancy"]
    assert vacancies
    assert all(citation["example"] for citation in vacancies)
    assert all(card["example"] for card in answer["cards"] if card["kind"] == "vacancy")


@pytest.mark.parametrize(("language", "question"), EVERY)
def test_wherever_an_example_is_shown_it_is_marked(guide: Guide, language: str, question: str) -> None:
    answer = guide.ask(question)
    examples = {
        document.address for document in guide.library.records("vacancy") if getattr(document.facts, "example", False)
    }
    for citation in answer["citations"]:
        assert citation["example"] == (citation["document"] in examples)
    for card in answer["cards"]:
        assert card["kind"] != "vacancy" or card["example"]


def test_vacancies_in_a_place_and_without_a_phd_are_that(guide: Guide) -> None:
    answer = guide.ask("Which vacancies are there in Ghent without a PhD?")
    cards = [card for card in answer["cards"] if card["kind"] == "vacancy"]
    assert cards
    assert all("Ghent" in card["places"] and card["phd"] in ("not asked", "preferred") for card in cards)


def test_a_vacancy_that_has_closed_is_never_shown(stocked: Path, tmp_path: Path) -> None:
    library = open_library(copied(stocked, tmp_path))
    closing = [v.expires for v in library.records("vacancy") if v.expires]
    assert closing
    late = Guide.on(library, today=lambda: max(closing) + timedelta(days=1))
    open_ones = {v.address for v in library.records("vacancy") if v.expires is None}
    for question in ("Which vacancies are there in Ghent?", "What does a lab technician do?", "vacatures in Leuven"):
        answer = late.ask(question)
        shown = {c["document"] for c in answer["citations"] if c["kind"] == "vacancy"}
        assert shown <= open_ones
    library.close()


# Conversations


@pytest.mark.parametrize(
    ("first", "then", "document"),
    [
        (
            "What does a clinical research associate do?",
            "And what are the downsides of it?",
            "paths/clinical-research-associate.md",
        ),
        (
            "Wat doet een medisch schrijver?",
            "En welke vaardigheden heb je daarvoor nodig?",
            "paths/medical-writer.nl.md",
        ),
        (
            "Que fait un attaché de recherche clinique ?",
            "Et quelles études faut-il pour cela ?",
            "paths/clinical-research-associate.fr.md",
        ),
    ],
)
def test_a_follow_up_is_about_what_was_said(guide: Guide, first: str, then: str, document: str) -> None:
    opening = guide.ask(first)
    answer = guide.ask(then, opening["conversation"])
    assert answer["conversation"] == opening["conversation"]
    assert answer["outcome"] == "answered"
    assert document in documents_of(answer)


def test_a_new_subject_in_a_conversation_is_not_pulled_back_to_the_old_one(guide: Guide) -> None:
    opening = guide.ask("What does a patent attorney do?")
    answer = guide.ask("What does a medical writer do?", opening["conversation"])
    assert "paths/medical-writer.md" in documents_of(answer)
    assert not any("patent-attorney" in document for document in documents_of(answer))


def test_the_language_can_change_in_the_middle(guide: Guide) -> None:
    opening = guide.ask("What does a patent attorney do?")
    answer = guide.ask("Wat zijn de nadelen daarvan?", opening["conversation"])
    assert answer["language"] == "nl"
    assert "paths/patent-attorney.nl.md" in documents_of(answer)


def test_a_wanted_language_wins_over_that_of_the_question(guide: Guide) -> None:
    answer = guide.ask("What can I do besides a PhD?", language="fr")
    assert answer["language"] == "fr"
    assert reply("fr", "family.quality") in answer["text"]


# Sources in another language


def test_a_dutch_question_on_an_english_source_is_answered_in_dutch_with_the_english_quote(
    interview_guide: Guide,
) -> None:
    answer = interview_guide.ask("Wie leidt het human talent-spoor?")
    assert answer["language"] == "nl"
    assert reply("nl", "frame.english") in answer["text"]
    assert all(citation["language"] == "en" for citation in answer["citations"])


def test_a_library_without_a_shelf_does_not_promise_career_paths(interview_guide: Guide) -> None:
    answer = interview_guide.ask("What can I do besides a PhD?")
    assert answer["outcome"] in ("answered", "abstained")
    assert not answer["cards"]
    assert not answer["suggestions"]


# Several turns


@pytest.mark.parametrize(
    ("turns", "document", "fact"),
    [
        (
            ("What does a medical writer do?", "and a patent attorney?", "what are the downsides of it?"),
            "paths/patent-attorney.md",
            r"exam|years|train",
        ),
        (
            ("Wat doet een klinisch onderzoeksmedewerker?", "En welk diploma heb je daarvoor nodig?"),
            "paths/clinical-research-associate.nl.md",
            r"bachelor|master|diploma",
        ),
        (
            ("Que fait un mandataire en brevets ?", "et quelles études faut-il ?"),
            "paths/patent-attorney.fr.md",
            r"master|diplôme|études",
        ),
        (
            ("What is Knowledge for Growth?", "Who organises it?"),
            "events/knowledge-for-growth.md",
            r"flanders\.bio|Biovia",
        ),
    ],
)
def test_a_conversation_is_followed_over_the_shelf(
    guide: Guide, turns: tuple[str, ...], document: str, fact: str
) -> None:
    answer = guide.ask(turns[0])
    for question in turns[1:]:
        answer = guide.ask(question, answer["conversation"])
    assert answer["outcome"] == "answered"
    assert document in documents_of(answer)
    assert re.search(fact, answer["text"])


@pytest.mark.parametrize(
    ("first", "then", "place"),
    [
        ("Which vacancies are there in Ghent?", "and in Leuven?", "Leuven"),
        ("Welke vacatures zijn er in Gent?", "en in Brussel?", "Brussels"),
        ("Quelles offres d'emploi y a-t-il à Gand ?", "et à Louvain ?", "Leuven"),
    ],
)
def test_vacancies_of_another_place_are_shown_when_only_the_place_is_said(
    guide: Guide, first: str, then: str, place: str
) -> None:
    cards = guide.ask(then, guide.ask(first)["conversation"])["cards"]
    assert cards
    assert all(place in card["places"] for card in cards if card["kind"] == "vacancy")


def test_one_of_the_vacancies_shown_is_told_of_by_its_place(guide: Guide) -> None:
    shown = guide.ask("Which vacancies are there in Ghent?")
    second = shown["citations"][1]["document"]
    answer = guide.ask("tell me more about the second one", shown["conversation"])
    assert documents_of(answer) == {second}
