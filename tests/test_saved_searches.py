"""Saved searches: heard in three languages, kept without a profile, told once and at most once a day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from fakes import document, stock
from saved_searching import NAMES, Desk, path, vacancy
from sqlalchemy import inspect, select

from bot.conversation import Conversation
from bot.criteria import Criteria
from bot.naming import Paths
from bot.saved_searches.asked import Manage, Save, asked_in, may_ask
from bot.saved_searches.store import MOST, criteria_json, criteria_of
from knowledge.records import Document
from knowledge.saved_search_tables import saved_search_matches, saved_searches
from knowledge.tables import conversations, turns


def page(title: str) -> Document:
    return document(f"# {title}\n\n{title} in Flanders.", address=f"{title}.md", title=title)


PATHS = Paths([path(id) for id in NAMES])
QA_IN_GHENT = {"places": ["Ghent"], "phd": "none", "fields": ["quality-assurance"]}
ASKED = "Tell me when a QA job in Ghent without a PhD opens"
DAY = 24.0


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Callable[..., Desk]]:
    opened: list[Desk] = []

    def on(*vacancies: Document, **more: int) -> Desk:
        opened.append(Desk.on(tmp_path / str(len(opened)), *vacancies, **more))
        return opened[-1]

    yield on
    for each in opened:
        each.library.close()


def asked(question: str) -> Save | Manage | None:
    return asked_in(question, Conversation(""), PATHS)


@pytest.mark.parametrize(
    ("question", "criteria"),
    [
        ("tell me when a QA job in Ghent without a PhD opens", QA_IN_GHENT),
        ("verwittig me als er een QA-job in Gent zonder doctoraat opengaat", QA_IN_GHENT),
        ("préviens-moi quand un poste QA à Gand sans doctorat s'ouvre", QA_IN_GHENT),
        ("Kan je me verwittigen als er een vacature voor QA zonder PhD verschijnt in Gent?", QA_IN_GHENT),
        ("Pourriez-vous me prévenir dès qu'une offre QA sans doctorat sort à Gand ?", QA_IN_GHENT),
        ("Please keep me posted on quality assurance vacancies in Ghent, no PhD", QA_IN_GHENT),
        (
            "let me know if a part-time internship near Leuven comes up",
            {"near": "Leuven", "contracts": ["internship"], "hours": "part-time"},
        ),
        (
            "laat me iets weten zodra er een stage in Leuven vrijkomt",
            {"places": ["Leuven"], "contracts": ["internship"]},
        ),
        ("tenez-moi au courant des nouveaux stages à Namur", {"places": ["Namur"], "contracts": ["internship"]}),
        ("I would like an alert for fully remote jobs", {"remote": "full"}),
        ("hou nieuwe QC-vacatures voor me in de gaten", {"fields": ["quality-control"]}),
        ("Notify me about new quality control jobs posted this week", {"fields": ["quality-control"]}),
        (
            "Could you ping me the moment an internship in Antwerp pops up?",
            {"places": ["Antwerp"], "contracts": ["internship"]},
        ),
        ("Whenever a QC vacancy in Leuven is posted, write me", {"places": ["Leuven"], "fields": ["quality-control"]}),
        ("I want to know as soon as a vacancy in Ghent opens", {"places": ["Ghent"]}),
        (
            "Je veux recevoir une alerte pour les stages à Bruxelles",
            {"places": ["Brussels"], "contracts": ["internship"]},
        ),
        (
            "let me know when something in QA in Brussels becomes available",
            {"places": ["Brussels"], "fields": ["quality-assurance"]},
        ),
    ],
)
def test_a_wish_to_be_told_is_heard_with_what_a_vacancy_has_to_meet(question: str, criteria: dict[str, object]) -> None:
    found = asked(question)
    assert isinstance(found, Save)
    assert criteria_json(found.search.criteria) == criteria
    assert may_ask(question)


@pytest.mark.parametrize(
    "question",
    [
        "Tell me when the VIB course starts",
        "Let me know if I need a PhD to work in QA",
        "let me know if there are jobs in Ghent",
        "laat me weten of er jobs in Gent zijn",
        "Keep me posted about events in Ghent",
        "Let me know if you need more details",
        "dis-moi quand commence la formation",
        "zeg me wanneer de opleiding begint",
        "jobs in Ghent without a PhD",
        "What does a QA officer do all day?",
        "How do I keep searching for a job?",
        "quelles recherches fait-on en QA ?",
        "quand s'ouvre le stage à l'EMA ?",
        "Should I set up job alerts on LinkedIn?",
        "Do I need to save this search?",
        "Tell me when vacancies usually open in pharma",
        "Tell me when applications for the EFSA traineeship open",
        "Zeg me wanneer vacatures meestal opengaan",
        "Dis-moi quand les offres de stage sortent en général",
        "Dois-je arrêter mes recherches ?",
        "Faut-il arrêter la recherche ?",
        "Comment valoriser mes recherches ?",
        "je veux continuer mes recherches en entreprise",
        "arrêter la recherche et enseigner",
        "Should I stop my job search?",
        "How do I continue my job search after a rejection?",
        "I want to cancel my search for a PhD position",
    ],
)
def test_other_questions_are_left_to_the_assistant(question: str) -> None:
    assert asked(question) is None


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("my searches", Manage("list", every=True)),
        ("mijn bewaarde zoekopdrachten", Manage("list", every=True)),
        ("mes recherches", Manage("list", every=True)),
        ("pause my search", Manage("pause")),
        ("delete search 2", Manage("delete", 2)),
        ("verwijder mijn tweede zoekopdracht", Manage("delete", 2)),
        ("mets la recherche 1 en pause", Manage("pause", 1)),
        ("hervat zoekopdracht 3", Manage("resume", 3)),
        ("supprime toutes mes alertes", Manage("delete", every=True)),
        ("stop notifying me", Manage("delete")),
        ("prolonge la recherche 2", Manage("keep", 2)),
        ("extend my last search", Manage("keep", -1)),
        ("can you delete my search?", Manage("delete")),
        ("mets ma recherche en pause", Manage("pause")),
        ("which searches do I have?", Manage("list")),
        ("montre mes recherches", Manage("list", every=True)),
        ("verwijder mijn zoekopdracht alsjeblieft", Manage("delete")),
    ],
)
def test_what_becomes_of_searches_is_said_in_words(question: str, meant: Manage) -> None:
    found = asked(question)
    assert found == meant


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (
            ASKED,
            ["in Ghent", "no PhD asked", "Quality assurance", "One that meets it is open today", "21 February 2027"],
        ),
        (
            "verwittig me als er een QA-job in Gent zonder doctoraat opengaat",
            ["in Gent", "kwaliteitsborging", "21 februari 2027"],
        ),
        (
            "préviens-moi quand un poste QA à Gand sans doctorat s'ouvre",
            ["à Gand", "assurance qualité", "21 février 2027"],
        ),
    ],
)
def test_a_search_is_confirmed_in_words_with_what_meets_it_today(
    desk: Callable[..., Desk], question: str, words: list[str]
) -> None:
    here = desk(vacancy("v1"), vacancy("v2", "QA Officer", "Leuven"))
    answer = here.ask(question)
    assert answer["outcome"] == "answered"
    assert answer["personal"]
    assert [word for word in words if word not in answer["text"]] == []
    assert [card["id"] for card in answer["cards"] if card["kind"] == "vacancy"] == ["v1"]
    assert answer["citations"][0]["document"] == "v1.md"


def test_nothing_of_a_person_is_kept_but_criteria_language_owner_and_time(desk: Callable[..., Desk]) -> None:
    here = desk()
    here.ask("I am Anna, I live with my parents in Aalst. Tell me when a QA job in Ghent opens.")
    with here.library.catalogue.engine.connect() as connection:
        row = connection.execute(select(saved_searches)).one()._mapping
    assert set(row) == {
        "id", "owner", "conversation_id", "criteria", "language", "paused", "saved", "until", "warned"
    }  # fmt: skip
    assert not {"Anna", "parents", "Aalst"} & set(str(dict(row)).replace("'", " ").split())


def test_a_search_that_asks_for_nothing_is_refused_kindly_with_an_example(desk: Callable[..., Desk]) -> None:
    here = desk(vacancy("v1"))
    for question in (
        "Tell me when a job opens",
        "Verwittig me van nieuwe vacatures",
        "Préviens-moi des nouvelles offres",
    ):
        answer = here.ask(question)
        assert answer["outcome"] == "asked"
        assert answer["suggestions"][0] in answer["text"]
        assert isinstance(asked(answer["suggestions"][0]), Save)
    assert here.searches() == []


def test_a_word_that_no_vacancy_has_yet_is_looked_out_for(desk: Callable[..., Desk]) -> None:
    here = desk(vacancy("v1"))
    assert "“astronaut”" in here.ask("Tell me when a job as an astronaut opens")["text"]
    stock(here.library, vacancy("v2", "Astronaut"), vacancy("v3", "Pilot"))
    assert here.due() == {"slack:T1:U1": ["v2"]}


def test_a_word_that_every_page_has_is_enough_where_nothing_else_is_said(desk: Callable[..., Desk]) -> None:
    here = desk(vacancy("v1"))
    stock(here.library, *(page(f"Bio-engineers at work {n}") for n in range(12)))
    here.ask("Tell me when a bio-engineer vacancy opens")
    stock(here.library, vacancy("v2", "Bio-engineer"), vacancy("v3", "Pilot"))
    assert here.due() == {"slack:T1:U1": ["v2"]}


def test_the_search_of_a_conversation_is_kept_when_somebody_says_so(desk: Callable[..., Desk]) -> None:
    here = desk(vacancy("v1"), vacancy("v2", "Lab technician", "Leuven"))
    first = here.ask("jobs in Ghent without a PhD")
    here.ask("save this search", first["conversation"])
    assert here.searches() == ["in Ghent, no PhD asked"]


def test_the_same_search_is_kept_once(desk: Callable[..., Desk]) -> None:
    here = desk()
    here.ask(ASKED)
    here.later(days=10)
    again = here.ask("Verwittig me als er een QA-job in Gent zonder doctoraat opengaat")
    assert len(here.searches()) == 1
    assert "3 maart 2027" in again["text"]


def test_nobody_keeps_more_searches_than_can_be_looked_after(desk: Callable[..., Desk]) -> None:
    here = desk()
    for number in range(MOST):
        here.ask(f"tell me when a QA job within {number + 10} km of Ghent opens")
    answer = here.ask("tell me when a QC job in Ghent opens")
    assert answer["outcome"] == "declined"
    assert len(here.searches()) == MOST


def test_each_new_vacancy_is_told_once_and_those_that_were_there_are_not(desk: Callable[..., Desk]) -> None:
    here = desk(vacancy("old"))
    here.ask(ASKED)
    assert here.due() == {}
    stock(
        here.library, vacancy("new"), vacancy("far", "QA Officer", "Leuven"), vacancy("phd", phd="required"),
        vacancy("silent", phd="unknown"), vacancy("closed", closed="filled"),
    )  # fmt: skip
    assert here.due() == {"slack:T1:U1": ["new"]}
    for _ in range(3):
        here.later(hours=DAY)
        assert here.due() == {}


def test_nobody_is_told_more_than_once_a_day(desk: Callable[..., Desk]) -> None:
    here = desk()
    here.ask(ASKED)
    here.ask("tell me when a QA job in Leuven opens", owner="slack:T1:U2")
    stock(here.library, vacancy("v1"))
    assert here.due() == {"slack:T1:U1": ["v1"]}
    here.later(hours=5)
    stock(here.library, vacancy("v2"), vacancy("v3", "QA Officer", "Leuven"))
    assert here.due() == {"slack:T1:U2": ["v3"]}
    here.later(hours=19)
    assert here.due() == {"slack:T1:U1": ["v2"]}


def test_a_vacancy_that_meets_two_searches_of_somebody_is_told_once(desk: Callable[..., Desk]) -> None:
    here = desk()
    here.ask(ASKED)
    here.ask("tell me when a QA job in Flanders opens")
    stock(here.library, vacancy("v1"), vacancy("v2", "QA Officer", "Leuven"))
    assert sorted(here.due()["slack:T1:U1"]) == ["v1", "v2"]


def test_a_message_that_nobody_saw_off_comes_again_as_it_was(desk: Callable[..., Desk]) -> None:
    here = desk()
    here.ask(ASKED)
    stock(here.library, vacancy("v1"))
    assert here.due(tell=False) == {"slack:T1:U1": ["v1"]}
    stock(here.library, vacancy("v2"))
    assert here.due(tell=False) == {}
    here.later(minutes=5)
    (again,) = here.clerk.watch.due(here.clock[0])
    told = here.clerk.watch.begin(again, here.clock[0])
    assert again.begun
    assert told
    assert [d.address for _, found in told.found for d in found] == ["v1.md"]
    here.clerk.watch.sent(again)
    assert here.due() == {}
    here.later(hours=DAY)
    assert here.due() == {"slack:T1:U1": ["v2"]}


def test_of_two_processes_one_tells(desk: Callable[..., Desk]) -> None:
    here = desk()
    here.ask(ASKED)
    stock(here.library, vacancy("v1"))
    other = Desk.beside(here)
    first = here.clerk.watch.due(here.clock[0])
    assert (len(first), other.clerk.watch.due(other.clock[0])) == (1, [])
    here.clerk.watch.sent(first[0])
    here.later(hours=DAY)
    assert other.clerk.watch.due(other.clock[0]) == []


@pytest.mark.parametrize("what", ["delete", "pause"])
def test_what_is_taken_back_before_it_is_sent_is_not_sent(desk: Callable[..., Desk], what: str) -> None:
    here = desk()
    here.ask(ASKED)
    stock(here.library, vacancy("v1"))
    (notice,) = here.clerk.watch.due(here.clock[0])
    (search,) = here.clerk.store.of("slack:T1:U1", here.clock[0])
    here.clerk.change("slack:T1:U1", search.id, what)
    assert here.clerk.watch.begin(notice, here.clock[0]) is None
    if what == "pause":
        here.ask("resume my search")
        here.later(hours=DAY)
        assert here.due() == {"slack:T1:U1": ["v1"]}


def test_a_person_who_is_forgotten_gets_no_message_that_was_written_down(desk: Callable[..., Desk]) -> None:
    here = desk()
    here.ask(ASKED)
    stock(here.library, vacancy("v1"))
    (notice,) = here.clerk.watch.due(here.clock[0])
    here.clerk.store.forget("slack:T1:U1")
    assert here.clerk.watch.begin(notice, here.clock[0]) is None


def test_a_paused_search_that_is_saved_again_goes_on(desk: Callable[..., Desk]) -> None:
    here = desk()
    here.ask(ASKED)
    here.ask("pause my search")
    here.ask(ASKED)
    assert [search.paused for search in here.clerk.store.of("slack:T1:U1", here.clock[0])] == [False]


def test_a_vacancy_of_which_another_source_tells_too_is_not_new(desk: Callable[..., Desk]) -> None:
    here = desk()
    here.ask(ASKED)
    page = "https://jobs.example/qa-officer"
    stock(here.library, vacancy("v1", addresses=(page,)))
    assert here.due() == {"slack:T1:U1": ["v1"]}
    stock(here.library, vacancy("w9", source="board", employer="Employer V1", addresses=(page,)))
    here.later(hours=DAY)
    assert here.due() == {}


def test_what_closes_before_it_is_told_is_not_told(desk: Callable[..., Desk]) -> None:
    here = desk()
    here.ask(ASKED)
    stock(here.library, vacancy("v1"))
    here.clerk.watch.look_at_all(here.clock[0])
    stock(here.library, vacancy("v1", closed="filled"))
    assert here.due() == {}


def test_a_paused_search_is_silent_until_it_is_resumed(desk: Callable[..., Desk]) -> None:
    here = desk()
    here.ask(ASKED)
    assert "Paused" in here.ask("pause my search")["text"]
    stock(here.library, vacancy("v1"))
    assert here.due() == {}
    here.ask("resume my search")
    assert here.due() == {"slack:T1:U1": ["v1"]}


def test_searches_are_shown_numbered_and_deleted_by_their_number(desk: Callable[..., Desk]) -> None:
    here = desk()
    for city in ("Ghent", "Leuven", "Antwerp"):
        here.ask(f"tell me when a QA job in {city} opens")
        here.later(minutes=1)
    listed = here.ask("my searches")
    assert ["Ghent" in listed["text"], "2. in Leuven" in listed["text"]] == [True, True]
    assert [card["kind"] for card in listed["cards"]] == ["search"] * 3
    unclear = here.ask("delete my search")
    assert (unclear["outcome"], len(here.searches())) == ("asked", 3)
    assert here.ask("delete search 7")["outcome"] == "asked"
    here.ask("delete search 2")
    assert [words.split(",")[0] for words in here.searches()] == ["in Ghent", "in Antwerp"]
    here.ask("delete all my searches")
    assert here.searches() == []
    assert "no saved searches" in here.ask("my saved searches")["text"]


def test_nobody_changes_anybody_elses_search(desk: Callable[..., Desk]) -> None:
    here = desk()
    here.ask(ASKED)
    (search,) = here.clerk.store.of("slack:T1:U1", here.clock[0])
    for what in ("pause", "resume", "keep", "delete"):
        assert not here.clerk.change("slack:T1:U2", search.id, what)
    here.ask("delete all my searches", owner="slack:T1:U2")
    assert len(here.searches()) == 1


def test_a_search_ends_and_says_so_a_week_before(desk: Callable[..., Desk]) -> None:
    here = desk(days=60)
    here.ask(ASKED)
    here.later(days=52)
    assert here.due() == {}
    here.later(days=2)
    (notice,) = here.clerk.watch.due(here.clock[0])
    told = here.clerk.watch.begin(notice, here.clock[0])
    assert told
    assert [search.until.date().isoformat() for search in told.ending] == ["2027-01-22"]
    here.clerk.watch.sent(notice)
    here.later(days=2)
    assert here.due() == {}
    here.later(days=5)
    assert here.searches() == []
    assert here.clerk.store.expire(here.clock[0]) == 1


def test_a_search_that_is_kept_longer_does_not_end(desk: Callable[..., Desk]) -> None:
    here = desk(days=60)
    here.ask(ASKED)
    here.later(days=55)
    assert "20 March" not in here.ask("my searches")["text"]
    here.ask("keep my search longer")
    here.later(days=30)
    assert len(here.searches()) == 1


def test_a_forgotten_person_leaves_nothing_behind(desk: Callable[..., Desk]) -> None:
    here = desk()
    for owner in ("slack:T1:U1", "slack:T1:U2", "slack:T2:U1", "slack:T1_:U1"):
        here.ask(ASKED, owner=owner)
    stock(here.library, vacancy("v1"))
    here.due()
    here.clerk.store.forget("slack:T1:U2")
    here.clerk.store.forget_all("slack:T1:")
    with here.library.catalogue.engine.connect() as connection:
        left = connection.execute(select(saved_searches.c.owner, saved_searches.c.id)).all()
        assert sorted(row.owner for row in left) == ["slack:T1_:U1", "slack:T2:U1"]
        matches = set(connection.execute(select(saved_search_matches.c.search_id)).scalars())
    assert matches == {row.id for row in left}


def test_without_a_channel_to_tell_it_later_a_search_goes_with_its_conversation(desk: Callable[..., Desk]) -> None:
    here = desk()
    answer = here.ask(ASKED, owner=None)
    stock(here.library, vacancy("v1"))
    shown = here.ask("my searches", answer["conversation"], owner=None)
    assert "New since you were last told: 1" in shown["text"]
    assert "v1" in [card["id"] for card in shown["cards"]]
    assert "New since" not in here.ask("my searches", answer["conversation"], owner=None)["text"]
    here.memory.forget(answer["conversation"])
    with here.library.catalogue.engine.connect() as connection:
        for table in (saved_searches, saved_search_matches, conversations, turns):
            assert connection.execute(select(table)).all() == []


@pytest.mark.parametrize(
    ("question", "truth"),
    [
        ("Tell me when a QA job in Ghent without a PhD opens", "I cannot write to you from here"),
        ("verwittig me als er een QA-job in Gent zonder doctoraat opengaat", "Ik kan je van hieruit niet schrijven"),
        ("préviens-moi quand un poste QA à Gand sans doctorat s'ouvre", "je ne peux pas t'écrire"),
    ],
)
def test_who_cannot_be_reached_is_told_so_and_where_to_look(
    desk: Callable[..., Desk], question: str, truth: str
) -> None:
    here = desk()
    assert truth in here.ask(question, owner=None)["text"]
    assert truth not in here.ask(question)["text"]


@pytest.mark.parametrize(
    "order",
    ["delete all my searches", "pause all alerts", "supprime toutes mes alertes", "Toon mijn bewaarde zoekopdrachten"],
)
def test_an_order_about_searches_is_none_to_the_guide(desk: Callable[..., Desk], order: str) -> None:
    assert desk().ask(order)["care"] is None


def test_somebody_in_need_is_heard_before_any_search(desk: Callable[..., Desk]) -> None:
    here = desk()
    answer = here.ask("I want to kill myself, tell me when a QA job in Ghent opens")
    assert answer["outcome"] == "supported"
    assert here.searches() == []


def test_a_search_that_cannot_be_kept_is_said_to_have_failed(
    desk: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    here = desk()

    def broken(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(here.clerk.store, "save", broken)
    assert here.ask(ASKED)["outcome"] == "failed"


def test_every_criterion_is_kept_as_it_was() -> None:
    every = Criteria(
        places=("Ghent",), near="Leuven", radius=12, not_places=("Antwerp",), remote="partly", contracts=("permanent",),
        phd="none", without_languages=("nl", "fr"), fields=("quality-assurance",), experience=0, salary=True,
        title_words=("x",), words=("y",),
    )  # fmt: skip
    assert criteria_of(criteria_json(every)) == every
    assert criteria_of({"places": ["Ghent"], "of_a_later_guide": 1}) == Criteria(places=("Ghent",))
    assert {field.name for field in fields(Criteria)} >= set(criteria_json(every))


def test_the_tables_are_those_of_the_migrations(desk: Callable[..., Desk]) -> None:
    names = inspect(desk().library.catalogue.engine).get_table_names()
    assert {"saved_searches", "saved_search_matches", "saved_search_notices"} <= set(names)
