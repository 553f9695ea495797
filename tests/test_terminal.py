"""An answer on a terminal."""

from __future__ import annotations

from typing import Any

from bot.channels.terminal import lines

TABLE = """Side by side:

|  | **Quality assurance** | **Quality control** |
| --- | --- | --- |
| What you do | You write procedures. [1] | You test samples. [2] |
| Pay | – | It follows a scale. [3] |

Also in “A visit”: “So it is.” [4]"""


def printed(text: str, **fields: Any) -> list[str]:
    answer = {"language": "en", "text": text, "citations": [], "suggestions": []}
    return "\n".join(lines(answer | fields)).splitlines()


def test_a_table_is_told_row_by_row() -> None:
    assert printed(TABLE) == [
        "Side by side:",
        "",
        "What you do",
        "  Quality assurance: You write procedures. [1]",
        "  Quality control: You test samples. [2]",
        "Pay",
        "  Quality assurance: –",
        "  Quality control: It follows a scale. [3]",
        "",
        "Also in “A visit”: “So it is.” [4]",
    ]


def test_two_tables_have_columns_of_their_own() -> None:
    two = "|  | **A** |\n| --- | --- |\n| x | 1 |\n\n|  | **B** |\n| --- | --- |\n| y | 2 |"
    assert printed(two) == ["x", "  A: 1", "", "y", "  B: 2"]


def test_paragraphs_and_items_stay_as_they_are() -> None:
    assert printed("**One** thing.\n\n- and another [1]") == ["One thing.", "", "- and another [1]"]


def test_the_suggestions_come_last() -> None:
    assert printed("So it is.", suggestions=["And then?"])[-2:] == ["You could ask", "- And then?"]
