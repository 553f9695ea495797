"""An answer on a terminal, as it comes."""

from __future__ import annotations

import io
import re

import pytest

from bot.channels.terminal import Live, lines

TABLE = "Two of them:\n\n|  | **A** | **B** |\n| --- | --- | --- |\n| Day | Reads. [1] | Writes. [2] |\n\nAsk **more**."
ANSWER = {"text": TABLE, "language": "en", "citations": [], "suggestions": []}


def screen(written: str) -> str:
    """What stands on a screen after cursor movements."""
    rows = [""]
    for part in re.findall(r"\x1b\[\d*A|\x1b\[J|\r|\n|[^\x1b\r\n]+", written):
        if part == "\n":
            rows.append("")
        elif up := re.fullmatch(r"\x1b\[(\d*)A", part):
            rows = rows[: len(rows) - int(up[1])]
        elif part == "\x1b[J":
            rows[-1] = ""
        elif part != "\r":
            rows[-1] += part
    return "\n".join(rows)


@pytest.mark.parametrize("size", [1, 2, 5, 400])
def test_what_is_told_piece_by_piece_is_what_is_told_at_once(size: int) -> None:
    out = io.StringIO()
    live = Live(out)
    for place in range(0, len(TABLE), size):
        live.hear(TABLE[place : place + size])
    live.end()
    assert out.getvalue() == "\n".join(lines(ANSWER)) + "\n"


def test_words_stand_there_before_their_line_ends() -> None:
    out = io.StringIO()
    Live(out).hear("It **costs** 250")
    assert out.getvalue() == "It costs 250"


def test_a_text_that_does_not_stand_is_taken_back() -> None:
    out = io.StringIO()
    live = Live(out)
    live.hear("First words.\n\nAnd a sec")
    live.hear("Other words.", anew=True)
    live.end()
    assert screen(out.getvalue()) == "Other words.\n"


def test_what_has_left_the_screen_stays_and_the_whole_text_stands_below() -> None:
    out = io.StringIO()
    live = Live(out)
    live.hear("line\n" * 200)
    live.hear("Other words.", anew=True)
    live.end()
    assert out.getvalue().endswith("line\n\n\nOther words.\n")


def test_nothing_is_told_twice() -> None:
    assert list(lines(ANSWER, told=True)) == []
