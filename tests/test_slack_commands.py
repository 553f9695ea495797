"""`/career`, the shortcut of a message, Home and forgetting (behaviour 34, privacy)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from slack_api import Fails, Json, mentioned, said, texts, until
from slack_guide import Here, answer_of, slack_and_guide
from sqlalchemy import delete, select

from bot.channels.slack.people import People
from bot.memory import UnknownConversation, now
from knowledge.slack_tables import slack_feedback, slack_jobs, slack_threads
from knowledge.tables import conversations


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Here]:
    async with slack_and_guide(tmp_path) as both:
        yield both


async def test_a_command_is_received_at_once_and_answered_where_one_alone_sees_it(here: Here) -> None:
    """34: while the model has not said a word."""
    here.assistant.pause = 0.5
    response = await here.people.command("ask what does a CRA do?")
    assert response.status_code == 200
    assert response.json()["response_type"] == "ephemeral"
    assert here.api.responses == []
    await here.settled()
    ((_, answer),) = here.api.responses
    assert answer["response_type"] == "ephemeral"
    assert "About what does a CRA do?" in "\n".join(texts(answer["blocks"]))
    assert here.api.messages == []


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("ask what is a CRA?", "what is a CRA?"),
        ("jobs QA in Ghent", "Vacancies: QA in Ghent"),
        ("JOBS", "Which vacancies are there?"),
        ("vacatures in Gent zonder doctoraat", "Vacatures: in Gent zonder doctoraat"),
        ("events", "Which events are there?"),
        ("person", "I would like to talk to a person."),
        ("what does a CRA do?", "what does a CRA do?"),
    ],
)
async def test_each_word_of_the_command_asks_its_question(here: Here, text: str, question: str) -> None:
    """34"""
    await here.people.command(text)
    await here.settled()
    assert [asked for asked, *_ in here.assistant.asked] == [question]


@pytest.mark.parametrize("text", ["", "help", "ask", "nonsense and more", "  ", "<!channel>"])
async def test_anything_else_gets_help(here: Here, text: str) -> None:
    """34"""
    response = await here.people.command(text)
    assert "/career ask" in response.json()["text"]
    assert here.states() == []


async def test_the_first_words_to_somebody_are_in_the_language_that_they_set_in_slack(here: Here) -> None:
    """34, 11"""
    here.api.locales["U1"] = "fr-BE"
    assert "Demande-moi" in (await here.people.command("help")).json()["text"]
    here.api.locales["U2"] = "nl-BE"
    asked = await here.people.deliver(mentioned("", person="U2"))
    await here.settled()
    (help,) = here.api.in_thread("C1", asked["ts"])
    assert "Vraag me iets" in help.shown


async def test_a_command_does_not_wait_for_a_slow_slack(here: Here) -> None:
    """34, 5"""
    here.api.slow["users.info"] = 2.0
    assert (await here.people.command("person")).status_code == 200
    assert here.api.calls and not here.api.responses
    await here.settled()


async def test_a_command_that_cannot_be_taken_in_says_so_and_is_received(here: Here) -> None:
    """34: Slack would otherwise tell the person that the app is broken."""
    with here.engine.begin() as connection:
        connection.exec_driver_sql("alter table slack_jobs rename to elsewhere")
    response = await here.people.command("ask what does a CRA do?")
    assert response.status_code == 200
    assert "Please try again" in response.json()["text"]
    with here.engine.begin() as connection:
        connection.exec_driver_sql("alter table elsewhere rename to slack_jobs")


@pytest.mark.parametrize("how", [Fails("used_url", 404), Fails("expired_url", 410)])
async def test_an_answer_goes_another_way_where_its_address_is_used_up(here: Here, how: Fails) -> None:
    """34"""
    here.api.script["response_url"] = [how] * 3
    await here.people.command("ask what does a CRA do?")
    await here.settled()
    (message,) = here.api.messages
    assert (message.channel, message.for_one) == ("C1", "U1")


async def test_a_long_answer_to_a_command_takes_few_posts(here: Here) -> None:
    """34: Slack allows five."""
    here.assistant.says = lambda _: answer_of("word " * 6000)
    await here.people.command("ask at length")
    await here.settled()
    assert 2 <= len(here.api.responses) <= 4


async def test_an_answer_too_long_for_its_address_is_delivered_whole_elsewhere(here: Here) -> None:
    """34, 31"""
    here.assistant.says = lambda _: answer_of("word " * 20_000)
    await here.people.command("ask at great length")
    await here.settled()
    assert here.api.responses == []
    assert sum(message.markdown.count("word") for message in here.api.messages) == 20_000


async def test_a_message_can_be_asked_about(here: Here) -> None:
    message = {"type": "message", "text": "what does a &lt;CRA&gt; do, <@U3>?", "ts": "17.1", "user": "U2"}
    shortcut = {"type": "message_action", "callback_id": "ask_guide", "channel": {"id": "C1"}, "message": message}
    response = await here.people.interact(shortcut)
    assert response.status_code == 200
    await here.settled()
    assert here.assistant.asked[0][0] == "what does a <CRA> do, ?"
    assert len(here.api.responses) == 1


@pytest.mark.parametrize(
    "message",
    [
        {"blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "QA officer in Ghent"}}]},
        {"attachments": [{"fallback": "x", "title": "QA officer", "text": "in Ghent"}]},
    ],
)
async def test_a_message_of_an_app_can_be_asked_about(here: Here, message: Json) -> None:
    """Its words stand in blocks or attachments."""
    place = {
        "channel": {"id": "C1"},
        "message": {"type": "message", "bot_id": "B2", "text": "", "ts": "17.1", **message},
    }
    await here.people.interact({"type": "message_action", "callback_id": "ask_guide", **place})
    await here.settled()
    assert "QA officer" in here.assistant.asked[0][0]
    assert "in Ghent" in here.assistant.asked[0][0]


async def test_home_says_what_the_guide_does_and_keeps_to_itself_what_weighs_on_somebody(here: Here) -> None:
    here.assistant.says = lambda question: answer_of("x", outcome="supported" if "die" in question else "answered")
    for number, words in enumerate(("I want to die", "what does a CRA do?"), 1):
        await here.people.deliver(said(words))
        await here.settled(number)
    of_another = {"type": "message", "text": "words of another", "ts": "17.1", "user": "U2"}
    shortcut = {"type": "message_action", "callback_id": "ask_guide", "channel": {"id": "C1"}, "message": of_another}
    await here.people.interact(shortcut)
    await here.settled(3)
    await here.people.deliver({"type": "app_home_opened", "user": "U1", "tab": "home", "channel": "D1"})
    await until(lambda: here.api.homes)
    shown = "\n".join(texts(here.api.homes["U1"]["blocks"]))
    assert "what does a CRA do?" in shown
    assert "/career ask" in shown
    assert "want to die" not in shown
    assert "words of another" not in shown


async def test_what_is_asked_alone_is_kept_from_what_is_asked_for_all_to_see(here: Here) -> None:
    """28: a command begins anew, in either direction."""
    await here.people.deliver(mentioned("hello"))
    await here.people.command("ask one")
    await here.settled(2)
    await here.people.command("ask two")
    await here.settled(3)
    assert [conversation for _, conversation, _ in here.assistant.asked] == [None] * 3


def left_of(here: Here) -> list[object]:
    with here.engine.connect() as connection:
        tables = (slack_jobs.c.words, slack_jobs.c.answer, slack_threads.c.person, slack_feedback.c.person)
        kept = [
            each for column in (*tables, conversations.c.id) for each in connection.execute(select(column)).scalars()
        ]
    return [each for each in kept if each is not None]


@pytest.mark.parametrize("way", ["command", "button"])
async def test_everything_of_a_person_can_be_forgotten(here: Here, way: str) -> None:
    """Questions, answers, conversations, opinions; of nobody else."""
    await here.people.deliver(said("canary"))
    await here.people.deliver(mentioned("canary"))
    for number, _ in enumerate("ab", 3):
        await here.people.command("ask canary")
        await here.settled(number)
    conversation = here.memory.begin(now()).id
    assert left_of(here)
    if way == "command":
        response = await here.people.command("forget")
        assert "deleted" in response.json()["text"]
    else:
        view = {"type": "view", "view_id": "V1"}
        await here.people.press({"action_id": "opinno_forget", "type": "button", "value": "all"}, container=view)
        await until(lambda: here.api.homes)
    assert left_of(here) == [conversation.partition(".")[0]]
    with pytest.raises(UnknownConversation):
        here.memory.recall("gone", now())


async def test_who_is_forgotten_while_being_answered_is_not_answered_any_more(here: Here) -> None:
    here.assistant.pause = 30
    await here.people.deliver(said("canary"))
    await until(lambda: here.assistant.asked)
    await here.people.command("forget")
    await until(lambda: here.assistant.cancelled)
    await asyncio.sleep(0.1)
    assert here.api.messages == []


async def test_a_conversation_that_ran_out_does_not_keep_the_rest_from_being_forgotten(here: Here) -> None:
    for number in (1, 2):
        await here.people.deliver(said("canary"))
        await here.settled(number)
    with here.engine.begin() as connection:
        connection.execute(
            delete(conversations).where(conversations.c.id == select(conversations.c.id).limit(1).scalar_subquery())
        )
    assert "deleted" in (await here.people.command("forget")).json()["text"]
    assert left_of(here) == []


@pytest.mark.parametrize("place", ["alone", "thread"])
async def test_what_is_forgotten_while_it_is_answered_does_not_come_back(here: Here, place: str) -> None:
    """Not even where the answer was just about to be written down."""
    noted = here.slack._workers._ledger.note_answer

    def late(*arguments: Any) -> bool:
        People(here.engine).forget("T1", "U1")
        return noted(*arguments)

    here.slack._workers._ledger.note_answer = late  # type: ignore[method-assign]
    if place == "alone":
        await here.people.command("ask canary")
    else:
        await here.people.deliver(said("canary"))
    await here.settled()
    await until(lambda: not left_of(here))
    assert here.api.responses == []
    assert here.states() == ["dropped"]


async def test_a_question_can_be_asked_from_home(here: Here) -> None:
    action: Json = {"action_id": "opinno_ask_0", "type": "button", "value": "What can I do besides a PhD?"}
    await here.people.press(action, container={"type": "view", "view_id": "V1"})
    await here.settled()
    assert here.assistant.asked[0][0] == "What can I do besides a PhD?"
