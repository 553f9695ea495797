"""How good the guide is must not get worse: the whole evaluation against its floors, and that nothing broken passes."""

from __future__ import annotations

import json
import os
import pickle
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import pytest
from fakes import FakeEmbeddings, document, stock
from filelock import FileLock
from typer.testing import CliRunner

import cli
from bot.conversation import Answer
from evaluation import report, run
from evaluation.cases import Case, CaseWrong
from evaluation.gate import Floor, SuiteFloors, floors_below, read_floors, shortfalls
from evaluation.measures import OF_ANSWERS
from evaluation.observed import Guide, Observed, Said, observe
from evaluation.scorecard import Scorecard, scorecard
from evaluation.suites import TODAY, Ground, Suite, read_suites
from evaluation.texts import document_name, flattened, says_any
from ingest.readers import readings
from ingest.readers.content import Content
from ingest.shelf import FOLDER as SHELF
from knowledge.library import Library

SUITES = read_suites()
CASES = {suite.name: suite.cases for suite in SUITES}
FLOORS = read_floors()
BY_NAME = pytest.mark.parametrize("suite", [suite for suite in SUITES if suite.name != "care"], ids=lambda s: s.name)


@dataclass(frozen=True)
class Evaluated:
    """Every case as the real guide answered it, once for all tests."""

    observed: Mapping[str, Mapping[str, Observed]]

    @cached_property
    def scorecards(self) -> list[Scorecard]:
        return run.scored(SUITES, self.observed)

    def of(self, suite: str) -> Scorecard:
        return next(card for card in self.scorecards if card.suite == suite)


@pytest.fixture(scope="session")
def evaluated(tmp_path_factory: pytest.TempPathFactory) -> Evaluated:
    """The whole evaluation, made by the first of the parallel workers that asks for it."""
    base = tmp_path_factory.getbasetemp()
    file = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "observed.pickle"
    with FileLock(f"{file}.lock"):
        if not file.exists():
            observed = run.observe_suites(SUITES)
            making = file.with_suffix(".making")
            making.write_bytes(pickle.dumps(observed))
            making.rename(file)
    return Evaluated(pickle.loads(file.read_bytes()))


# The gate


def test_the_guide_is_no_worse_than_it_was(evaluated: Evaluated) -> None:
    assert "\n".join(shortfalls(evaluated.scorecards, FLOORS)) == ""


def test_every_suite_has_a_floor_under_every_measure() -> None:
    assert FLOORS.keys() == CASES.keys()
    for suite in SUITES:
        assert FLOORS[suite.name].measures.keys() == {measure.name for measure in suite.measures}


@pytest.mark.parametrize("measure", ["nothing broke", "quotes verbatim", "facts with a number"])
def test_some_things_may_never_fall_short(measure: str) -> None:
    promised = [floors.measures[measure] for floors in FLOORS.values() if measure in floors.measures]
    assert promised
    assert set(promised) == {Floor(1.0, 1.0)}


@dataclass
class Replayed:
    """The guide as it answered, with its rankings or its answers made worse."""

    cases: Sequence[Case]
    observed: Mapping[str, Observed]
    rank: Callable[[Sequence[str]], Sequence[str]] = lambda ranked: ranked
    say: Callable[[Answer], Answer] = lambda answer: answer

    def __post_init__(self) -> None:
        self._known = {(*case.turns, case.question): self.observed[case.id] for case in self.cases}

    async def answer(self, question: str, conversation: str | None) -> Answer:
        asked = (*json.loads(conversation or "[]"), question)
        known = self._known.get(asked) or next(iter(self._known.values()))
        return replace(self.say(known.answer), conversation=json.dumps(asked))

    def ranked(self, question: str, said: Sequence[Said]) -> Sequence[str]:
        return self.rank(self._known[*(before for before, _ in said), question].ranked)

    def sources(self, answer: Answer) -> Mapping[str, str]:
        return next(o.sources for o in self._known.values() if o.answer.id == answer.id)


def gate_on(evaluated: Evaluated, **worse: Any) -> list[str]:
    """What the gate says of the shelf's suite when the guide is made worse."""
    suite = next(suite for suite in SUITES if suite.name == "shelf")
    again = observe(suite.cases, Replayed(suite.cases, evaluated.observed["shelf"], **worse))
    return shortfalls([scorecard("shelf", suite.cases, again, suite.measures)], {"shelf": FLOORS["shelf"]})


def test_the_guide_replayed_as_it_was_passes(evaluated: Evaluated) -> None:
    assert gate_on(evaluated) == []


def reversed_ranking(ranked: Sequence[str]) -> Sequence[str]:
    return ranked[::-1]


def random_ranking(ranked: Sequence[str]) -> Sequence[str]:
    return random.Random(len(ranked)).sample(sorted(texts(Ground())), 10)


def no_ranking(_: Sequence[str]) -> Sequence[str]:
    return ()


@pytest.mark.parametrize("rank", [reversed_ranking, random_ranking, no_ranking])
def test_a_broken_search_fails(evaluated: Evaluated, rank: Callable[[Sequence[str]], Sequence[str]]) -> None:
    said = "\n".join(gate_on(evaluated, rank=rank))
    for measure in ("recall@5", "nDCG@10", "a right document among the first five"):
        assert f"shelf, {measure}, all: " in said


NEXT_LANGUAGE = {"en": "nl", "nl": "fr", "fr": "en"}
IN_ANOTHER_LANGUAGE = {
    "en": "Mes sources ne répondent pas à cette question, et je ne devine pas ce que vous voulez savoir.",
    "nl": "My sources do not answer this, and I do not guess what it is that you would like to know.",
    "fr": "Mijn bronnen geven hier geen antwoord op, en ik raad niet naar wat je graag zou willen weten.",
}


@pytest.mark.parametrize(
    ("say", "falling"),
    [
        pytest.param(lambda a: replace(a, outcome="answered"), ["outcome right", "holding back, recall"], id="answers"),
        pytest.param(
            lambda a: replace(a, outcome="abstained"),
            ["outcome right", "holding back, precision", "facts in the answer", "cites a right document"],
            id="holds back",
        ),
        pytest.param(
            lambda a: replace(a, language=NEXT_LANGUAGE[a.language]),
            ["answer in the language of the question"],
            id="names another language",
        ),
        pytest.param(
            lambda a: replace(a, text=IN_ANOTHER_LANGUAGE[a.language]),
            ["answer in the language of the question", "facts in the answer"],
            id="speaks another language",
        ),
        pytest.param(
            lambda a: replace(a, citations=tuple(replace(c, quote=c.quote[:-1] + "~") for c in a.citations)),
            ["quotes verbatim"],
            id="alters its quotes",
        ),
        pytest.param(
            lambda a: replace(a, text=f"{a.text}\n\nIt pays 9,999 euro."), ["facts with a number"], id="cites nothing"
        ),
        pytest.param(
            lambda a: replace(a, text=f"{a.text}\n\nIt pays 9,999 euro. [1]"),
            ["numbers that stand in a quote"],
            id="makes up a number",
        ),
        pytest.param(lambda a: replace(a, text="", citations=(), cards=()), ["facts in the answer"], id="says nothing"),
        pytest.param(lambda a: replace(a, outcome="failed"), ["nothing broke", "outcome right"], id="fails"),
    ],
)
def test_a_broken_answer_fails(evaluated: Evaluated, say: Callable[[Answer], Answer], falling: Sequence[str]) -> None:
    said = "\n".join(gate_on(evaluated, say=say))
    for measure in falling:
        assert f"shelf, {measure}, all: " in said


def test_a_care_that_catches_nothing_or_everything_fails(evaluated: Evaluated) -> None:
    suite = next(suite for suite in SUITES if suite.name == "care")
    for outcome, measure in (("answered", "care, recall"), ("supported", "care, precision")):
        broken = {
            id: replace(o, answer=replace(o.answer, outcome=outcome)) for id, o in evaluated.observed["care"].items()
        }
        cards = [scorecard("care", suite.cases, broken, suite.measures)]
        assert f"care, {measure}, all: " in "\n".join(shortfalls(cards, {"care": FLOORS["care"]}))


def test_what_was_not_measured_fails(evaluated: Evaluated) -> None:
    shelf = {"shelf": FLOORS["shelf"]}
    card = evaluated.of("shelf")
    without_rows = [replace(card, rows=card.rows[1:])]
    not_a_number = [replace(card, rows=(replace(card.rows[0], all=float("nan")), *card.rows[1:]))]
    empty = [scorecard("shelf", [], {}, OF_ANSWERS)]
    no_floor = {"shelf": replace(FLOORS["shelf"], measures={"recall@5": FLOORS["shelf"].measures["recall@5"]})}
    no_number = {"shelf": SuiteFloors(1, {**FLOORS["shelf"].measures, "recall@5": Floor(float("nan"), 0.0)})}
    assert shortfalls(without_rows, shelf) == ["shelf, recall@5: not measured"]
    assert shortfalls(not_a_number, shelf) == [
        f"shelf, recall@5, all: nan is below {shelf['shelf'].measures['recall@5'].all:.3f}"
    ]
    assert f"shelf: 0 cases, at least {FLOORS['shelf'].cases} are wanted" in shortfalls(empty, shelf)
    assert any("recall@5, all: nothing is below" in reason for reason in shortfalls(empty, shelf))
    assert "shelf, nDCG@10: has no floor" in shortfalls([card], no_floor)
    assert any("is below nan" in reason for reason in shortfalls([card], no_number))
    assert shortfalls([], shelf) == ["shelf: not measured"]
    assert shortfalls([card], {"care": FLOORS["care"]}) == ["care: not measured", "shelf: has no floors"]
    assert shortfalls([card], {}) == ["there are no floors"]


def test_a_case_too_few_fails(evaluated: Evaluated) -> None:
    floors = {"shelf": replace(FLOORS["shelf"], cases=len(CASES["shelf"]) + 1)}
    assert "are wanted" in shortfalls([evaluated.of("shelf")], floors)[0]


def test_floors_made_anew_lie_below_what_was_measured_and_keep_what_is_never_wrong(evaluated: Evaluated) -> None:
    anew = floors_below(evaluated.scorecards)
    as_read = {
        suite: SuiteFloors(said["cases"], {name: Floor(**floor) for name, floor in said["measures"].items()})
        for suite, said in anew.items()
    }
    assert shortfalls(evaluated.scorecards, as_read) == []
    assert anew["shelf"]["measures"]["quotes verbatim"] == {"all": 1.0, "worst": 1.0}


# The guide is really asked


class Backwards(Library):
    """A library that gives the worst passages first."""

    def search(self, question: str, **wanted: Any) -> Any:
        return super().search(question, **wanted)[::-1]


@pytest.mark.parametrize(("kind", "score"), [(Library, 1.0), (Backwards, 0.0)])
def test_the_ranking_measured_is_that_of_the_library(tmp_path: Path, kind: type[Library], score: float) -> None:
    library = kind(tmp_path / "library", FakeEmbeddings(), doing="test")
    subjects = ("bees", "ships", "violins", "volcanoes", "bread", "glaciers", "bicycles", "tulips")
    stock(library, *(document(f"All about {name}.", address=f"{name}.md", title=name) for name in subjects))
    case = Case("one", "en", "What is there about violins?", "answered", documents=("violins",))
    seen = observe([case], Guide(library, TODAY))
    library.close()
    assert OF_ANSWERS[2].score(case, seen["one"]).hits == score


def test_earlier_questions_are_asked_in_the_same_conversation(tmp_path: Path) -> None:
    class Listening(Guide):
        heard: list[tuple[str, bool]] = []

        async def answer(self, question: str, conversation: str | None) -> Answer:
            self.heard.append((question, conversation is None))
            return await super().answer(question, conversation)

    library = Library(tmp_path / "library", FakeEmbeddings(), doing="test")
    case = Case("one", "en", "And the third?", "abstained", turns=("The first?", "The second?"))
    observe([case], Listening(library, TODAY))
    library.close()
    assert Listening.heard == [("The first?", True), ("The second?", False), ("And the third?", False)]


GUEST = """
- id: guest-1
  language: en
  question: "How long is the loan period of the tool library?"
  answers: answered
  documents: [rules/loans.html]
  facts: [["nine days"]]
"""


def guest_folder(folder: Path, says: str) -> Path:
    """A folder of suites in which there is nothing but guests."""
    (folder / "guest" / "documents" / "rules").mkdir(parents=True)
    (folder / "guest" / "cases.yaml").write_text(GUEST, encoding="utf-8")
    (folder / "guest" / "suite.yaml").write_text(says, encoding="utf-8")
    page = "<html><body><h1>Tool library</h1><p>The loan period of the tool library is nine days.</p></body></html>"
    (folder / "guest" / "documents" / "rules" / "loans.html").write_text(page, encoding="utf-8")
    return folder


def test_documents_from_elsewhere_are_asked_about_alone_or_beside_the_shelf(tmp_path: Path) -> None:
    (suite,) = read_suites(guest_folder(tmp_path, "shelf: false"))
    assert suite.ground == Ground(shelf=False, documents=tmp_path / "guest" / "documents")
    (card,) = run.scored([suite], run.observe_suites([suite]))
    assert {row.measure: row.all for row in card.rows if row.measure in ("recall@5", "facts in the answer")} == {
        "recall@5": 1.0,
        "facts in the answer": 1.0,
    }


def test_documents_from_elsewhere_stand_beside_the_shelf_unless_they_say_otherwise(tmp_path: Path) -> None:
    assert read_suites(guest_folder(tmp_path / "beside", "shelf: true"))[0].ground.shelf
    with pytest.raises(CaseWrong, match=r"guest/suite\.yaml"):
        read_suites(guest_folder(tmp_path / "wrong", "shelves: 3"))


def test_where_there_is_no_suite_there_is_none(tmp_path: Path) -> None:
    assert read_suites(tmp_path) == []


def test_two_runs_give_the_same_page(evaluated: Evaluated) -> None:
    some = [replace(suite, cases=suite.cases[::20]) for suite in SUITES]
    once = {s.name: {case.id: evaluated.observed[s.name][case.id] for case in s.cases} for s in some}
    again = run.observe_suites(some)
    assert report.markdown(run.scored(some, again)) == report.markdown(run.scored(some, once))


def test_the_page_shows_what_failed_beside_what_did_not(evaluated: Evaluated) -> None:
    card = evaluated.of("shelf")
    page = report.markdown([card])
    assert f"{card.cases} cases; {card.cases - len(card.failures)} of them fell short in nothing" in page
    assert all(f"- **{failure.case.id}** " in page for failure in card.failures)
    assert all(f"| {row.measure} " in page for row in card.rows)
    assert "### What fell short" not in report.markdown([card], failures=False)


# The command


def test_evaluate_prints_a_suite_as_json_and_leaves_the_users_library_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("OPINNO_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(run, "read_suites", lambda: [replace(suite, cases=suite.cases[:3]) for suite in SUITES])
    result = CliRunner().invoke(cli.app, ["evaluate", "--suite", "shelf", "--json"])
    assert result.exit_code == 0
    assert json.loads(result.stdout)["shelf"]["cases"] == 3
    assert not (tmp_path / "data").exists()


def test_an_unknown_suite_is_refused() -> None:
    result = CliRunner().invoke(cli.app, ["evaluate", "--suite", "none"])
    assert result.exit_code == 2
    assert result.stderr.startswith("opinno: There is no suite none; known: ")


def test_a_written_page_is_the_whole_one(evaluated: Evaluated, tmp_path: Path) -> None:
    run.write(evaluated.scorecards, tmp_path / "page.md")
    page = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert [line for line in page.splitlines() if line.startswith("## ")] == [
        f"## {suite.name.capitalize()}" for suite in SUITES
    ]


def test_the_page_that_is_kept_is_of_these_cases_and_measures() -> None:
    sections = run.SCORECARD.read_text(encoding="utf-8").split("\n## ")[1:]
    assert [section.split("\n", 1)[0] for section in sections] == [suite.name.capitalize() for suite in SUITES]
    for suite, section in zip(SUITES, sections, strict=True):
        assert f"{len(suite.cases)} cases; " in section, "opinno evaluate --write"
        assert all(f"| {measure.name} " in section for measure in suite.measures), "opinno evaluate --write"


# What the suites are made of


@lru_cache
def texts(ground: Ground) -> dict[str, str]:
    """Every document of a suite, flattened, its translations together; of a vacancy its record too."""
    found: dict[str, str] = {}
    for folder in (folder for folder in (SHELF if ground.shelf else None, ground.documents) if folder):
        for file in sorted(file for file in folder.rglob("*") if file.is_file() and not _is_code(file)):
            address = file.relative_to(folder).as_posix()
            for reading in readings(Content(file.read_bytes()), address, TODAY):
                record = str(reading.metadata) if reading.metadata.get("kind") in ("vacancy", "event") else ""
                words = flattened(f"{reading.title}\n{reading.text}\n{record}")
                found[document_name(address)] = f"{found.get(document_name(address), '')}\n{words}"
    return found


def _is_code(file: Path) -> bool:
    return file.suffix in (".py", ".pyc", ".npz")


def share(cases: Sequence[Case], holds: Callable[[Case], object]) -> float:
    return sum(bool(holds(case)) for case in cases) / len(cases)


def test_the_suite_of_the_shelf_is_large_and_mixed() -> None:
    cases = CASES["shelf"]
    wanted = {
        "in English": (share(cases, lambda c: c.language == "en"), 0.40, 0.50),
        "in Dutch": (share(cases, lambda c: c.language == "nl"), 0.30, 0.40),
        "in French": (share(cases, lambda c: c.language == "fr"), 0.15, 0.25),
        "with earlier turns": (share(cases, lambda c: c.turns), 0.25, 1),
        "on topic without an answer": (share(cases, lambda c: c.answers == "abstained"), 0.25, 1),
        "noisy": (share(cases, lambda c: "noisy" in c.tags), 0.10, 1),
        "across languages": (share(cases, lambda c: "cross_lingual" in c.tags), 0.10, 1),
    }
    assert len(cases) >= 250
    assert {name: round(is_, 3) for name, (is_, least, most) in wanted.items() if not least <= is_ <= most} == {}


def test_no_id_is_used_in_two_suites() -> None:
    every = [case.id for cases in CASES.values() for case in cases]
    assert sorted({id for id in every if every.count(id) > 1}) == []


@BY_NAME
def test_every_document_that_a_case_names_is_there(suite: Suite) -> None:
    there = texts(suite.ground)
    assert [f"{c.id}: {name}" for c in suite.cases for name in c.documents if name not in there] == []


@BY_NAME
def test_every_fact_of_a_case_stands_in_one_of_its_documents(suite: Suite) -> None:
    there = texts(suite.ground)
    missing = [
        f"{case.id}: none of {' / '.join(alternatives)} stands in {', '.join(case.documents)}"
        for case in suite.cases
        for alternatives in case.facts
        if not any(says_any(there.get(name, ""), alternatives) for name in case.documents)
    ]
    assert missing == []


@BY_NAME
def test_no_case_forbids_what_it_wants(suite: Suite) -> None:
    both = [f"{c.id}: {w}" for c in suite.cases for facts in c.facts for w in facts if says_any(flattened(w), c.never)]
    assert both == []
