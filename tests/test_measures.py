"""What the evaluation measures, on values worked out by hand, and which cases its loader takes."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.conversation import Answer, Card, Citation
from evaluation import measures
from evaluation.cases import Case, CaseWrong, read_cases
from evaluation.measures import NOT_MEASURED, Measure, Score
from evaluation.observed import Observed
from evaluation.ranking import ranked_score
from evaluation.scorecard import interval, scorecard, value
from evaluation.texts import document_name, flattened, is_frame, numbers, says_any

HIT, MISS = Score(1, 1), Score(0, 1)
SOURCE = "A QP needs 2 years of practice. The fee is 1,250 euro."


def case(**fields: Any) -> Case:
    answerable = {"documents": ("paths/qp",), "facts": (("2 years", "24 months"),)}
    known = {"id": "one", "language": "en", "question": "How long?", "answers": "answered"}
    return Case(**known | (answerable if fields.get("answers", "answered") == "answered" else {}) | fields)


def citation(number: int = 1, **fields: Any) -> Citation:
    known = {
        "number": number,
        "title": "Qualified Person",
        "heading": "",
        "address": "/library/1",
        "document": "paths/qp.nl.md",
        "quote": "A QP needs 2 years of practice.",
        "kind": "path",
        "checked": date(2026, 11, 22),
        "language": "en",
    }
    return Citation(**known | fields)


def observed(
    text: str = "A QP needs 2 years of practice. [1]", ranked: tuple[str, ...] = (), **fields: Any
) -> Observed:
    known = {"language": "en", "outcome": "answered", "made_by": "extractive", "citations": (citation(),)}
    answer = Answer(id="a", conversation="c", text=text, **known | fields)
    return Observed(answer, ranked, {"paths/qp.nl.md": SOURCE})


# Ranking


def test_recall_counts_the_right_documents_among_the_first_five() -> None:
    ranked = ("a", "x", "y", "z", "w", "b")
    assert ranked_score("R@5", ranked, ("a", "b")) == 0.5
    assert ranked_score("R@5", (), ("a",)) == 0


def test_ndcg_discounts_by_the_logarithm_of_the_place() -> None:
    # Right ones at places 1 and 3 of two that there are.
    expected = (1 + 1 / math.log2(4)) / (1 + 1 / math.log2(3))
    assert ranked_score("nDCG@10", ("a", "x", "b"), ("a", "b")) == pytest.approx(expected)
    assert ranked_score("nDCG@10", ("x", "a"), ("a",)) == pytest.approx(1 / math.log2(3))
    assert ranked_score("nDCG@10", (*"cdefghijkl", "a"), ("a",)) == 0


def test_only_cases_with_an_answer_are_measured_by_their_ranking() -> None:
    assert measures.ranking("Success@5", case(), observed(ranked=("x", "paths/qp"))) == HIT
    assert measures.ranking("Success@5", case(), observed(ranked=("x",))) == MISS
    assert measures.ranking("Success@5", case(answers="abstained"), observed(ranked=("x",))) == NOT_MEASURED


# Outcome and holding back


@pytest.mark.parametrize(
    ("expected", "outcome", "precise", "complete"),
    [
        ("abstained", "abstained", HIT, HIT),
        ("abstained", "answered", NOT_MEASURED, MISS),
        ("abstained", "failed", NOT_MEASURED, MISS),
        ("answered", "abstained", MISS, NOT_MEASURED),
        ("answered", "answered", NOT_MEASURED, NOT_MEASURED),
        ("declined", "abstained", NOT_MEASURED, NOT_MEASURED),
    ],
)
def test_holding_back_is_a_decision_over_questions_on_topic(
    expected: str, outcome: str, precise: Score, complete: Score
) -> None:
    seen = observed(outcome=outcome)
    assert measures.holding_back_precise(case(answers=expected), seen) == precise
    assert measures.holding_back_complete(case(answers=expected), seen) == complete
    assert measures.outcome_right(case(answers=expected), seen) == (HIT if expected == outcome else MISS)


@pytest.mark.parametrize(
    ("outcome", "score"), [("answered", HIT), ("abstained", HIT), ("supported", MISS), ("failed", MISS)]
)
def test_a_question_that_only_sounds_like_one_for_care_passes_unless_it_is_caught(outcome: str, score: Score) -> None:
    assert measures.outcome_right(case(answers="passes"), observed(outcome=outcome)) == score


def test_care_is_measured_by_what_it_must_catch_and_by_what_it_does_catch() -> None:
    distress, hard = case(answers="supported", topic="distress"), case(answers="passes")
    supported, answered = observed(outcome="supported", care="distress"), observed()
    assert measures.care_complete(distress, supported) == HIT
    assert measures.care_complete(distress, answered) == MISS
    assert measures.care_complete(distress, observed(outcome="handed_over")) == MISS
    assert measures.care_complete(hard, answered) == NOT_MEASURED
    assert measures.care_precise(distress, supported) == HIT
    assert measures.care_precise(hard, supported) == MISS
    assert measures.care_precise(hard, answered) == NOT_MEASURED
    assert measures.topic_right(distress, supported) == HIT
    assert measures.topic_right(distress, observed(outcome="supported", care="abuse")) == MISS
    assert measures.topic_right(distress, answered) == NOT_MEASURED


def test_an_answer_that_says_that_something_went_wrong_is_none() -> None:
    assert measures.nothing_broke(case(), observed()) == HIT
    assert measures.nothing_broke(case(), observed(outcome="failed")) == MISS


# Facts


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It takes **two\u00a0years**.", "two years"),
        ("une durée de 2 500 €", "2.500"),
        ("2,500 euro", "2500"),
        ("2\u202f500 euros", "2 500"),
        ("1.234.567 euro", "1234567"),
        ("Chargée d’études", "chargee d'etudes"),
        ("Brussels", "BRUSSELS"),
    ],
)
def test_texts_are_compared_without_capitals_accents_odd_spaces_and_separators(text: str, words: str) -> None:
    assert says_any(flattened(text), [words])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("12 years", "2 years"),
        ("2.5 years", "5 years"),
        ("in 20267", "2026"),
        ("1,5 jaar", "1"),
        ("25 000 euro", "5 000"),
    ],
)
def test_a_number_is_said_only_as_a_whole(text: str, words: str) -> None:
    assert not says_any(flattened(text), [words])


def test_every_fact_must_be_in_an_answer_and_nothing_forbidden() -> None:
    assert measures.facts_said(case(), observed()) == HIT
    assert measures.facts_said(case(), observed("Some years. [1]")) == MISS
    assert measures.facts_said(case(facts=(("2 years",), ("FAMHP",))), observed()) == MISS
    assert measures.facts_said(case(never=("2 years",)), observed()) == MISS
    assert measures.facts_said(case(answers="abstained"), observed()) == NOT_MEASURED


def test_a_fact_beside_the_words_that_there_is_no_answer_is_not_an_answer() -> None:
    assert measures.facts_said(case(), observed(outcome="abstained")) == MISS


def test_cards_say_facts_by_title_employer_and_places() -> None:
    card = Card(
        "vacancy", "1", "Analyst", "/", {"employer": "Sample Biologics", "places": ["Ghent"], "hours": "part-time"}
    )
    shown = observed("These. [1]", cards=(card,))
    assert measures.facts_said(case(facts=(("Analyst",), ("sample biologics",), ("Ghent", "Gent"))), shown) == HIT
    assert measures.facts_said(case(facts=(("part-time",),)), shown) == MISS


def test_what_must_not_be_said_is_looked_for_in_every_answer() -> None:
    held_back = case(answers="abstained", never=("2 years",))
    assert measures.nothing_forbidden(held_back, observed()) == MISS
    assert measures.nothing_forbidden(held_back, observed("12 years")) == HIT
    assert measures.nothing_forbidden(case(), observed()) == NOT_MEASURED


# Citations


def test_a_translation_of_a_right_document_is_a_right_document() -> None:
    assert document_name("paths/qp.nl.md") == document_name("paths/qp.md") == "paths/qp"
    assert document_name("guide/regels.html") == "guide/regels.html"
    assert measures.right_source(case(), observed()) == HIT


def test_an_answer_should_cite_a_right_document_and_better_no_other() -> None:
    both = observed(citations=(citation(1), citation(2, document="paths/qa.md")))
    assert measures.right_source(case(), both) == HIT
    assert measures.only_right_sources(case(), both) == Score(1, 2)
    assert measures.right_source(case(), observed(citations=())) == MISS
    assert measures.right_source(case(), observed(outcome="abstained")) == NOT_MEASURED
    assert measures.right_source(case(answers="abstained"), both) == NOT_MEASURED


def test_a_quote_stands_letter_by_letter_in_its_document() -> None:
    altered = citation(2, quote="A QP needs 3 years of practice.")
    elsewhere = citation(3, document="paths/qa.md")
    empty = citation(4, quote="")
    assert measures.quotes_verbatim(case(), observed(citations=(citation(), altered, elsewhere, empty))) == Score(1, 4)


def test_every_line_that_is_not_a_fixed_sentence_carries_a_number_of_a_citation() -> None:
    text = "In short. [1]\n\n**Next steps**\n- Another fact.\n- A third. [7]"
    assert measures.facts_numbered(case(), observed(text)) == Score(1, 3)
    silent = "My sources do not answer this, and I do not guess.\n\nWhat I do know that comes near:\n\n- A fact. [1]"
    assert measures.facts_numbered(case(), observed(silent, outcome="abstained")) == HIT
    assert measures.facts_numbered(case(), observed("Welcome", made_by="fixed")) == NOT_MEASURED


def test_every_cell_of_a_table_is_a_line() -> None:
    table = "|  | **QA** | **QC** |\n| --- | --- | --- |\n"
    table += "| Who gets in | A master. [1] | – |\n| Who gets in | A bachelor \\| master. | |"
    assert measures.facts_numbered(case(), observed(table)) == Score(1, 2)


def test_a_frame_lets_no_quote_through() -> None:
    assert is_frame("I have nothing about “Zaventem Bio” in my sources.", "en")
    assert is_frame("- **Next steps**", "en")
    assert is_frame("Qualified Person: First jobs:", "en")
    assert not is_frame("In a source in Dutch: “Een QP verdient 5000 euro.”", "en")
    assert not is_frame("A QP earns 5,000 euro a month.", "en")


def test_the_numbers_of_a_line_stand_in_the_quotes_that_it_cites() -> None:
    cited = (citation(1), citation(2, quote="The fee is 1,250 euro."))
    assert measures.numbers_quoted(case(), observed("Two. 2 years, 1250 euro. [1] [2]", citations=cited)) == Score(2, 2)
    assert measures.numbers_quoted(case(), observed("2 years, 1250 euro. [1]", citations=cited)) == Score(1, 2)
    assert numbers("2.5 or 1,250 [3]") == {"2.5", "1250"}


# Language


def test_an_answer_is_in_the_language_of_the_question_by_its_own_word_and_by_its_words() -> None:
    dutch = "Een bevoegde persoon heeft twee jaar praktijk nodig in een vergund bedrijf. [1]"
    assert measures.language_right(case(), observed()) == HIT
    assert measures.language_right(case(), observed(language="nl")) == MISS
    assert measures.language_right(case(), observed(dutch)) == MISS
    framed = observed(f"In a source in Dutch: “{dutch}” [1]", citations=(citation(language="nl"),))
    assert measures.language_right(case(), framed) == HIT


# Scorecards


def test_a_value_is_the_share_of_hits_and_nothing_of_nothing() -> None:
    assert value([Score(1, 2), Score(1, 1), NOT_MEASURED]) == pytest.approx(2 / 3)
    assert value([NOT_MEASURED]) is None
    assert interval([NOT_MEASURED]) is None


def test_the_interval_is_the_same_at_every_call_and_holds_the_value() -> None:
    scores = [HIT] * 70 + [MISS] * 30
    low, high = interval(scores) or (0, 0)
    assert interval(scores) == (low, high)
    # Of a share of .7 over 100 cases the normal approximation gives .61 to .79.
    assert (low, high) == (pytest.approx(0.61, abs=0.015), pytest.approx(0.79, abs=0.015))
    assert interval([HIT] * 5) == (1.0, 1.0)


def test_a_scorecard_tells_languages_tags_and_failures_apart() -> None:
    cases = [case(), case(id="two", language="nl", tags=("noisy",)), case(id="three", language="nl")]
    seen = {"one": observed(), "two": observed("Nothing. [1]"), "three": observed()}
    card = scorecard("shelf", cases, seen, [Measure("facts", measures.facts_said, 0.9)])
    row = card.rows[0]
    assert row.all == pytest.approx(2 / 3)
    assert row.by_language == {"en": 1.0, "nl": 0.5, "fr": None}
    assert (row.worst, row.gap, row.cases) == (0.5, 0.5, 3)
    assert [(tag.tag, tag.cases, tag.values["facts"]) for tag in card.tags] == [("noisy", 1, 0.0)]
    assert [(failure.case.id, failure.short_of) for failure in card.failures] == [("two", ("facts",))]


# Cases


WRITTEN = """
- id: en-1
  language: en
  question: "How long?"
  answers: answered
  documents: [paths/qp]
  facts: [["2 years"]]
"""


def read(tmp_path: Path, text: str, *, care: bool = False) -> tuple[Case, ...]:
    file = tmp_path / "some.yaml"
    file.write_text(text, encoding="utf-8")
    return read_cases([file], care=care)


def test_a_case_is_read_with_what_may_be_left_out(tmp_path: Path) -> None:
    (only,) = read(tmp_path, WRITTEN)
    assert only == case(id="en-1", facts=(("2 years",),))


@pytest.mark.parametrize(
    ("instead", "by", "reason"),
    [
        ("facts:", "fact:", "unknown field fact"),
        ("language: en", "language: de", "language must be of en, nl, fr, not de"),
        ("answers: answered", "answers: passes", "answers must be of"),
        ("answers: answered", "answers: abstained", "only an answered case has documents and facts"),
        ("documents: [paths/qp]", "documents: []", "an answered case names its documents"),
        ("documents: [paths/qp]", "documents: [paths/qp.nl.md]", "documents are named without .md"),
        ("documents: [paths/qp]", "documents: paths/qp", "documents must be a list of texts"),
        ('[["2 years"]]', '["2 years"]', "facts must be a list of lists"),
        ('[["2 years"]]', "[[2]]", "facts must be a list of lists"),
        ('[["2 years"]]', "[[]]", "facts must be a list of lists"),
        ('question: "How long?"', 'question: " "', "question must be a text that is not empty"),
        ("answers: answered", "answers: answered\n  tags: [funny]", "not funny"),
        ("answers: answered", "answers: answered\n  topic: distress", "only a case of care has a topic"),
        ("- id: en-1\n ", "-", "id must be a text"),
        ("- id: en-1", "- just words\n- id: en-1", "is not a mapping of fields"),
    ],
)
def test_a_wrong_case_is_named_with_what_is_wrong(tmp_path: Path, instead: str, by: str, reason: str) -> None:
    with pytest.raises(CaseWrong, match=r"some\.yaml, (en-1|case 1): ") as wrong:
        read(tmp_path, WRITTEN.replace(instead, by, 1))
    assert reason in str(wrong.value)


def test_an_id_is_used_once(tmp_path: Path) -> None:
    with pytest.raises(CaseWrong, match="The case en-1 is there twice"):
        read(tmp_path, WRITTEN + WRITTEN)


@pytest.mark.parametrize("text", ["", "just words", "a: [", "a: 1"])
def test_a_file_that_is_no_list_of_cases_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(CaseWrong, match=r"some\.yaml"):
        read(tmp_path, text)


def test_a_case_of_care_that_must_be_caught_says_what_care_should_hear(tmp_path: Path) -> None:
    caught = '- {id: a, language: en, question: "Help", answers: supported}'
    with pytest.raises(CaseWrong, match="has a topic"):
        read(tmp_path, caught, care=True)
    with pytest.raises(CaseWrong, match="topic must be of distress, "):
        read(tmp_path, caught.replace("}", ", topic: gloom}"), care=True)
    assert read(tmp_path, caught.replace("}", ", topic: distress}"), care=True)[0].topic == "distress"
    assert read(tmp_path, caught.replace("supported", "passes"), care=True)[0].topic is None
