"""Nothing that a file says acts when it is shown, and a file that is no words costs next to nothing."""

from __future__ import annotations

import base64
import json
import random
import re
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from fakes import TODAY, FakeEmbeddings, document
from hypothesis import given
from hypothesis import strategies as st
from pptx import Presentation

from ingest.prose import is_prose
from ingest.readers import Content, Unreadable, readings
from ingest.readers.inert import inert
from ingest.run import ingest
from ingest.split import split
from knowledge.library import FILE, Library

ACTS = re.compile(
    r"(?:<|&(?:amp;)?lt;)\s*/?(?:script|img|iframe|svg|object)\b"
    r"|\bon(?:error|load|click)=|(?:java|vb)script:|data:text/html|javascript&|java&#115;",
    re.IGNORECASE,
)
MARKUP = (
    '<script>alert("one")</script><img src=x onerror=alert(2)><a href="javascript:alert(3)">apply</a>'
    "<iframe src='//evil.test'></iframe><svg/onload=alert(4)><b onclick=alert(5)>bold</b>"
)
ESCAPED = MARKUP.replace("<", "&lt;").replace(">", "&gt;")
LINKS = (
    "[x](javascript:alert(1)) [y](java&#115;cript&colon;alert(1)) [z](data:text/html;base64,PHA+)\n\n[r]: JaVaScRiPt:x"
)
PROSE = "The lab in Ghent tests samples."


def presentation(text: str) -> bytes:
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = f"Slides {text}"
    slide.placeholders[1].text = f"{text} {PROSE}"
    file = BytesIO()
    deck.save(file)
    return file.getvalue()


def board(text: str) -> bytes:
    job = {"id": 1, "title": f"Analyst {text}", "absolute_url": "javascript:alert(1)", "location": {"name": text}}
    return json.dumps({"jobs": [job | {"content": f"{text} {PROSE}"}]}).encode()


def calendar(text: str) -> bytes:
    flat = text.replace("\n", "\\n")
    return (
        f"BEGIN:VCALENDAR\nX-WR-CALNAME:{flat}\nBEGIN:VEVENT\nUID:1{flat}\nSUMMARY:Open day {flat}\n"
        f"DTSTART:20270101T100000Z\nURL:javascript:alert(1)\nDESCRIPTION:{flat} {PROSE}\nEND:VEVENT\nEND:VCALENDAR\n"
    ).encode()


FORMATS = {
    "a.md": lambda text: (
        f"---\ntitle: 'Lab {text.replace(chr(39), '').split(chr(10))[0]}'\n---\n# Lab\n\n{text}\n\n{PROSE}"
    ),
    "a.txt": lambda text: f"Lab\n\n{text}\n\n{PROSE}",
    "a.html": lambda text: f"<html><title>{text}</title><body><h1>Lab</h1><p>{text}</p><p>{PROSE}</p></body></html>",
    "a.csv": lambda text: (
        f'title;employer;link;description\nLab tech;Corp;javascript:x;"{text.replace(chr(34), "")} {PROSE}"\n'
    ),
    "a.pptx": presentation,
    "board.json": board,
    "feed.xml": lambda text: (
        f"<rss version='2.0'><channel><title>J</title><item><guid>1</guid><title><![CDATA[{text} job]]></title>"
        f"<link>javascript:alert(1)</link><description><![CDATA[{text} {PROSE}]]></description></item></channel></rss>"
    ),
    "a.ics": calendar,
}
HARMLESS = (
    "The p value is < 0.05 and the other > 3; R&D at A & B.",
    "Ask <name> or see <https://x.be/?a=b&online=1>, [the page](https://x.be/a_(b)?once=2) or `List<String>`.",
    "H<sub>2</sub>O<br>and &lt;5 °C\n\n[1]: https://x.be 'A title'",
    "Voor <b> en na: data: zie de tabel. JavaScript (5 jaar) en on=3.",
)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("text", [MARKUP, ESCAPED, ESCAPED.replace("&", "&amp;"), LINKS])
def test_nothing_that_acts_survives_and_the_prose_does(name: str, text: str) -> None:
    made = FORMATS[name](text)
    found = list(readings(Content(made if isinstance(made, bytes) else made.encode()), name, TODAY))
    said = json.dumps([[one.title, one.text, one.metadata, one.part] for one in found], default=str)
    assert found
    assert not ACTS.search(said), ACTS.search(said)
    assert PROSE in " ".join(found[-1].text.split())


def test_a_page_about_such_attacks_loses_its_tags_and_keeps_its_words() -> None:
    page = (
        "# Attacks\n\nA `<script>` tag runs code, and so does `onerror=alert` in an `<img src=x>`; JavaScript: be wary."
    )
    shown = inert(page)
    assert re.findall(r"\w+", shown) == [
        word for word in re.findall(r"\w+", page) if word not in ("script", "img", "src", "x")
    ]


@pytest.mark.parametrize("text", HARMLESS)
def test_what_does_not_act_stays_as_it_is(text: str) -> None:
    assert inert(text) == text


@given(
    st.lists(
        st.sampled_from(
            [
                "<",
                ">",
                "script",
                "scr",
                "ipt",
                "&lt;",
                "java",
                ":",
                "on",
                "error",
                "=",
                " ",
                "](",
                ")",
                "a",
                "/",
                "\n",
                "img",
                "&#58;",
            ]
        ),
        max_size=14,
    )
)
def test_what_was_made_harmless_once_is_not_made_harmful_again(parts: list[str]) -> None:
    shown = inert("".join(parts))
    assert not re.search(r"<\s?/?(?:script|img)\b|javascript:|onerror=", shown)
    assert inert(shown) == shown


JUNK = {
    "base64": base64.b64encode(random.Random(1).randbytes(3_000)).decode(),
    "brackets": "[" * 3_000 + "a" + "]" * 3_000,
    "single letters": "v," * 3_000,
    "emphasis": "*a_" * 2_000,
    "sequence": "ACGTTGCA" * 500,
    "codes": " ".join(f"c{number}" for number in range(2_000)),
}


@pytest.mark.parametrize("name", JUNK)
@pytest.mark.parametrize("address", ["a.md", "a.txt", "a.html"])
def test_a_file_that_is_no_words_is_refused_with_that_reason(name: str, address: str) -> None:
    made = f"<html><body><p>{JUNK[name]}</p></body></html>" if address == "a.html" else f"Data\n\n{JUNK[name]}"
    with pytest.raises(Unreadable, match="no text in words"):
        list(readings(Content(made.encode()), address))


@pytest.mark.parametrize(
    "text",
    [
        "| year | pay | rise |\n| --- | --- | --- |\n" + "| 2024 | 2,456.78 | 3.1 |\n" * 20,
        "Tel. 016 12 34 56, BE0123.456.789, www.lab.be/nl/jobs?id=33. " * 10,
        "QA/QC (GMP, ISO 17025): IQ, OQ, PQ, HPLC, LC-MS/MS, qPCR, CRISPR/Cas9, T-cell, pH 7.4. " * 5,
        "研究所では学生のための仕事を紹介しています。" * 20,
    ],
)
def test_tables_of_numbers_addresses_terms_and_other_scripts_are_words(text: str) -> None:
    assert is_prose(text)


def test_what_is_no_words_within_a_page_is_not_embedded_and_the_rest_is() -> None:
    pieces = split(document(f"# Lab\n\nThe lab is in Ghent.\n\n{JUNK['base64']}\n\nIt opens at nine."))
    assert [said for piece in pieces for _, said in piece.texts] == ["The lab is in Ghent.", "It opens at nine."]


def test_a_row_as_long_as_a_page_is_embedded_by_its_beginning() -> None:
    row = "| " + "many words of one cell " * 500 + "| x |\n"
    pieces = split(document("| " + "name " * 400 + "| b |\n| --- | --- |\n" + row * 3, title="t " * 2_000))
    assert max(len(text) for piece in pieces for pair in piece.texts for text in pair) <= 600


def event(uid: str, rule: str, starts: str = "20200101T100000Z") -> str:
    return f"BEGIN:VEVENT\nUID:{uid}\nSUMMARY:Talk {uid}\nDTSTART:{starts}\nRRULE:{rule}\nEND:VEVENT\n"


NEVER = [
    "FREQ=SECONDLY",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31",
    "FREQ=DAILY;BYHOUR=" + ",".join(map(str, range(24))) + ";BYMINUTE=" + ",".join(map(str, range(60))) + ";BYSECOND=1",
    "FREQ=WEEKLY;INTERVAL=0",
    "FREQ=SOMETIMES",
    "",
]


def test_rules_that_are_never_met_end_in_a_reason() -> None:
    # One that names a day that no year has, and one that names none, are just never met.
    rules = [rule for rule in NEVER if rule not in (NEVER[1], "")]
    every = "".join(event(str(number), rule) for number, rule in enumerate(rules))
    with pytest.raises(Unreadable, match="No event of the calendar could be read"):
        list(readings(Content(f"BEGIN:VCALENDAR\n{every}END:VCALENDAR\n".encode()), "a.ics", TODAY))


def test_a_rule_that_is_never_met_takes_nothing_from_the_event_beside_it() -> None:
    every = "".join(event(f"n{number}", NEVER[2]) for number in range(12)) + event("good", "FREQ=YEARLY;COUNT=20")
    every += "BEGIN:VEVENT\nUID:once\nSUMMARY:Once\nDTSTART:20270301T100000Z\nEND:VEVENT\n"
    found = list(readings(Content(f"BEGIN:VCALENDAR\n{every}END:VCALENDAR\n".encode()), "a.ics", TODAY))
    assert "Once" in [one.title for one in found]


def test_each_broken_file_of_a_folder_ends_in_a_record_or_a_reason_and_nothing_acts(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    for number, text in enumerate((MARKUP, ESCAPED, LINKS)):
        for name, make in FORMATS.items():
            made = make(text)
            (folder / f"{number}-{name}").write_bytes(made if isinstance(made, bytes) else made.encode())
    for name, junk in JUNK.items():
        (folder / f"{name}.md").write_text(f"# {name}\n\n{junk}\n", encoding="utf-8")
    (folder / "never.ics").write_text(f"BEGIN:VCALENDAR\n{event('n', NEVER[2])}END:VCALENDAR\n", encoding="utf-8")
    (folder / "cut.docx").write_bytes(b"PK\x03\x04 cut")
    (folder / "deep.html").write_text("<div>" * 200_000 + "deep", encoding="utf-8")
    model = FakeEmbeddings()
    library = Library(tmp_path / "data", model, doing="test")
    report = ingest(library, [str(folder)], date(2026, 11, 23))
    told = {unread.address for unread in report.unreadable}
    held = {document.part_of or document.address for document in library.catalogue.documents()}
    library.close()
    assert {file.name for file in folder.iterdir()} == told | held
    assert len(told) == len(JUNK) + 3
    kept = (tmp_path / "data" / FILE).read_bytes().decode("utf-8", "ignore")
    assert not ACTS.search(kept), ACTS.search(kept)
    assert max(map(len, model.embedded)) <= 600
