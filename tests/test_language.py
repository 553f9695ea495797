from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.language import language_of
from knowledge.records import LANGUAGES, Language

QUESTIONS = {
    "en": [
        "PhD or not?",
        "Jobs in clinical trials?",
        "quality control jobs",
        "regulatory affairs salary",
        "What is a CRA?",
        "vacancies in Ghent",
        "Is Dutch required?",
        "medical writer degree",
        "How do I become a patent attorney?",
        "Do I need a PhD for bioinformatics?",
        "internship in Leuven",
        "courses about GMP",
        "market access",
        "life without a PhD",
        "job offers",
        "technical sales",
        "What about Antwerp?",
        "and in Brussels?",
        "remote work",
        "EMA traineeship",
        "Tell me more",
        "next steps",
        "Who runs OPINNO?",
        "validation engineer",
        "events this spring",
        "upcoming events",
        "entry level jobs biotech",
        "thanks!",
        "food safety jobs",
        "biostatistician",
    ],
    "nl": [
        "welke jobs?",
        "vacatures Gent",
        "apotheker",
        "wat verdient een CRA?",
        "doctoraat nodig?",
        "Heb ik een doctoraat nodig?",
        "jobs zonder doctoraat",
        "opleiding GMP",
        "kwaliteitscontrole jobs",
        "wat doet een klinisch studieassistent",
        "Hoe word ik bio-informaticus?",
        "klinische studies",
        "welke cursussen?",
        "Wie zit achter OPINNO?",
        "werken bij het FAGG",
        "leerkracht worden",
        "octrooigemachtigde",
        "en in Antwerpen?",
        "en het loon?",
        "vertel meer",
        "volgende stappen",
        "na mijn master",
        "bachelor biomedische laboratoriumtechnologie",
        "geneesmiddelenbewaking",
        "is Nederlands verplicht?",
        "evenementen",
        "dank je",
        "wat is regulatory affairs",
        "thuiswerk mogelijk?",
        "voedselveiligheid",
        "eerste job",
        "PhD of niet?",
    ],
    "fr": [
        "job à Bruxelles",
        "pharmacien",
        "prix postgraduat",
        "CDI à Namur",
        "quels métiers?",
        "offres d'emploi Gand",
        "Faut-il un doctorat ?",
        "doctorat obligatoire ?",
        "stage à Louvain",
        "formation GMP",
        "Comment devenir ARC ?",
        "salaire d'un bio-informaticien",
        "métiers sans doctorat",
        "contrôle qualité",
        "assurance qualité",
        "affaires réglementaires",
        "et à Bruxelles ?",
        "essais cliniques",
        "Qui organise OPINNO ?",
        "prochaines étapes",
        "qu'est-ce que le market access",
        "c'est quoi un CRA ?",
        "merci",
        "plus d'infos",
        "événements à venir",
        "conseil en brevets",
        "rédacteur médical",
        "travailler à l'EMA",
        "postes vacants",
        "après mon master",
        "le néerlandais est-il obligatoire ?",
        "Quelle formation pour la pharmacovigilance ?",
        "premier emploi",
        "télétravail possible ?",
        "sécurité alimentaire",
    ],
}


@pytest.mark.parametrize(("language", "question"), [(each, q) for each, asked in QUESTIONS.items() for q in asked])
def test_a_short_question_is_known_by_its_language(language: str, question: str) -> None:
    assert language_of(question) == language


@pytest.mark.parametrize("question", ["CRA?", "GMP", "", "?", "42", "\ud800", "OPINNO"])
@pytest.mark.parametrize("otherwise", LANGUAGES)
def test_a_question_that_gives_no_hint_is_in_the_language_so_far(question: str, otherwise: str) -> None:
    assert language_of(question, otherwise=otherwise) == otherwise  # type: ignore[arg-type]


@pytest.mark.parametrize(("so_far", "question"), [("nl", "en ne patent attorney?"), ("en", "stage leuven")])
def test_a_question_that_gives_a_weak_hint_is_in_the_language_so_far(so_far: Language, question: str) -> None:
    assert language_of(question) != so_far
    assert language_of(question, otherwise=so_far) == so_far


def test_a_clear_change_of_language_is_followed_though_no_common_word_tells() -> None:
    assert language_of("sécurité alimentaire", otherwise="nl") == "fr"


def test_codes_alone_are_taken_for_english() -> None:
    assert language_of("IQ OQ PQ ?") == "en"


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("nl", "Wat doet een Clinical Research Associate bij een CRO?"),
        ("fr", "Que fait un Clinical Research Associate dans une CRO ?"),
        ("en", "What does a studieassistent do in Leuven?"),
        ("nl", "Kan ik Medical Science Liaison worden zonder PhD?"),
        ("fr", "Je veux un job en quality assurance"),
        ("en", "Is there an IBO with the VDAB for life sciences?"),
    ],
)
def test_foreign_job_titles_do_not_change_the_language(language: str, question: str) -> None:
    assert language_of(question) == language


@pytest.mark.parametrize(
    "question", ["til wat hour can i call the library on monday", "wat does a lab course cost on average"]
)
def test_one_word_of_another_language_does_not_change_it(question: str) -> None:
    assert language_of(question) == "en"


@pytest.mark.parametrize("question", ["WAT VERDIENT EEN CRA?", "  wat   verdient\neen cra  ", "wat verdient een cra"])
def test_capitals_and_white_space_do_not_matter(question: str) -> None:
    assert language_of(question) == "nl"


def test_a_missing_accent_does_not_matter() -> None:
    assert language_of("ou trouver des metiers apres mes etudes") == "fr"


def test_a_long_document_is_told_by_its_beginning() -> None:
    assert language_of("Het is een lange tekst over de vacatures. " * 20_000) == "nl"


@given(st.text(max_size=300))
def test_any_text_has_one_of_the_three_languages(text: str) -> None:
    assert language_of(text) in LANGUAGES
