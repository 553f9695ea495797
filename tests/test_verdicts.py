"""What a vacancy asks: precision over labelled lines, and the readings that are easily got wrong."""

from __future__ import annotations

import json
import time
from collections import Counter
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

import cli
from ingest.verdicts import verdicts
from knowledge.records import ASPECTS

LINES = yaml.safe_load(Path(__file__).with_name("verdict_lines.yaml").read_text(encoding="utf-8"))
LABELLED = [
    *((item["text"], {aspect: label for aspect, label in item.items() if aspect != "text"}) for item in LINES["lines"]),
    *((item["text"], item["expect"]) for item in LINES["postings"]),
]


def needs(text: str) -> dict[str, str]:
    """What the text says anything about."""
    return {aspect: verdict.need for aspect, verdict in verdicts(text).items() if verdict.need != "unknown"}


def counted() -> Counter[tuple[str, str]]:
    """How often a need was given, was meant, and both."""
    count: Counter[tuple[str, str]] = Counter()
    for text, labels in LABELLED:
        for aspect, verdict in verdicts(text).items():
            meant = labels.get(aspect, "unknown").split(" | ")[0]
            count["given", verdict.need] += 1
            count["meant", meant] += 1
            count["right", meant] += meant == verdict.need
    return count


def test_the_labelled_lines_are_many_and_name_only_known_things() -> None:
    assert len(LABELLED) >= 420
    for text, labels in LABELLED:
        assert set(labels) <= set(ASPECTS), text
        assert {label.split(" | ")[0] for label in labels.values()} <= {"required", "preferred", "not asked"}, text


@pytest.mark.parametrize(
    ("need", "precision", "recall"), [("required", 0.97, 0.97), ("not asked", 0.97, 0.95), ("preferred", 0.95, 0.95)]
)
def test_verdicts_are_right_and_seldom_missing(need: str, precision: float, recall: float) -> None:
    count = counted()
    assert count["right", need] / count["given", need] >= precision
    assert count["right", need] / count["meant", need] >= recall


def test_details_are_as_labelled() -> None:
    wrong = []
    for text, labels in LABELLED:
        found = verdicts(text)
        for aspect, label in labels.items():
            need, _, detail = label.partition(" | ")
            if detail and found[aspect].need == need and found[aspect].detail != detail:
                wrong.append((text, aspect, found[aspect].detail))
    assert len(wrong) <= 3, wrong


def test_every_line_is_quoted_from_the_text() -> None:
    for text, _ in LABELLED:
        for verdict in verdicts(text).values():
            assert verdict.line is None or verdict.line in text
            assert verdict.line or verdict.need == "unknown", text


def test_every_aspect_is_present_and_silence_is_unknown() -> None:
    found = verdicts("We have a nice canteen.")
    assert tuple(found) == ASPECTS
    assert {verdict.need for verdict in found.values()} == {"unknown"}
    assert set(needs("")) == set()


@pytest.mark.parametrize(
    ("line", "need"),
    [
        ("PhD or equivalent experience", "preferred"),
        ("A PhD is a plus", "preferred"),
        ("Doctor in de biologie", "required"),
        ("Doctorat souhaité", "preferred"),
        ("Geen doctoraat nodig", "not asked"),
        ("Master or PhD", "not asked"),
        ("PhD not required but a plus", "preferred"),
        ("You will support our PhD students", "unknown"),
        ("Our team of PhDs looks forward to meeting you", "unknown"),
        ("We work with doctoral schools", "unknown"),
        ("PhD students welcome", "unknown"),
        ("Candidates without a PhD will not be considered", "required"),
        ("Selon l'équipe, un doctorat peut être demandé", "unknown"),
    ],
)
def test_a_phd_is_told_from_the_word_phd(line: str, need: str) -> None:
    assert verdicts(line)["phd"].need == need


@pytest.mark.parametrize(
    ("line", "detail"),
    [
        ("Bachelor or master in chemistry", "professional bachelor"),
        ("Academische bachelor in de biologie", "academic bachelor"),
        ("Formation bac+5 en biologie", "master"),
        ("Je bent apotheker", "master"),
        ("You hold a Ph.D. in physics", "PhD"),
        ("Graduaat of professionele bachelor", "professional bachelor"),
    ],
)
def test_a_degree_is_the_lowest_ladder_that_suffices(line: str, detail: str) -> None:
    degree = verdicts(line)["degree"]
    assert (degree.need, degree.detail) == ("required", detail)


def test_who_asks_for_a_bachelor_asks_for_no_phd() -> None:
    line = "You hold a professional bachelor in chemistry."
    assert (verdicts(line)["phd"].need, verdicts(line)["phd"].line) == ("not asked", line)


def test_an_open_word_about_a_phd_keeps_it_unknown() -> None:
    found = verdicts("## Profile\n\n- Master in biology\n- Indicate in your letter whether you hold a PhD.")
    assert found["phd"].need == "unknown"
    assert found["phd"].line == "Indicate in your letter whether you hold a PhD."


def test_either_of_two_languages_is_required_of_nobody() -> None:
    assert needs("You speak Dutch or French.") == {"nl": "preferred", "fr": "preferred"}


def test_a_market_a_course_and_a_nationality_are_no_demand_for_a_language() -> None:
    for line in ("You serve the French market.", "We offer Dutch lessons.", "Onze Engelse klanten bellen ons."):
        assert needs(line) == {}


def test_a_heading_turns_bullets_into_pluses_until_the_next() -> None:
    text = "## Pluspunten\n\n- Frans\n- Rijbewijs B\n\n## Jouw profiel\n\n- Engels"
    assert needs(text) == {"fr": "preferred", "driving_licence": "preferred", "en": "required"}


def test_the_profile_outweighs_the_introduction() -> None:
    text = "We look for a scientist with a PhD.\n\n## Your profile\n\n- Master in biology; a PhD is a plus"
    assert verdicts(text)["phd"].need == "preferred"


def test_years_are_read_as_figures_and_the_age_of_the_company_is_not() -> None:
    assert verdicts("Minstens twee jaar ervaring")["experience"].detail == "2"
    assert verdicts("3 à 5 ans d'expérience")["experience"].detail == "3-5"
    assert needs("We have 25 years of experience.") == {}


def test_permits_are_told_from_sponsorship() -> None:
    for line, need, detail in (
        ("You must already have the right to work in the EU.", "required", "permit needed"),
        ("We offer visa sponsorship.", "not asked", "sponsorship offered"),
        ("We do not sponsor visas.", "required", "no sponsorship"),
    ):
        permit = verdicts(line)["work_permit"]
        assert (permit.need, permit.detail) == (need, detail)


@pytest.mark.parametrize(
    "piece",
    [
        "PhD or ",
        "Dutch, ",
        "(",
        "(a plus) ",
        "no Dutch? ",
        "1 year ",
        "**a",
        "- ",
        "a: ",
        "geen ",
        "or equivalent ",
        "*",
        "\n- PhD",
    ],
)
def test_a_hundred_kilobytes_are_read_within_a_second(piece: str) -> None:
    verdicts("warm")
    started = time.process_time()
    verdicts(piece * (100_000 // len(piece)))
    assert time.process_time() - started < 1


def test_the_command_answers_each_line_with_one_object() -> None:
    result = CliRunner().invoke(cli.app, ["verdicts", "--json"], input="Geen doctoraat nodig.\n\nFluent in English\n")
    assert result.exit_code == 0
    first, empty, last = map(json.loads, result.stdout.splitlines())
    assert first["phd"] == {
        "need": "not asked", "line": "Geen doctoraat nodig.", "detail": None, "verdict": "not asked",
    }  # fmt: skip
    assert {verdict["need"] for verdict in empty.values()} == {"unknown"}
    assert tuple(last) == ASPECTS
    assert (last["en"]["need"], last["en"]["detail"]) == ("required", "fluent")
