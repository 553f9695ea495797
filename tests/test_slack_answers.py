"""How an answer appears in Slack: prompts, status, the stream and what becomes of it when it breaks, Stop, sources, and
who sees it (behaviours 19 to 29)."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from slack_api import Fails, Json, Message, mentioned, new_ts, said, texts, until
from slack_guide import VACANCY, Here, answer_of, slack_and_guide

from bot.assistant import QuestionRefused
from bot.conversation import Card

LONG = "\n\n".join(f"Paragraph {n}: " + "words about careers in life sciences " * 12 + "[1]." for n in range(12))


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Here]:
    async with slack_and_guide(tmp_path) as both:
        yield both


def words_of(here: Here, text: str = LONG, gap: float = 0.0, **fields: Any) -> None:
    """The next answers are this text, word by word."""
    here.assistant.says = lambda _: answer_of(text, **fields)
    here.assistant.deltas = lambda answer: re.findall(r"\S+\s*", answer.text)
    here.assistant.gap = gap


async def only(here: Here, asked: Json) -> Message:
    """The one message that answers."""
    await here.settled()
    (message,) = here.api.in_thread(asked["channel"], asked["ts"])
    assert not message.streaming
    return message


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


async def test_who_opens_the_conversation_is_offered_prompts_without_a_thread(here: Here) -> None:
    """19"""
    await here.people.deliver({"type": "app_home_opened", "user": "U1", "channel": "D1", "tab": "messages"})
    await until(lambda: here.api.of("assistant.threads.setSuggestedPrompts"))
    (sent,) = here.api.of("assistant.threads.setSuggestedPrompts")
    assert 1 <= len(sent["prompts"]) <= 4
    assert "thread_ts" not in sent


async def test_the_older_pane_is_offered_prompts_in_its_thread(here: Here) -> None:
    """19: where an app is not an agent yet."""
    pane = {"user_id": "U1", "channel_id": "D1", "thread_ts": new_ts(), "context": {}}
    await here.people.deliver({"type": "assistant_thread_started", "assistant_thread": pane})
    await until(lambda: here.api.of("assistant.threads.setSuggestedPrompts"))
    (sent,) = here.api.of("assistant.threads.setSuggestedPrompts")
    assert (sent["channel_id"], sent["thread_ts"]) == ("D1", pane["thread_ts"])


async def test_home_shows_ones_own_questions_in_ones_own_language(here: Here) -> None:
    """19, 28: and nobody else's."""
    here.api.locales["U1"] = "nl-BE"
    await here.people.deliver(said("What does a CRA do?"))
    await here.people.deliver(said("my secret plan", person="U2", channel="D2"))
    await here.settled(2)
    await here.people.deliver({"type": "app_home_opened", "user": "U1", "channel": "D1", "tab": "home"})
    await until(lambda: here.api.homes)
    shown = "\n".join(texts(here.api.homes["U1"]["blocks"]))
    assert len(here.api.homes["U1"]["blocks"]) <= 100
    assert "What does a CRA do?" in shown
    assert "secret plan" not in shown
    assert "Je privacy" in shown


async def test_the_status_is_shown_before_anything_is_looked_up_and_gone_at_the_end(here: Here) -> None:
    """20"""
    here.assistant.says = lambda _: answer_of(f"Known by then: {bool(here.api.of('assistant.threads.setStatus'))} [1].")
    message = await only(here, await here.people.deliver(said("hello")))
    assert "Known by then: True" in message.shown
    shown = here.api.of("assistant.threads.setStatus")
    assert shown[0]["status"]
    assert len(shown[0]["loading_messages"]) <= 10
    assert shown[-1]["status"] == ""
    assert [sent["status"] for sent in here.api.of("agents.sessions.setStatus")] == ["processing", "active"]


@pytest.mark.parametrize("how", [QuestionRefused("Too long."), RuntimeError("canary"), TimeoutError()], ids=repr)
async def test_the_status_is_gone_after_a_refusal_and_an_error_too(here: Here, how: Exception) -> None:
    """20, 26: with one honest message, and without a trace."""
    here.assistant.raises = how
    message = await only(here, await here.people.deliver(said("hello")))
    assert message.shown
    assert "canary" not in json.dumps(here.api.of("chat.postMessage"))
    assert here.api.of("assistant.threads.setStatus")[-1]["status"] == ""
    assert here.api.of("agents.sessions.setStatus")[-1]["status"] == "active"


async def test_nothing_depends_on_the_status(here: Here) -> None:
    """20"""
    for method in ("agents.sessions.setStatus", "assistant.threads.setStatus"):
        here.api.always[method] = Fails("unknown_method")
    for _ in range(2):
        await only(here, await here.people.deliver(said("hello")))
    assert len(here.api.of("agents.sessions.setStatus")) == 1


async def test_an_answer_is_written_as_a_stream_in_few_calls(here: Here) -> None:
    """21"""
    words_of(here)
    message = await only(here, await here.people.deliver(said("hello")))
    made = [call.method for call in here.api.calls if "Stream" in call.method]
    assert made[0] == "chat.startStream"
    assert made[-1] == "chat.stopStream"
    assert set(made[1:-1]) == {"chat.appendStream"}
    assert len(made) < 14
    assert squeezed(message.markdown) == squeezed(LONG)
    assert here.api.of("chat.postMessage") == here.api.of("chat.update") == []


async def test_every_piece_of_a_stream_reads_well_on_its_own(here: Here) -> None:
    """21: no half of a bold word, a link or a sign."""
    text = "Some **bold words here** and [a link](https://example.org/a) & <b> on. " * 20
    words_of(here, text)
    message = await only(here, await here.people.deliver(said("hello")))
    so_far = ""
    for call in here.api.calls:
        if call.method in ("chat.startStream", "chat.appendStream"):
            so_far += "".join(chunk["text"] for chunk in call.sent["chunks"])
            assert so_far.count("**") % 2 == 0
            assert so_far.count("[") == so_far.count("](https://example.org/a)")
    assert "<b>" not in message.markdown


async def test_a_stream_in_a_channel_names_whom_it_is_for(here: Here) -> None:
    """22"""
    words_of(here)
    await only(here, await here.people.deliver(mentioned("hello")))
    (sent,) = here.api.of("chat.startStream")
    assert (sent["recipient_team_id"], sent["recipient_user_id"]) == ("T1", "U1")


NO_STREAMS = [
    Fails("unknown_method"),
    Fails(status=404, body="not found"),
    Fails("channel_type_not_supported"),
    Fails("missing_scope"),
    Fails("some_error_of_tomorrow"),
]


@pytest.mark.parametrize("how", NO_STREAMS, ids=str)
async def test_where_there_are_no_streams_the_whole_answer_is_one_message(here: Here, how: Fails) -> None:
    """23"""
    words_of(here)
    here.api.always["chat.startStream"] = how
    message = await only(here, await here.people.deliver(said("hello")))
    assert squeezed(message.markdown) == squeezed(LONG)
    assert len(here.api.of("chat.postMessage")) == 1
    assert here.api.of("chat.appendStream") == here.api.of("chat.stopStream") == []


DEAD = [
    Fails("message_not_in_streaming_state"),
    Fails(status=500),
    Fails(drops=True),
    Fails(drops=True, done=True),
    Fails("internal_error"),
    Fails("msg_too_long"),
]


@pytest.mark.parametrize("how", DEAD, ids=str)
@pytest.mark.parametrize("method", ["chat.appendStream", "chat.stopStream", "chat.startStream"])
async def test_a_stream_that_dies_leaves_the_whole_answer_all_the_same_and_once(
    here: Here, how: Fails, method: str
) -> None:
    """24, 36"""
    words_of(here)
    here.api.fails(method, *[how] * (4 if how.status == 500 or how.drops or how.error == "internal_error" else 1))
    if method == "chat.stopStream" and how.error == "message_not_in_streaming_state":
        original = here.api.do_chat_update

        def update(sent: Json, token: str) -> Json:
            # Slack has closed it meanwhile.
            for message in here.api.messages:
                message.streaming = False
            return original(sent, token)

        here.api.do_chat_update = update  # type: ignore[method-assign]
    asked = await here.people.deliver(said("hello"))
    await here.settled()
    await until(lambda: here.api.in_thread("D1", asked["ts"]))
    whole = [m for m in here.api.in_thread("D1", asked["ts"]) if squeezed(m.markdown) == squeezed(LONG)]
    assert len(whole) == len(here.api.in_thread("D1", asked["ts"])) == 1
    assert "Clinical research associate" in "\n".join(texts(whole[0].blocks))


async def test_an_answer_that_changed_its_mind_stands_in_the_end_as_it_should(here: Here) -> None:
    """24: what was streamed is not what stands."""
    here.assistant.says = lambda _: answer_of("What stands [1].")
    here.assistant.deltas = lambda _: ["What was written at first and ", "is not borne out by any source at all. "] * 9
    message = await only(here, await here.people.deliver(said("hello")))
    assert message.markdown == "What stands [1]."
    assert "borne" not in message.shown


async def test_a_stream_that_is_asked_to_wait_goes_on_with_more(here: Here) -> None:
    """24, 36"""
    words_of(here, gap=0.002)
    here.api.fails("chat.appendStream", *[Fails("ratelimited", 429, retry_after=1)] * 2)
    message = await only(here, await here.people.deliver(said("hello")))
    assert squeezed(message.markdown) == squeezed(LONG)
    assert here.api.of("chat.update") == []


async def stop(here: Here, asked: Json) -> float:
    """Press Stop as Slack has it: it ends the stream itself. Gives when."""
    streams = [m for m in here.api.messages if m.streaming]
    for message in streams:
        message.streaming = False
    ended = {"streaming_message_ts": [m.ts for m in streams], "event_ts": "1"}
    where = {"channel": asked["channel"], "thread_ts": asked["ts"], "user": "U1"}
    await here.people.deliver({"type": "agent_session_stopped", **where, **ended})
    return asyncio.get_running_loop().time()


@pytest.mark.parametrize("begun", [True, False])
async def test_stop_ends_the_model_and_the_stream_and_says_so(here: Here, begun: bool) -> None:
    """25, 20"""
    words_of(here, gap=0.05)
    here.assistant.pause = 0.0 if begun else 30.0
    asked = await here.people.deliver(said("hello"))
    await until(lambda: here.api.of("chat.appendStream") if begun else here.assistant.asked)
    await stop(here, asked)
    appended = len(here.api.of("chat.appendStream"))
    await here.settled()
    assert here.assistant.cancelled == 1
    assert len(here.api.of("chat.appendStream")) == appended
    assert "Stopped" in (await only(here, asked)).shown
    assert here.api.of("agents.sessions.setStatus")[-1]["status"] == "active"
    assert here.states() == ["stopped"]


async def test_a_stream_that_somebody_stopped_is_not_appended_to(here: Here) -> None:
    """25: though nobody told us."""
    words_of(here, gap=0.005)
    here.api.always["chat.appendStream"] = Fails("stopped_by_user")
    asked = await here.people.deliver(said("hello"))
    await until(lambda: here.api.of("chat.appendStream"))
    for message in here.api.messages:
        message.streaming = False
    await here.settled()
    assert len(here.api.of("chat.appendStream")) == 1
    assert here.assistant.cancelled == 1
    assert "Stopped" in (await only(here, asked)).shown


async def test_stop_where_nothing_is_under_way_sets_the_session_right(here: Here) -> None:
    """25"""
    await stop(here, said("x"))
    await until(lambda: here.api.of("agents.sessions.setStatus"))
    assert here.api.of("agents.sessions.setStatus")[-1]["status"] == "active"


async def test_every_source_is_shown_with_its_number_section_day_and_link_and_no_other(here: Here) -> None:
    """27"""
    message = await only(here, await here.people.deliver(said("hello")))
    shown = "\n".join(texts(message.blocks))
    assert (
        "[1] <https://example.org/cra|Clinical research associate> › What they do · checked on 20 November 2026"
        in shown
    )
    assert shown.count("https://") == 1


async def test_an_answer_without_sources_shows_none(here: Here) -> None:
    """27"""
    here.assistant.says = lambda _: answer_of("My sources do not say.", citations=(), outcome="abstained")
    message = await only(here, await here.people.deliver(said("hello")))
    assert "My sources do not say." in message.shown
    assert "Sources" not in message.shown


async def test_cards_are_shown_with_what_matters(here: Here) -> None:
    """27, 32"""
    here.assistant.says = lambda _: answer_of("A vacancy [1].", cards=(VACANCY,) * 7)
    message = await only(here, await here.people.deliver(said("hello")))
    shown = "\n".join(texts(message.blocks))
    assert "*<https://example.org/job|QA officer &amp; more>*\nAcme &lt;b&gt; · Ghent" in shown
    assert "And 2 more" in shown


async def test_a_card_speaks_the_readers_language_and_says_what_was_invented(here: Here) -> None:
    """27"""
    job = Card(
        "vacancy", "v2", "QC-analist", "/library/x",
        {"employer": "Acme", "places": ["Gent"], "remote": "none", "contract": "permanent", "phd": "not asked",
         "closes": "2027-10-31", "example": True},
    )  # fmt: skip
    day = Card("event", "e1", "Jobdag", "https://example.org/day", {"starts": "2027-03-04", "cancelled": True})
    here.assistant.says = lambda _: answer_of("Dit is er [1].", language="nl", cards=(job, day))
    message = await only(here, await here.people.deliver(said("welke vacatures zijn er?")))
    shown = texts(message.blocks)
    terms = "Acme · Gent · vast contract · op locatie · geen doctoraat gevraagd"
    assert f"*QC-analist* · verzonnen voorbeeld\n{terms}\nJe kunt solliciteren tot en met 31 oktober 2027." in shown
    assert "*<https://example.org/day|Jobdag>*\nGeannuleerd · Begint op 4 maart 2027" in shown


async def test_a_stream_that_gets_no_name_is_not_begun_again_and_the_answer_is_posted_whole(here: Here) -> None:
    """23: as where a Slack answers `ok` to whatever it does not know."""
    here.api.always["chat.startStream"] = Fails(body='{"ok": true}')
    words_of(here, gap=0.02)
    message = await only(here, await here.people.deliver(said("hello")))
    assert not message.streamed
    assert len(here.api.of("chat.startStream")) == 1


async def test_what_is_not_to_be_had_in_channels_is_still_used_in_direct_messages(here: Here) -> None:
    """23"""
    here.api.fails("chat.startStream", Fails("channel_type_not_supported"))
    for _ in range(2):
        await here.people.deliver(mentioned("hello"))
        await here.settled()
    assert len(here.api.of("chat.startStream")) == 1
    await only(here, await here.people.deliver(said("hello")))
    assert len(here.api.of("chat.startStream")) == 2


async def test_a_private_answer_is_seen_by_nobody_else_in_a_channel(here: Here) -> None:
    """29, 28: whoever is in need is answered alone, nothing of it is streamed, nothing can be shared."""
    here.assistant.says = lambda _: answer_of(
        "You are not alone: 1813.", outcome="supported", care="distress", citations=()
    )
    asked = await here.people.deliver(mentioned("I want to die"))
    await here.settled()
    assert here.api.in_thread("C1", asked["ts"]) == []
    (message,) = here.api.messages
    assert (message.for_one, message.thread) == ("U1", asked["ts"])
    assert "1813" in message.shown
    assert here.api.of("chat.startStream") == []
    assert "opinno_share" not in json.dumps(message.blocks)


async def test_an_answer_that_turns_out_to_be_private_is_taken_back_from_the_channel(here: Here) -> None:
    """29: the engine has the last word."""
    words_of(here, outcome="supported", care="distress", citations=())
    asked = await here.people.deliver(mentioned("what does a CRA do?"))
    await here.settled()
    assert here.api.in_thread("C1", asked["ts"]) == []
    assert [m.for_one for m in here.api.messages] == ["U1"]


async def test_where_a_private_note_in_the_channel_fails_it_goes_directly(here: Here) -> None:
    """29"""
    here.assistant.says = lambda _: answer_of("You are not alone.", outcome="supported", care="distress", citations=())
    here.api.always["chat.postEphemeral"] = Fails("user_not_in_channel")
    await here.people.deliver(mentioned("I want to die"))
    await here.settled()
    (message,) = here.api.messages
    assert message.channel == "D-U1"


async def test_in_a_direct_message_a_private_answer_is_an_ordinary_one(here: Here) -> None:
    """29"""
    here.assistant.says = lambda _: answer_of("You are not alone.", outcome="supported", care="distress", citations=())
    message = await only(here, await here.people.deliver(said("I want to die")))
    assert message.for_one is None


async def test_what_one_had_for_oneself_one_can_share_and_nobody_else_can(here: Here) -> None:
    """28, 29: the button holds nothing but an id."""
    await here.people.command("ask what does a CRA do?")
    await here.settled()
    (_, response) = here.api.responses[-1]
    (button,) = [
        b for block in response["blocks"] for b in block.get("elements", []) if b.get("action_id") == "opinno_share"
    ]
    assert len(button["value"]) < 40
    place = {"channel": {"id": "C1"}, "container": {"type": "message", "channel_id": "C1", "is_ephemeral": True}}
    stranger = {"id": "U2", "team_id": "T1"}
    await here.people.press(button, **place, user=stranger)
    await here.settled(2)
    assert [m for m in here.api.messages if not m.for_one] == []


async def test_a_shared_answer_is_seen_by_everyone_once(here: Here) -> None:
    """29"""
    await here.people.command("ask what does a CRA do?")
    await here.settled()
    (_, response) = here.api.responses[-1]
    (button,) = [
        b for block in response["blocks"] for b in block.get("elements", []) if b.get("action_id") == "opinno_share"
    ]
    place = {"channel": {"id": "C1"}, "container": {"type": "message", "channel_id": "C1", "is_ephemeral": True}}
    for _ in range(2):
        await here.people.press(button, **place)
    await here.settled(2)
    await until(lambda: len(here.api.responses) == 2)
    assert here.api.responses[-1][1]["text"] == "It is shared already."
    (message,) = here.api.messages
    assert "About what does a CRA do?" in message.shown
    assert "<@U1>" in message.shown


async def test_who_presses_first_does_not_keep_the_owner_from_sharing_nor_does_a_failure(here: Here) -> None:
    """29"""
    await here.people.command("ask what does a CRA do?")
    await here.settled()
    (button,) = [
        b
        for block in here.api.responses[-1][1]["blocks"]
        for b in block.get("elements", [])
        if b.get("action_id") == "opinno_share"
    ]
    place = {"channel": {"id": "C1"}, "container": {"type": "message", "channel_id": "C1", "is_ephemeral": True}}
    await here.people.press(button, **place, user={"id": "U2", "team_id": "T1"})
    await here.settled(2)
    here.api.fails("chat.postMessage", Fails("invalid_auth"))
    for number in (3, 3):
        await here.people.press(button, **place)
        await here.settled(number)
    assert [m.channel for m in here.api.messages if "<@U1>" in m.shown] == ["C1"]


async def test_a_next_question_is_asked_with_a_button_and_goes_on_with_the_conversation(here: Here) -> None:
    asked = await here.people.deliver(said("hello"))
    message = await only(here, asked)
    (button,) = [b for block in message.blocks if block["type"] == "actions" for b in block["elements"]]
    where = {"channel_id": "D1", "message_ts": message.ts, "thread_ts": asked["ts"], "type": "message"}
    for _ in range(2):
        await here.people.press(button, channel={"id": "D1"}, container=where)
    await here.settled(2)
    (_, first, _), (question, second, _) = here.assistant.asked
    assert question == "What does a day look like?"
    assert (first, bool(second)) == (None, True)
    assert here.api.in_thread("D1", asked["ts"])[1].shown.startswith("> What does a day look like?")


async def test_slacks_language_helps_where_the_words_do_not_tell(here: Here) -> None:
    here.api.locales["U1"] = "fr-FR"
    for words in ("QA?", "wat doet een CRA?"):
        await here.people.deliver(said(words, thread=new_ts()))
    await here.settled(2)
    told = {question: language for question, _, language in here.assistant.asked}
    assert told == {"QA?": "fr", "wat doet een CRA?": None}
