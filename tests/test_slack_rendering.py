"""What goes out to Slack stays within its limits, loses nothing and makes nothing act (behaviours 30 to 33)."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from slack_api import Fails, Json, mentioned, said, texts, until
from slack_guide import CITED, VACANCY, Here, answer_of, slack_and_guide
from sqlalchemy import select

from bot.assistant import as_json
from bot.channels.slack import home, inert, limits
from bot.channels.slack.blocks import Message, Shown, messages, poorer
from bot.channels.slack.streaming import Pieces, rest
from bot.conversation import Answer
from knowledge.records import LANGUAGES
from knowledge.slack_tables import slack_feedback

ROWS = "\n".join(f"| row {n} | {'cell ' * 60} |" for n in range(60))
TABLE = f"| name | what |\n|---|:---:|\n{ROWS}"
CODE = "Look:\n\n```python\n" + "\n".join(f"line_{n} = {n}" for n in range(2000))
WORDS = "Careers in life sciences, besides a PhD. " * 320
PIECES = [WORDS, "word " * 9000, "x" * 13_000, TABLE, CODE, "# Heading\n\ntext\n\n---\n\n" * 60, "- point\n" * 3000,
          "<b>&" * 4000, "a\n\n\n\nb", "", "\n", "|", "```", "~~~\n```\n~~~"]  # fmt: skip
HOSTILE = ["<!channel>", "<!here|here>", "<@U123>", "<#C1|general>", "[x](javascript:alert(1))", "**b", "```", "|---|",
           "![p](https://evil.example/p.png)", "[a]: data:text/html,x", "<https://evil.example|vdab.be>", "&lt;", "&",
           "[vdab](https://vdab.be/a_(b))", "`code`", "\n\n", "\n", "| a | b |", "# h", "- p", "\0",
           "\u202e"]  # fmt: skip
MARKDOWN = st.lists(st.one_of(st.sampled_from([*PIECES[6:], *HOSTILE]), st.text(max_size=300)), max_size=25).map(
    " ".join
)


def bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("text", PIECES, ids=lambda text: f"{text[:10]!r} of {len(text)}")
@pytest.mark.parametrize("most", [limits.MARKDOWN, 1200])
def test_a_long_text_is_cut_at_its_boundaries_and_loses_nothing(text: str, most: int) -> None:
    """31"""
    pieces = limits.split(text, most)
    assert all(0 < len(piece) <= most for piece in pieces)
    again = "".join(pieces)
    if not text.startswith(("|", "Look", "```", "~~~")):
        assert bare(again) == bare(text)
    for piece in pieces:
        assert piece.count("\n```") + piece.startswith("```") in (0, 2) or "~~~" in piece


def test_a_table_that_is_cut_keeps_its_rows_whole_and_its_head_on_each_piece() -> None:
    """31"""
    pieces = limits.split(TABLE)
    assert len(pieces) > 1
    assert all(piece.startswith("| name | what |\n|---|:---:|\n") for piece in pieces)
    assert "\n".join(piece.split("\n", 2)[2] for piece in pieces) == ROWS


def test_a_fence_that_is_cut_or_never_closed_is_opened_anew_and_closed() -> None:
    """31"""
    pieces = limits.split(CODE)
    assert all(piece.count("```") == 2 for piece in pieces)
    assert [line for piece in pieces for line in re.findall(r"line_\d+ = \d+", piece)] == [
        f"line_{n} = {n}" for n in range(2000)
    ]


@given(MARKDOWN, st.sampled_from([300, 1000, limits.MARKDOWN]))
def test_no_piece_of_any_text_is_too_long_and_no_word_is_lost(text: str, most: int) -> None:
    """31"""
    safe = inert.markdown(text)
    pieces = limits.split(safe, most)
    assert all(len(piece) <= most for piece in pieces)
    lost = set(re.findall(r"\w+", safe)) - set(re.findall(r"\w+", " ".join(pieces)))
    # A word longer than a message is cut in two.
    assert all(len(word) > most // 4 or word in "".join(pieces) for word in lost)


def within_limits(message: Message) -> None:
    for body in poorer(message):
        blocks = body.get("blocks", [])
        assert len(body["text"]) <= (4_000 if blocks else 40_000)
        assert len(blocks) <= limits.BLOCKS
        assert sum(len(b["text"]) for b in blocks if b["type"] == "markdown") <= 12_000
        for block in blocks:
            if block["type"] == "section":
                assert 0 < len(block["text"]["text"]) <= 3_000
            if block["type"] == "context":
                assert 0 < len(block["elements"]) <= 10
            if block["type"] == "actions":
                assert 0 < len(block["elements"]) <= 25
            for element in block.get("elements", []):
                if element["type"] == "button":
                    assert len(element["text"]["text"]) <= 75
                    assert len(element["value"]) <= 2_000


def answers(text: str, words: Sequence[str]) -> Answer:
    title = " ".join(words)
    cited = [replace(CITED, number=n, title=title, heading=title, address=title or "/library/x") for n in range(1, 31)]
    cards = [replace(VACANCY, title=title, details={"employer": title, "places": [title] * 40})] * 24
    return answer_of(text, citations=tuple(cited), cards=tuple(cards), suggestions=(title * 9,) * 3)


@given(MARKDOWN, st.lists(st.sampled_from(HOSTILE), min_size=1, max_size=40))
@example(WORDS * 4, ["x" * 3000])
@example(TABLE, ["<!channel>"])
def test_every_message_of_any_answer_is_within_every_limit_and_inert(text: str, words: list[str]) -> None:
    """31, 32"""
    shown = Shown("ref", "https://guide.example", asked=text[:3000], first=True, share=True)
    for message in messages(as_json(answers(text, words)), shown):
        within_limits(message)
        for each in [message.text, *texts([b for b in message.below if b["type"] != "actions"])]:
            assert not re.search(r"<[!@#]", each)
        assert not re.search(r"<\S", message.markdown)
        assert not re.search(r"\]\((?!https?://|mailto:)", message.markdown)
        assert "](https://evil.example/p.png)" not in message.markdown


def expanded(markdown: str) -> int:
    """How many blocks Slack makes of Markdown, at most: headings, rules and tables, and what stands between."""
    marks = re.findall(r"(?m)^ {0,3}(?:#{1,6}\s|-{3,}\s*$)|^\s*\|?\s*:?-+:?\s*\|", markdown)
    return 2 * len(marks) + 1


def test_a_text_of_many_headings_does_not_become_more_blocks_than_slack_takes() -> None:
    """31"""
    for message in messages(as_json(answers("# Heading\n\ntext\n\n---\n\n" * 60, ["x"])), Shown("ref")):
        assert expanded(message.markdown) + len(message.below) <= 50


def test_what_is_bold_is_so_in_both_of_slacks_markups() -> None:
    """30"""
    (message,) = messages(as_json(answer_of("It is **bold** & so.")), Shown("ref"))
    rich, plain, bare_text = poorer(message)
    assert rich["blocks"][0] == {"type": "markdown", "text": "It is **bold** &amp; so."}
    assert rich["text"] == plain["blocks"][0]["text"]["text"] == bare_text["text"] == "It is *bold* &amp; so."


def test_what_goes_out_plainer_loses_no_word() -> None:
    """30, 31"""
    text = (
        "## Where **it** is\n\n" + " ".join(f"word{n}" for n in range(1200)) + "\n\nSee [the *page*](https://a.be/x)."
    )
    (message,) = messages(as_json(answer_of(text)), Shown("ref"))
    _, plain, bare_text = poorer(message)
    for shown in ("\n".join(texts(plain["blocks"])), bare_text["text"]):
        assert shown.startswith("*Where it is*\n")
        assert "<https://a.be/x|the _page_>" in shown
        assert re.findall(r"word\d+", shown) == [f"word{n}" for n in range(1200)]


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://a.be/x?a=1&b=2", "<https://a.be/x?a=1&amp;b=2|T &lt;i&gt; ¦ x>"),
        ("/library/abc", "<https://guide.example/library/abc|T &lt;i&gt; ¦ x>"),
        ("javascript:alert(1)", "T &lt;i&gt; | x"),
        ("https://a.be/>x", "T &lt;i&gt; | x"),
        ("notes.pdf", "T &lt;i&gt; | x"),
    ],
)
def test_a_link_leads_to_the_web_or_is_its_words(address: str, shown: str) -> None:
    """32"""
    assert inert.link(address, "T <i> | x", "https://guide.example") == shown


def test_a_link_of_our_own_pages_needs_to_know_where_they_are() -> None:
    assert inert.link("/library/abc", "T", "") == "T"


@given(st.lists(st.text(max_size=40), max_size=60), st.sampled_from(["", "what?"]))
def test_what_is_streamed_is_always_the_beginning_of_what_stands(deltas: list[str], asked: str) -> None:
    """21, 24, 32"""
    pieces = Pieces(asked)
    for n, delta in enumerate(deltas):
        if piece := pieces.take(delta, n * 2.0):
            pieces.gave(piece, n * 2.0)
            assert not re.search(r"<\S", piece)
    whole = inert.below("".join(deltas), asked)
    if not re.search(r"[\[\]*`|]", whole):
        missing = rest(whole, pieces.shown)
        assert missing is not None
        assert bare(pieces.shown + missing) == bare(whole)


def test_what_is_missing_is_told_only_where_the_beginning_is_the_same() -> None:
    assert rest("one two\n\nthree", "one two\n") == "\nthree"
    assert rest("one two\n\nthree", "one two\n\n") == "three"
    assert rest("one two three", "one two ") == "three"
    assert rest("one two three", "one two") == " three"
    assert rest("one", "two") is None
    assert rest("one", "one and more") is None
    assert rest("one", "") == "one"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_view_is_within_its_limits(language: str) -> None:
    """19, 33"""
    recent = ["<!channel> " + "x" * 2000] * 40
    view = home.home(language, recent, 30)  # type: ignore[arg-type]
    assert len(view["blocks"]) <= 100
    form = home.why(language, {"team": "T1"})  # type: ignore[arg-type]
    assert all(len(form[part]["text"]) <= 24 for part in ("title", "submit", "close"))
    for block in view["blocks"]:
        if block["type"] == "section":
            assert len(block["text"]["text"]) <= 3_000
            assert "<!" not in block["text"]["text"]
        for element in block.get("elements", []):
            assert len(element["text"]["text"]) <= 75
    assert len(home.prompts(language)) <= 4  # type: ignore[arg-type]


# In a workspace


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Here]:
    async with slack_and_guide(tmp_path) as both:
        yield both


@pytest.mark.parametrize("text", [WORDS, "word " * 9000, TABLE, CODE], ids=["13k", "45k", "table", "code"])
@pytest.mark.parametrize("streams", [True, False])
async def test_a_very_long_answer_arrives_whole_in_order_and_with_its_sources_at_the_end(
    here: Here, text: str, streams: bool
) -> None:
    """31: the workspace of the tests refuses whatever is too long."""
    if not streams:
        here.api.always["chat.startStream"] = Fails("unknown_method")
    here.assistant.says = lambda _: answer_of(text)
    asked = await here.people.deliver(said("hello"))
    await here.settled()
    found = here.api.in_thread("D1", asked["ts"])
    whole = "".join(m.markdown for m in found)
    assert set(re.findall(r"\w+", text)) <= set(re.findall(r"\w+", whole))
    assert ["Sources" in "".join(texts(m.blocks)) for m in found] == [False] * (len(found) - 1) + [True]


async def test_nothing_that_is_posted_unfolds(here: Here) -> None:
    """32"""
    here.api.always["chat.startStream"] = Fails("unknown_method")
    here.assistant.says = lambda _: answer_of("See https://evil.example/bait and <!channel> [1].")
    await here.people.deliver(mentioned("hello"))
    await here.settled()
    (sent,) = here.api.of("chat.postMessage")
    assert (sent["unfurl_links"], sent["unfurl_media"]) == (False, False)
    assert "<!channel>" not in json.dumps(sent)


async def test_a_workspace_that_does_not_know_a_block_gets_a_plainer_message(here: Here) -> None:
    """30"""
    here.api.always["chat.startStream"] = Fails("unknown_method")
    here.api.fails("chat.postMessage", Fails("invalid_blocks"))
    asked = await here.people.deliver(said("hello"))
    await here.settled()
    (message,) = here.api.in_thread("D1", asked["ts"])
    assert {block["type"] for block in message.blocks} <= {"section", "context", "actions"}


def rated(message_blocks: list[Json], which: str) -> Json:
    (buttons,) = [e for b in message_blocks for e in b.get("elements", []) if e["type"] == "feedback_buttons"]
    chosen = buttons[which]
    return {
        "type": "feedback_buttons",
        "action_id": buttons["action_id"],
        "value": chosen["value"],
        "text": chosen["text"],
    }


async def test_every_answer_can_be_rated_once_by_each_with_reasons(here: Here) -> None:
    """33"""
    asked = await here.people.deliver(mentioned("hello"))
    await here.settled()
    (message,) = here.api.in_thread("C1", asked["ts"])
    where = {"channel": {"id": "C1"}, "message": {"ts": message.ts}}
    where |= {"container": {"type": "message", "channel_id": "C1", "message_ts": message.ts, "thread_ts": asked["ts"]}}
    await here.people.press(rated(message.blocks, "positive_button"), **where)
    await until(lambda: here.api.of("chat.postEphemeral"))
    (thanks,) = here.api.of("chat.postEphemeral")
    assert (thanks["thread_ts"], thanks["user"]) == (asked["ts"], "U1")

    await here.people.press(rated(message.blocks, "negative_button"), **where)
    await until(lambda: here.api.of("views.open"))
    view = here.api.of("views.open")[0]["view"]
    state = {"values": {"reasons": {"reasons": {"selected_options": [{"value": "outdated"}, {"value": "forged"}]}},
                        "comment": {"comment": {"value": " It closed. "}}}}  # fmt: skip
    response = await here.people.interact({"type": "view_submission", "view": {**view, "state": state}})
    assert response.status_code == 200
    with here.engine.connect() as connection:
        (row,) = connection.execute(select(slack_feedback)).all()
    assert (row.team, row.channel, row.ts, row.person, row.rating) == ("T1", "C1", message.ts, "U1", "down")
    assert (row.reasons, row.comment) == (["outdated"], "It closed.")


async def test_nobody_explains_a_rating_of_somebody_else(here: Here) -> None:
    """33"""
    view = home.why("en", {"team": "T1", "channel": "C1", "ts": "1", "person": "U1", "thread": "", "language": "en"})
    stranger = {"type": "view_submission", "view": view, "user": {"id": "U2", "team_id": "T1"}}
    assert (await here.people.interact(stranger)).status_code == 200
    assert here.api.of("chat.postEphemeral") == []
