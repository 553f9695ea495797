"""What a colleague expects of the guide in a conversation. The numbers in the docstrings are those of the 36
behaviours that a first-class app shows in Slack."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from slack_api import BOT, TEAM, Fails, Json, mentioned, new_ts, said, until
from slack_guide import Here, answer_of, slack_and_guide
from sqlalchemy import select

from bot.channels.slack.asked import team_of
from bot.memory import now
from knowledge.slack_tables import slack_jobs
from knowledge.tables import turns


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Here]:
    async with slack_and_guide(tmp_path) as both:
        yield both


async def test_a_mention_is_answered_in_its_thread_without_the_guides_name(here: Here) -> None:
    """11"""
    asked = await here.people.deliver(mentioned("what does a CRA do?"))
    await here.settled()
    (message,) = here.api.in_thread("C1", asked["ts"])
    assert here.assistant.asked[0][0] == "what does a CRA do?"
    assert "About what does a CRA do? [1]." in message.shown


async def test_a_mention_in_a_thread_is_answered_in_that_thread(here: Here) -> None:
    """11"""
    root = new_ts()
    await here.people.deliver(mentioned("and data?", thread=root))
    await here.settled()
    assert len(here.api.in_thread("C1", root)) == 1


@pytest.mark.parametrize("known", [True, False])
async def test_a_mention_without_a_question_gets_a_short_help(here: Here, known: bool) -> None:
    """11: also where a delivery does not tell which user the guide is."""
    asked = await here.people.deliver(mentioned(""), known=known)
    await here.settled()
    (message,) = here.api.in_thread("C1", asked["ts"])
    assert "/career ask" in message.shown
    assert here.assistant.asked == []


async def test_a_follow_up_in_an_engaged_thread_needs_no_mention(here: Here) -> None:
    """12"""
    asked = await here.people.deliver(mentioned("what does a CRA do?"))
    await here.settled()
    await here.people.deliver(said("and who gets in?", channel="C1", thread=asked["ts"]))
    await here.settled(2)
    assert [question for question, *_ in here.assistant.asked] == ["what does a CRA do?", "and who gets in?"]
    assert len(here.api.in_thread("C1", asked["ts"])) == 2


async def test_threads_and_channels_in_which_nobody_meant_the_guide_are_left_alone(here: Here) -> None:
    """12"""
    await here.people.deliver(said("lunch?", channel="C1"))
    await here.people.deliver(said("yes please", channel="C1", thread=new_ts()))
    await asyncio.sleep(0.5)
    assert here.assistant.asked == []
    with here.engine.connect() as connection:
        assert list(connection.execute(select(slack_jobs.c.words)).scalars()) == [None]


async def test_a_follow_up_that_overtakes_its_mention_is_answered_too(here: Here) -> None:
    """12: deliveries come in any order; of the early one only its place was kept, so its words are fetched."""
    root, later = new_ts(), new_ts()
    here.api.written = {root: [{"ts": later, "user": "U1", "text": "and who gets in?"}]}
    await here.people.deliver(said("and who gets in?", channel="C1", thread=root, ts=later))
    await here.people.deliver(mentioned("what does a CRA do?", ts=root))
    await here.settled(2)
    assert [question for question, *_ in here.assistant.asked] == ["what does a CRA do?", "and who gets in?"]


async def test_where_people_talk_to_each_other_the_guide_waits_until_it_is_addressed_again(here: Here) -> None:
    """12"""
    asked = await here.people.deliver(mentioned("what does a CRA do?"))
    await here.settled()
    root = asked["ts"]
    await here.people.deliver(said("I was one, ask me", channel="C1", thread=root, person="U2"))
    await here.people.deliver(said("really? how was it?", channel="C1", thread=root))
    await here.people.deliver(said("<@U2> thanks!", channel="C1", thread=root))
    await asyncio.sleep(0.6)
    assert len(here.assistant.asked) == 1
    await here.people.deliver(mentioned("and data?", thread=root))
    await here.people.deliver(said("and quality?", channel="C1", thread=root))
    await here.settled(3)
    assert [question for question, *_ in here.assistant.asked][1:] == ["and data?", "and quality?"]


async def test_direct_messages_are_answered_each_in_its_own_thread(here: Here) -> None:
    """13"""
    one = await here.people.deliver(said("what does a CRA do?"))
    two = await here.people.deliver(said("and a QA officer?"))
    root = new_ts()
    await here.people.deliver(said("in a thread", thread=root))
    await here.settled(3)
    assert [len(here.api.in_thread("D1", ts)) for ts in (one["ts"], two["ts"], root)] == [1, 1, 1]


async def test_a_follow_up_goes_on_with_the_conversation_of_its_thread(here: Here) -> None:
    """14"""
    asked = await here.people.deliver(said("jobs in Ghent"))
    await here.settled()
    await here.people.deliver(said("and for EU citizens?", thread=asked["ts"]))
    await here.settled(2)
    (_, first, _), (_, second, _) = here.assistant.asked
    assert first is None
    assert second is not None
    assert [turn.question for turn in here.memory.recall(second, now()).turns] == [
        "jobs in Ghent",
        "and for EU citizens?",
    ]


async def test_people_threads_and_workspaces_never_share_a_conversation(here: Here) -> None:
    """14"""
    root = new_ts()
    for person, channel, thread, team in (
        ("U1", "C1", root, TEAM), ("U2", "C1", root, TEAM), ("U1", "C1", new_ts(), TEAM), ("U1", "C2", root, TEAM),
        ("U1", "C1", root, "T2"),
    ):  # fmt: skip
        await here.people.deliver(mentioned("hello", person=person, channel=channel, thread=thread), team=team)
    await here.settled(5)
    assert [conversation for _, conversation, _ in here.assistant.asked] == [None] * 5


@pytest.mark.parametrize("how", [Fails("ratelimited", 429, retry_after=60), Fails("missing_scope"), Fails(status=500)])
async def test_a_conversation_goes_on_where_slacks_own_history_is_not_to_be_had(here: Here, how: Fails) -> None:
    """15"""
    here.api.always["conversations.replies"] = how
    asked = await here.people.deliver(mentioned("jobs in Ghent"))
    await here.settled()
    await here.people.deliver(said("and in Leuven?", channel="C1", thread=asked["ts"]))
    await here.settled(2)
    assert here.assistant.asked[1][1] is not None
    assert len(here.api.in_thread("C1", asked["ts"])) == 2
    assert here.api.of("conversations.replies") == []


async def test_two_messages_in_quick_succession_are_answered_one_after_the_other_as_they_were_written(
    here: Here,
) -> None:
    """16: also if the second is delivered first."""
    here.assistant.pause = 0.1
    root, first, second = new_ts(), new_ts(), new_ts()
    await here.people.deliver(said("second", thread=root, ts=second))
    await here.people.deliver(said("first", thread=root, ts=first))
    await here.settled(2)
    assert [question for question, *_ in here.assistant.asked] == ["first", "second"]
    about = [m.shown.split()[1] for m in here.api.in_thread("D1", root)]
    assert about == ["first", "second"]
    kinds = [call.method for call in here.api.calls if call.method in ("chat.startStream", "chat.stopStream")]
    assert kinds == ["chat.startStream", "chat.stopStream"] * 2


async def test_a_question_that_is_changed_is_not_answered_twice(here: Here) -> None:
    """17"""
    asked = await here.people.deliver(said("what does a CRA do?"))
    await here.settled()
    changed = {"message": {**asked, "text": "what does a CRA earn?", "edited": {"user": "U1", "ts": "1"}}}
    await here.people.deliver({"type": "message", "subtype": "message_changed", "channel": "D1", "ts": "1", **changed})
    await asyncio.sleep(0.3)
    assert len(here.assistant.asked) == 1


def deleted(asked: dict[str, str]) -> dict[str, object]:
    gone = {"deleted_ts": asked["ts"], "previous_message": asked}
    return {"type": "message", "subtype": "message_deleted", "channel": asked["channel"], "ts": "1", **gone}


async def test_a_question_that_is_deleted_while_it_is_answered_is_let_go_and_forgotten(here: Here) -> None:
    """17"""
    here.assistant.gap = 0.2
    here.assistant.says = lambda _: answer_of("word " * 300, citations=(), suggestions=())
    here.assistant.deltas = lambda answer: [answer.text[at : at + 100] for at in range(0, len(answer.text), 100)]
    asked = await here.people.deliver(said("secret canary?"))
    await until(lambda: here.api.messages)
    await here.people.deliver(deleted(asked))
    await here.settled()
    await until(lambda: here.assistant.cancelled)
    await until(lambda: here.api.messages == [])
    assert here.states() == ["dropped"]
    with here.engine.connect() as connection:
        assert list(connection.execute(select(slack_jobs.c.words)).scalars()) == [None]


async def test_a_question_that_is_deleted_later_leaves_no_copy(here: Here) -> None:
    """17"""
    asked = await here.people.deliver(said("secret canary?"))
    await here.settled()
    await here.people.deliver(deleted(asked))
    with here.engine.connect() as connection:
        assert list(connection.execute(select(slack_jobs.c.words)).scalars()) == [None]
        assert list(connection.execute(select(turns.c.question)).scalars()) == []


def file(here: Here, **fields: object) -> dict[str, object]:
    plain = {"mimetype": "text/plain", "filetype": "text", "size": 20, "url_private": f"{here.api.url}/files/cv"}
    return plain | fields


async def test_a_text_file_is_read_with_the_question(here: Here) -> None:
    """18"""
    here.api.files["cv"] = b"Master in biology, Ghent"
    await here.people.deliver(said("what fits me?", subtype="file_share", files=[file(here)]))
    await here.settled()
    assert here.assistant.asked[0][0] == "what fits me?\n\nMaster in biology, Ghent"
    assert [call.token for call in here.api.calls if call.method == "file"] == ["Bearer xoxb-1"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"mimetype": "application/pdf", "filetype": "pdf"},
        {"size": 10_000_000},
        {"url_private": "https://files.slack.com.evil.example/cv"},
        {"url_private": "http://127.0.0.1:9/cv"},
        {"url_private": None},
    ],
)
async def test_any_other_file_is_refused_clearly_and_the_token_goes_nowhere(
    here: Here, wrong: dict[str, object]
) -> None:
    """18"""
    asked = await here.people.deliver(said("my CV", subtype="file_share", files=[file(here, **wrong)]))
    await here.settled()
    (message,) = here.api.in_thread("D1", asked["ts"])
    assert "plain text" in message.shown
    assert here.assistant.asked == []
    assert [call for call in here.api.calls if call.method == "file"] == []


async def test_what_became_of_a_file_is_told_to_its_owner_alone_in_a_channel(here: Here) -> None:
    """18, 29"""
    asked = await here.people.deliver(
        mentioned("my CV", subtype="file_share", files=[file(here, mimetype="application/pdf", filetype="pdf")])
    )
    await here.settled()
    assert here.api.in_thread("C1", asked["ts"]) == []
    (message,) = here.api.messages
    assert message.for_one == "U1"


async def test_a_name_of_the_guide_in_a_channel_message_counts_though_no_mention_was_delivered(here: Here) -> None:
    """11"""
    await here.people.deliver(said(f"<@{BOT}> what does a CRA do?", channel="C1"))
    await here.settled()
    assert here.assistant.asked[0][0] == "what does a CRA do?"


ORGANISED = {"enterprise_id": "E1", "is_enterprise_install": True}


@pytest.mark.parametrize(
    ("delivery", "click"),
    [
        ({"team_id": "T1"}, {"team": {"id": "T1"}}),
        ({"team_id": "T1"}, {"team": None, "enterprise": None}),
        ({"team_id": "T1"} | ORGANISED, {"team": None, "enterprise": {"id": "E1"}, "is_enterprise_install": True}),
        ({"team_id": None} | ORGANISED, {"team": None, "enterprise": {"id": "E1"}, "is_enterprise_install": True}),
        (
            {"team_id": "T9", "authorizations": [{"team_id": "T9"}, {"team_id": "T1", "is_bot": True, "user_id": BOT}]},
            {"team": {"id": "T1"}},
        ),
    ],
    ids=["workspace", "no team", "organisation", "organisation alone", "shared channel"],
)
def test_a_click_belongs_to_whom_the_message_belonged(delivery: Json, click: Json) -> None:
    """35, 14: however much of it Slack leaves out."""
    assert team_of(delivery) == team_of(click | {"user": {"id": "U1", "team_id": "T1"}})


async def test_a_next_question_stays_in_the_thread_of_its_answer_though_slack_does_not_name_it(here: Here) -> None:
    """13, 14"""
    asked = await here.people.deliver(mentioned("hello"))
    await here.settled()
    (answer,) = here.api.in_thread("C1", asked["ts"])
    action = {"action_id": "opinno_ask_0", "value": "And then?"}
    await here.people.press(action, channel={"id": "C1"}, message={"ts": answer.ts})
    await here.settled(2)
    assert len(here.api.in_thread("C1", asked["ts"])) == 2
    assert here.assistant.asked[1][1] is not None


async def test_a_click_of_which_nothing_tells_where_it_was_is_answered_alone(here: Here) -> None:
    """29"""
    await here.people.press({"action_id": "opinno_ask_0", "value": "And then?"}, channel={"id": "C1"})
    await here.settled()
    assert len(here.api.responses) == 1
    assert here.api.messages == []
