"""Plain text: read as it stands, in whatever encoding it was written."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.readers import Unreadable, read
from ingest.readers.visible import clean

FRENCH = "Une étudiante en biologie médicale rêve d'être chargée d'études cliniques à Liège, où ça bouge.\n" * 3
FAMILY = "\U0001f469\u200d\U0001f52c"
INVISIBLE = [
    "\u200b",
    "\u2060",
    "\ufeff",
    "\u00ad",
    "\u202e",
    "\u2066",
    "\U000e0041",
    "\ufe01",
    "\x00",
    "\x07",
]


def test_line_breaks_are_kept_and_windows_ones_become_plain():
    assert read(b"one\r\ntwo\rthree\n\nfour", "a.txt").text == "one\ntwo\nthree\n\nfour"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252", "latin-1", "mac_roman"])
def test_accents_survive_every_common_encoding(encoding):
    assert read(FRENCH.encode(encoding), "a.txt").text == FRENCH


def test_typographic_quotes_of_windows_are_read():
    text = "“Zij zegt: ‘ik wil geen doctoraat’, en kiest voor een job in een ziekenhuis”, zegt ze – 2 800 €.\n"
    assert read(text.encode("cp1252"), "a.txt").text == text


def test_an_accent_far_into_a_long_file_still_decides_the_encoding():
    text = "plain words only\n" * 20_000 + FRENCH
    assert read(text.encode("cp1252"), "a.txt").text == text


def test_a_short_first_line_is_the_title():
    assert read(b"\n\nLife after biology\n\nText.", "a.txt").title == "Life after biology"


@pytest.mark.parametrize("first", ["It is a sentence.", "x" * 121, "- an item", "-----"])
def test_a_first_line_that_is_no_title_is_not_taken_for_one(first):
    assert read(f"{first}\nmore".encode(), "a.txt").title is None


@pytest.mark.parametrize("content", [b"", b" \n\t ", b"\0\0\0"])
def test_an_empty_file_is_called_empty(content):
    with pytest.raises(Unreadable, match=r"^The file is empty\.$"):
        read(content, "a.txt")


@pytest.mark.parametrize("content", [bytes(range(256)) * 20, b"\x7fELF\x02\x01\x00\x00" * 9, b"\x01\x02\x03text" * 50])
def test_a_binary_file_with_a_text_name_is_refused(content):
    with pytest.raises(Unreadable, match="binary"):
        read(content, "notes.txt")


def test_text_of_another_script_in_an_old_encoding_is_not_turned_into_nonsense():
    with pytest.raises(Unreadable, match="unknown encoding"):
        read(("Привет, это длинный русский текст о биологии и медицине. " * 20).encode("cp1251"), "a.txt")


def test_quotes_spaces_and_composed_letters_stay_as_they_are():
    text = "“ﬁne” 2\u00a0800\u202f€ cafe\u0301 m² ½"
    assert clean(text) == text


@pytest.mark.parametrize(
    "emoji", [FAMILY, "❤\ufe0f", "\U0001f44d\U0001f3fd", "1\ufe0f\u20e3", "❤\ufe0f\u200d\U0001f525"]
)
def test_emoji_stay_whole(emoji):
    assert clean(f"a {emoji} b") == f"a {emoji} b"


@pytest.mark.parametrize("hidden", ["a\u200db", "a\ufe0fb", "a\ufe0f\u200db"])
def test_joiners_and_selectors_off_emoji_go(hidden):
    assert clean(hidden) == "ab"


def test_a_form_feed_does_not_join_two_words():
    assert clean("one\ftwo") == "one\ntwo"


@given(st.text())
def test_cleaning_twice_changes_nothing(text):
    assert clean(clean(text)) == clean(text)


@given(st.text())
def test_nothing_invisible_is_left(text):
    left = {letter for letter in clean(text) if unicodedata.category(letter) in ("Cf", "Cc", "Cs")}
    assert left <= {"\n", "\t", "\u200d"}


@given(st.text(alphabet="ab é\n" + FAMILY), st.lists(st.tuples(st.integers(0, 40), st.sampled_from(INVISIBLE))))
def test_inserted_invisible_characters_leave_no_trace(text, inserted):
    dirty = text
    for place, letter in inserted:
        dirty = dirty[:place] + letter + dirty[place:]
    assert clean(dirty) == clean(text)


def rows_of(text):
    return [line for line in read(text.encode(), "a.txt").text.splitlines() if line.startswith("|")]


def test_dots_lead_from_a_label_to_what_belongs_to_it():
    text = "What does it cost?\n  Students ...... free of charge\n  Others ........ EUR 40 a year\nSee you soon.\n"
    assert read(text.encode(), "a.txt").text == (
        "What does it cost?\n\n|  |  |\n| --- | --- |\n| Students | free of charge |\n| Others | EUR 40 a year |\n\n"
        "See you soon.\n"
    )


def test_columns_that_blanks_draw_are_a_table_whose_cells_may_be_empty_or_of_several_lines():
    text = (
        "Course        Teacher     Room\n"
        "Chemistry     A. Claes    12\n"
        "Biology of                14\n"
        "Physics       D. Dewit,   8\n"
        "              E. Maes\n"
    )
    assert rows_of(text) == [
        "| Course | Teacher | Room |",
        "| --- | --- | --- |",
        "| Chemistry | A. Claes | 12 |",
        "| Biology of |  | 14 |",
        "| Physics | D. Dewit, E. Maes | 8 |",
    ]


def test_a_rule_below_the_first_line_names_the_columns():
    assert rows_of("Who    What\n-----  -----\nAnn    cake\nBob    pie\n")[:3] == [
        "| Who | What |",
        "| --- | --- |",
        "| Ann | cake |",
    ]


def test_a_box_of_strokes_is_a_table():
    rule = "+-----+------+\n"
    text = f"{rule}| Who | What |\n+=====+======+\n| Ann | cake |\n|     | tea  |\n{rule}| Bob | pie  |\n{rule}"
    assert rows_of(text) == ["| Who | What |", "| --- | --- |", "| Ann | cake tea |", "| Bob | pie |"]


@pytest.mark.parametrize(
    "text",
    [
        "1. Intro ........ 3\n2. Who .......... 5\n3. Money ........ 9\n",
        "Name: .............. First name: ..............\nDate: .............. Place: ..............\n",
        "This is the left column of a page     and here the right one goes on about\n"
        "that goes on for several lines so     something else that has nothing to do\n"
        "that nobody would take it for any     with what is said on the left side of\n"
        "table at all, which it is not.        the page, as newspapers do that.\n",
        "Where:    Ghent\nWhen:     12 May\nPrice:    free\n",
        "  -   first item of a list\n  -   second item\n  -   third item\n",
        "Dear all,  we  meet  on\nMonday  and  we  talk  about  it\nfor  as  long  as  it  takes\n",
        "Kind regards,\nJan Peeters        Els Claes\nchair              secretary\n",
    ],
    ids=["contents", "form", "two columns", "labels", "list", "loose words", "signatures"],
)
def test_what_is_no_table_stands_as_it_was_written(text):
    assert read(text.encode(), "a.txt").text == text
