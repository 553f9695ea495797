"""`opinno evaluate --model`: the arithmetic of the judge and of the card, and a run against a scripted endpoint."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openai_server import MALFORMED, Call, Fails, Gives, ModelServer, Reply, Says, serving_model
from pydantic import SecretStr

from bot.conversation import Answer, Citation
from bot.model.chat import ChatModel, Place
from bot.model.failures import ModelNotSet
from console import measuring
from evaluation.cases import Case
from evaluation.judge import Judged, family, judge, numbered
from evaluation.model_card import NOT_RUN, markdown
from evaluation.model_run import Done, Told, fingerprint, kept, sample
from evaluation.observed import Observed
from evaluation.suites import FOLDER, Ground, Suite
from settings import Settings

pytest_plugins = ["talking_fixtures"]

DAY = date(2026, 11, 23)
TOLD = Told("gpt-6", "gpt-6-mini", "claude-9", "https://api.openai.com/v1")
DOCUMENT = "# Lab technician\n\nA lab technician carries out experiments in Ghent. The work is done in shifts.\n"
CASE = Case("lab", "en", "What does a lab technician do?", "answered", documents=("lab",), facts=(("experiments",),))
OBSERVED = Observed(
    Answer(
        id="1",
        conversation="2",
        text="Hello there, good question.\n\nA technician carries out experiments [1]. The pay is 9000 euro [1].",
        language="en",
        outcome="answered",
        made_by="model",
        citations=(
            Citation(1, "Lab technician", "", "lab.md", "lab.md", "The work is done in shifts.", "page", DAY, "en"),
        ),
    ),
    ("lab",),
    {"lab.md": DOCUMENT},
)


def verdict(*said: str, completeness: int = 5, tone: int = 3) -> dict[str, Any]:
    listed = [{"number": number, "verdict": each} for number, each in enumerate(said, start=1)]
    return {"sentences": listed, "completeness": completeness, "tone": tone}


def judged(script: Reply) -> tuple[Judged, ModelServer]:
    with serving_model(script) as server:

        async def asked() -> Judged:
            model = ChatModel(Place("judge", SecretStr("test"), server.url))
            try:
                return await judge(model, CASE, OBSERVED)
            finally:
                await model.close()

        return asyncio.run(asked()), server


def test_the_judge_counts_claims_alone() -> None:
    found, server = judged(Gives(verdict("no_claim", "supported", "unsupported")))
    assert (found.supported, found.claims, found.completeness, found.tone) == (1, 2, 1.0, 0.5)
    assert found.failure is None and found.read > 0 and found.written > 0
    asked = server.last.said
    assert "1. Hello there" in asked and "3. The pay is 9000 euro" in asked and "experiments" in asked
    # What stands before the quote is shown as well, or "the work" would hang in the air.
    assert "A lab technician carries out experiments in Ghent. The work is done in shifts." in asked


@pytest.mark.parametrize(
    "script",
    [*MALFORMED.values(), Fails(500), Gives(verdict("supported", completeness=9)), Gives(verdict("maybe", "no", "no"))],
)
def test_a_judge_that_fails_is_a_failure_and_no_grade(script: Reply) -> None:
    found, _ = judged(script)
    assert found.failure and (found.claims, found.completeness, found.tone) == (0, 0.0, 0.0)


@pytest.mark.parametrize("said", [["supported"] * 2, ["supported"] * 4, []])
def test_a_judge_that_leaves_out_or_makes_up_a_sentence_has_failed(said: list[str]) -> None:
    found, _ = judged(Gives(verdict(*said)))
    assert (found.failure, found.claims) == ("sentences_left_out", 0)


def test_sentences_are_numbered_through_lists_and_tables() -> None:
    assert numbered("One thing here is so. Another is not so.\n\n- a point of the list\n\n---\n| a cell | 2 |") == [
        "One thing here is so.",
        "Another is not so.",
        "- a point of the list",
        "| a cell | 2 |",
    ]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("gpt-6.1-terra", "gpt-6-luna", True),
        ("gpt-6.1-terra", "anthropic:claude-9-opus", False),
        ("mistral-large", "ministral-8b", True),
        ("meta-llama/Llama-4-8B", "llama3:8b", True),
        ("house-model", "house-model", True),
        ("house-model", "other-model", False),
    ],
)
def test_families_are_told_by_their_names(one: str, other: str, same: bool) -> None:
    assert (family(one) == family(other)) is same


# The card


def done(id: str, language: str = "en", **fields: Any) -> Done:
    given = {"suite": "shelf", "outcome": "answered", "made_by": "model", "seconds": 2.0, "first_word": 0.5}
    given |= {"calls": 1, "failed_calls": 0, "read": 1000, "cached": 500, "written": 100, "euro": 0.002}
    return Done(id=id, language=language, **{**given, "scores": {"outcome right": (1.0, 1)}, **fields})


def test_the_card_says_what_was_measured() -> None:
    every = [
        done("a", judged=Judged(3, 4, 1.0, 0.5, read=200, written=20)),
        done("b", "nl", judged=Judged(1, 1, 0.5, 1.0, read=100, written=10), euro=0.004),
        done("c", "fr", judged=Judged(failure="garbled"), scores={"outcome right": (0.0, 1)}),
        done("d", made_by="extractive", judged=None, calls=2, failed_calls=2, first_word=None, seconds=4.0),
    ]
    page = markdown(TOLD, every, 280, DAY)
    assert "4 of 280 cases" in page and "another family" in page
    assert "model 3, extractive 1" in page and "5, of which 2 failed" in page
    assert "| outcome right | 0.750 | 1.000 | 1.000 | 0.000 |" in page
    assert "| sentences supported (of claims) | 0.800 | 0.750 | 1.000 | – |" in page
    assert "| completeness | 0.750 | 1.000 | 0.500 | – |" in page
    assert "Judged: 2 answers" in page and "The judge failed on 1 more (garbled 1)" in page
    assert "1000 read, of which 500 from the cache; 100 written" in page
    assert "Euro for a case: 0.00250; for this run: 0.01" in page
    assert "read 300 tokens and wrote 30" in page
    assert "first word: median 0.50, 95th percentile 0.50, longest 0.50 (3 cases)" in page
    assert "whole answer: median 2.00" in page


def test_the_card_has_no_number_that_was_not_measured() -> None:
    assert markdown(TOLD, [], 280, DAY) == NOT_RUN and "Not run" in NOT_RUN
    page = markdown(TOLD, [done("a", euro=None, judged=Judged(failure="empty"), first_word=None)], 280, DAY)
    assert "Euro: not measured" in page and "first word: not measured" in page
    assert "completeness" not in page and "The judge failed on 1 more (empty 1)" in page


@pytest.mark.parametrize(("judge_model", "said"), [("gpt-6", "the model itself"), ("gpt-6-mini", "same family")])
def test_the_card_says_when_the_judge_is_kin(judge_model: str, said: str) -> None:
    told = Told("gpt-6", "off", judge_model, "https://api.openai.com/v1")
    assert said in markdown(told, [done("a")], 1, DAY)


def test_the_card_that_is_kept_is_of_a_run_or_says_that_there_was_none() -> None:
    kept_card = (FOLDER / "MODEL_SCORECARD.md").read_text(encoding="utf-8")
    assert kept_card == NOT_RUN or "Run until" in kept_card


# A run


@pytest.fixture
def suites(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Suite]:
    """Three cases on one page of our own."""
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "lab.md").write_text(DOCUMENT, encoding="utf-8")
    asked = ("What does a lab technician do?", "Where does a lab technician work?", "Who carries out experiments?")
    cases = tuple(
        Case(f"lab-{number}", "en", question, "answered", documents=("lab",)) for number, question in enumerate(asked)
    )
    found = [Suite("lab", cases, ground=Ground(shelf=False, documents=pages))]
    monkeypatch.setattr(measuring, "chosen", lambda _: found)
    return found


def contented(call: Call) -> Reply:
    """A judge to whom every sentence is supported."""
    answer = call.said.partition("<answer")[2].partition("</answer")[0]
    return Gives(verdict(*["supported"] * len(re.findall(r"^\d+\. ", answer, re.M))))


def playing(judging: Callable[[Call], Reply]) -> Callable[[Call], Reply]:
    """A model that writes one sentence of the page, and a judge beside it."""

    def reply(call: Call) -> Reply:
        if "completeness" in str(call.schema):
            return judging(call)
        return Says("A lab technician carries out experiments in Ghent [1].", pause=0.01)

    return reply


def settings_for(server: ModelServer, place: Path, **more: Any) -> Settings:
    given = {"OPENAI_API_KEY": "test", "OPENAI_BASE_URL": server.url, "model": "writer", "small_model": "off"}
    patient = {"model_first_seconds": 30, "model_gap_seconds": 30, "model_answer_seconds": 60, "model_most_seconds": 90}
    return Settings(data=place, **{**given, **patient, **more})


def test_a_run_is_asked_judged_kept_and_taken_up_again(tmp_path: Path, suites: list[Suite]) -> None:
    prices = {"writer": (1.0, 0.5, 2.0)}
    with serving_model(playing(contented)) as server:
        settings = settings_for(server, tmp_path, judge_model="judge", model_prices=prices)
        first = measuring.measure(settings, None, 1, card=tmp_path / "card.md")
        asked = len(server.calls)
        (file,) = (tmp_path / "evaluation").iterdir()
        with file.open("a", encoding="utf-8") as cut_off:
            cut_off.write('{"suite": "lab", "id"')
        whole = measuring.measure(settings, None, None, card=tmp_path / "card.md")
        again = len(server.calls)
        measuring.measure(settings, None, None, card=tmp_path / "card.md")
        assert len(server.calls) == again
    assert asked == 2 and again == 6
    assert "1 of 3 cases" in first and "3 of 3 cases" in whole
    assert "Written by: model 3" in whole, whole
    assert "| sentences supported (of claims) | 1.000 |" in whole, whole
    assert "Euro for a case" in whole and "another family" in whole
    assert (tmp_path / "card.md").read_text(encoding="utf-8") == whole
    every = kept(file)
    assert len(every) == 3 and all(each.judged and each.judged.claims >= 1 and each.seconds > 0 for each in every)


def test_a_judge_that_is_down_does_not_stop_a_run(tmp_path: Path, suites: list[Suite]) -> None:
    with serving_model(playing(lambda _: Fails(500))) as server:
        page = measuring.measure(settings_for(server, tmp_path, judge_model="judge"), None, 2, card=tmp_path / "c.md")
    assert "The judge failed on 2 more" in page and "completeness" not in page


def test_the_judges_key_is_not_shown_to_the_writers_endpoint_nor_the_other_way_round(
    tmp_path: Path, suites: list[Suite]
) -> None:
    with serving_model(playing(lambda _: Fails(500))) as writer, serving_model(contented) as other:
        own = {"judge_model": "judge", "judge_base_url": other.url}
        measuring.measure(settings_for(writer, tmp_path / "a", **own), None, 1, card=tmp_path / "c.md")
        own["judge_api_key"] = "judges"
        measuring.measure(settings_for(writer, tmp_path / "b", **own), None, 1, card=tmp_path / "c.md")
    assert {call.headers["authorization"] for call in writer.calls} == {"Bearer test"}
    assert [call.headers["authorization"] for call in other.calls] == ["Bearer none", "Bearer judges"]


def test_another_model_or_judge_is_another_run(suites: list[Suite]) -> None:
    others = [TOLD, Told("gpt-7", "gpt-6-mini", "claude-9", "a"), Told("gpt-6", "gpt-6-mini", "claude-10", "a")]
    assert len({fingerprint(told, suites) for told in others}) == 3


def test_a_few_cases_are_the_same_few_and_a_part_of_more(suites: list[Suite]) -> None:
    few, more = (sample(suites, limit)["lab"] for limit in (1, 2))
    assert few == more[:1] or few[0] in more
    assert len(sample(suites, None)["lab"]) == 3


def test_without_a_model_there_is_nothing_to_measure(tmp_path: Path) -> None:
    with pytest.raises(ModelNotSet, match="OPENAI_API_KEY"):
        measuring.measure(Settings(data=tmp_path, OPENAI_API_KEY=None), None, None)  # type: ignore[call-arg]
