"""Contract, hours and remote work that the text of a vacancy states."""

from __future__ import annotations

import pytest

from ingest.terms import terms_in


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("A permanent, full-time position with benefits", {"contract": "permanent", "hours": "full-time"}),
        ("Vast contract, voltijds.", {"contract": "permanent", "hours": "full-time"}),
        ("CDI, temps plein.", {"contract": "permanent", "hours": "full-time"}),
        ("Contrat à durée déterminée de 12 mois", {"contract": "fixed term"}),
        ("Een contract van bepaalde duur (2 jaar), deeltijds", {"contract": "fixed term", "hours": "part-time"}),
        ("Freelance mission for one year", {"contract": "freelance"}),
        ("Hybrid: two days a week from home.", {"remote": "partly"}),
        ("This is a remote position.", {"remote": "full"}),
        ("Twee dagen per week thuiswerk", {"remote": "partly"}),
        # No more than a prospect, denied, or about something else.
        ("A fixed-term contract with the option of a permanent contract", {"contract": "fixed term"}),
        ("This is not a permanent position", {}),
        ("Tijdelijk contract met uitzicht op een vast contract", {"contract": "fixed term"}),
        ("You work with hybrid materials and hybridomas", {}),
        ("Full-time or part-time, as you like", {}),
        ("200 full-time employees", {}),
        ("Thuiswerk is geen optie", {}),
        ("You have a permanent residence permit", {}),
    ],
)
def test_only_what_the_text_states_is_taken(text: str, terms: dict[str, str]) -> None:
    assert terms_in("Analyst", text) == terms


@pytest.mark.parametrize(
    ("title", "contract"),
    [
        ("Jobstudent staalname", "student job"),
        ("Internship Bioinformatics", "internship"),
        ("Trainee Regulatory Affairs", "traineeship"),
        ("Late-stage Development Scientist", None),
        ("Internal auditor", None),
    ],
)
def test_a_title_names_what_kind_of_job_it_is(title: str, contract: str | None) -> None:
    assert terms_in(title, "").get("contract") == contract
