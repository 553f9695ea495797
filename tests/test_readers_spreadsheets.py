"""Tables of vacancies, courses and events: each row one of them, and nothing in it that acts."""

import datetime
import resource
import time
import zipfile
from collections.abc import Iterable
from io import BufferedReader, BytesIO, RawIOBase

import openpyxl
import pytest

from ingest.readers import Unreadable
from ingest.readers.office import SHEET, SLIDES, WORD, office_type
from ingest.readers.reading import TOO_COMPLEX, Reading
from ingest.readers.tables.delimited import looks_like_one
from ingest.readers.tables.headers import meaning
from ingest.readers.tables.spreadsheets import read, read_all

VACANCIES = """Functie;Werkgever;Standplaats;Contracttype;Regime;Uiterste datum;Link;Omschrijving
Laborant;BioLab;Gent;Onbepaalde duur;Voltijds;05/03/2027;https://biolab.example/1;"Je test stalen.
Je kent HPLC; ELISA is een troef."
QA-medewerker;Pharmo;Puurs;Bepaalde duur;Deeltijds;17/03/2027;https://pharmo.example/2;Je kijkt dossiers na.
"""


def readings(content: str | bytes, address: str = "tabel.csv") -> list[Reading]:
    return list(read_all(BytesIO(content.encode() if isinstance(content, str) else content), address))


def workbook(*rows: Iterable[object], sheet: str = "Blad1", **more: list[list[object]]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    for name, every in {sheet: rows, **more}.items():
        page = book.create_sheet(name)
        for row in every:
            page.append(list(row))
    del book["Sheet"]
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def fields(found: Reading, *names: str) -> dict[str, object]:
    return {name: found.metadata[name] for name in names if name in found.metadata}


def test_a_delimiter_that_is_a_mark_of_prose_loses_no_row():
    table = (
        "Functie;Werkgever;Uiterste datum;Omschrijving\n"
        "Serrist;Kas;2027-01-10;Je geeft water ; je krijgt laarzen\n"
        "Laborant;BioLab;2027-01-11;Je test stalen\n"
        "Analist;BioLab;2027-01-12;Je leest data ; je schrijft code ; je werkt thuis\n"
        "Operator;Pharmo;2027-01-13;Je vult flacons\n"
    )
    found = readings(table)
    assert [each.title for each in found] == ["Serrist", "Laborant", "Analist", "Operator"]
    assert "je schrijft code ; je werkt thuis" in found[2].text


def test_a_title_above_a_table_with_spaces_leaves_its_rows_alone():
    table = "Jobs\n" + "".join(
        f"{a}; {b}; {c}; {d}\n"
        for a, b, c, d in (
            ("Functie", "Werkgever", "Uiterste datum", "Omschrijving"),
            ("Laborant", "BioLab", "2027-01-11", "Je test stalen"),
            ("Operator", "Pharmo", "2027-01-13", "Je vult flacons"),
        )
    )
    assert [each.title for each in readings(table)] == ["Laborant", "Operator"]


def test_each_row_of_a_dutch_table_is_a_vacancy():
    first, second = readings(VACANCIES)
    assert dict(first.metadata) == {
        "kind": "vacancy",
        "id": "https://biolab.example/1",
        "title": "Laborant",
        "employer": "BioLab",
        "places": ["Gent"],
        "contract": "permanent",
        "hours": "full-time",
        "closes": "2027-03-05",
        "link": "https://biolab.example/1",
    }
    assert fields(second, "contract", "hours", "closes") == {
        "contract": "fixed term",
        "hours": "part-time",
        "closes": "2027-03-17",
    }
    assert first.text.startswith("# Laborant\n\n**Werkgever**: BioLab\n**Standplaats**: Gent\n")
    assert first.text.endswith("## Omschrijving\n\nJe test stalen.\nJe kent HPLC; ELISA is een troef.")


def test_french_courses_and_english_events_are_known_by_their_headers():
    [course] = readings(
        "Intitulé de la formation,Organisme de formation,Date de début,Date de fin,Lieu,Tarif,Langue,Inscription\n"
        '"Bonnes pratiques, niveau 1",aptaskil,2 mars 2027,4 mars 2027,Seneffe,gratuit,français,www.aptaskil.example\n'
    )
    assert dict(course.metadata) | {"id": ""} == {
        "kind": "course",
        "id": "",
        "title": "Bonnes pratiques, niveau 1",
        "provider": "aptaskil",
        "starts": "2027-03-02",
        "ends": "2027-03-04",
        "place": "Seneffe",
        "price": "gratuit",
        "language_of_teaching": "français",
        "address": "https://www.aptaskil.example",
    }
    [event] = readings(
        "Event\tDate\tStart time\tVenue\tOrganiser\tStatus\tWebsite\n"
        "BioBizz Café\t2027-12-03\t18:30\tLeuven\tBiovia\tcancelled\thttps://biovia.example/cafe\n"
    )
    assert dict(event.metadata) == {
        "kind": "event",
        "id": "https://biovia.example/cafe",
        "title": "BioBizz Café",
        "organiser": "Biovia",
        "starts": "2027-12-03",
        "starts_at": "2027-12-03T18:30:00+01:00",
        "place": "Leuven",
        "cancelled": True,
        "address": "https://biovia.example/cafe",
        "link": "https://biovia.example/cafe",
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "mac_roman"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_delimiters_encodings_and_line_ends_do_not_matter(encoding, delimiter, line_end):
    rows = [
        ["Formation", "Prestataire", "Lieu", "Durée"],
        ["Qualité à l'hôpital", "Université de Liège", "Liège", "3 journées"],
        ["Éthique", "Hôpital Érasme", "Bruxelles", "une journée"],
    ]
    content = line_end.join(delimiter.join(row) for row in rows).encode(encoding)
    assert [fields(found, "title", "provider", "duration") for found in readings(content)] == [
        {"title": title, "provider": who, "duration": how_long} for title, who, _, how_long in rows[1:]
    ]


def test_one_letter_in_another_encoding_costs_no_row():
    rows = ["Opleiding;Aanbieder;Plaats", *(f"Cursus {n};Universiteit België;Gent" for n in range(5_000))]
    content = "\n".join(rows).encode() + "\nBiologie à la carte;ULiège;Liège\n".encode("cp1252")
    found = readings(content)
    assert len(found) == 5_001
    assert found[-1].metadata["provider"] == "ULiège"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (["03/04/2027", "17/04/2027"], ["2027-04-03", "2027-04-17"]),
        (["03/04/2027", "04/17/2027"], ["2027-03-04", "2027-04-17"]),
        (["03/04/2027", "17/04/2027", "04/17/2027"], [None, "2027-04-17", "2027-04-17"]),
        (["03/04/2027"], ["2027-04-03"]),
        (["3-4-27", "03.04.2027", "3 april 2027"], ["2027-04-03"] * 3),
        (["46115", "2027-04-03", "za 3 avril 2027"], ["2026-04-03", "2027-04-03", None]),
        (["31/02/2027", "binnenkort", "01/01/0001"], [None, None, None]),
    ],
)
def test_what_a_column_of_days_gives_away_decides_which_comes_first(written, meant):
    found = readings("Opleiding;Aanbieder;Startdatum\n" + "".join(f"A{n};B;{day}\n" for n, day in enumerate(written)))
    assert [one.metadata.get("starts") for one in found] == meant


def test_a_day_that_cannot_be_read_stays_in_the_text():
    [found] = readings("Opleiding;Aanbieder;Startdatum\nGMP;ViTalent;na de paasvakantie\n")
    assert "starts" not in found.metadata
    assert "**Startdatum**: na de paasvakantie" in found.text


def test_from_and_until_in_one_cell_are_two_days():
    [found] = readings("Opleiding;Aanbieder;Datum\nGMP;ViTalent;12/10/2027 t/m 14/10/2027\n")
    assert fields(found, "starts", "ends") == {"starts": "2027-10-12", "ends": "2027-10-14"}


def test_titles_above_the_headers_empty_columns_and_repeated_headers_are_no_rows():
    content = (
        "Opleidingskalender;;;;\n;;;;\nlaatst bijgewerkt in maart;;;;\n"
        ";Opleiding;;Aanbieder;Prijs\n;GMP;;ViTalent;450\n;Voorjaar;;;\n;;;;\n;Opleiding;;Aanbieder;Prijs\n;ISO;;UGent;90\n"
    )
    assert [found.metadata["title"] for found in readings(content)] == ["GMP", "ISO"]


def test_what_would_be_a_formula_elsewhere_is_only_words_here():
    content = (
        "Functie;Werkgever;Standplaats;Solliciteren;Link;Telefoon\n"
        '"=HYPERLINK(""http://evil.example"";""klik"")";@SUM(1+1)*cmd|\' /C calc\'!A0;+cmd|x!A;javascript:alert(1);'
        "data:text/html,x;+32 9 123 45 67\n"
        '"=""Laborant""";-Pharmo;<script>x()</script>Gent;jobs@pharmo.example;<a href=javascript:x>hier</a>;-5\n'
    )
    first, second = readings(content)
    for found in (first, second):
        for value in (*found.metadata.values(), *found.text.replace("**: ", "\n").splitlines()):
            assert not str(value).startswith(("=", "@", "+c"))
        assert "apply" not in first.metadata and "link" not in found.metadata
        assert not any(word in found.text for word in ("<script", "<a ", "javascript:"))
    assert "+32 9 123 45 67" in first.text
    assert fields(second, "title", "apply") == {"title": "Laborant", "apply": "mailto:jobs@pharmo.example"}


def test_a_workbook_shows_what_its_cells_show():
    book = workbook(
        ["Vacatures van onze leden"],
        [],
        ["Functie", "Werkgever", "Plaats", "Sluitingsdatum", "Uren", "Thuiswerk", "Solliciteren", "Ref"],
        ["Laborant", "BioLab", "Gent", datetime.date(2027, 3, 5), 38.0, True, "hier", 17.0],
        ["Analist", None, "Leuven", 46090, 19.5, "nee", "https://biolab.example/2", "=1+1"],
        sheet="Vacatures",
        Uitleg=[["Vul elke regel in."]],
        Intern=[["Functie", "Werkgever", "Plaats"], ["Geheim", "X", "Y"]],
    )
    page = book["Vacatures"]
    page.merge_cells("B4:B5")
    page["G4"].hyperlink = "https://biolab.example/1"
    book["Intern"].sheet_state = "hidden"
    page.append(["Oud", "Z", "Aalst"])
    page.row_dimensions[6].hidden = True
    page["I3"], page["I4"] = "Opmerking", "POISON"
    page.column_dimensions["I"].hidden = True
    first, second, note = readings(saved(book), "leden.xlsx")
    assert dict(first.metadata) == {
        "kind": "vacancy",
        "id": "17",
        "title": "Laborant",
        "employer": "BioLab",
        "places": ["Gent"],
        "remote": "full",
        "closes": "2027-03-05",
        "apply": "https://biolab.example/1",
    }
    assert "**Uren**: 38\n" in first.text and "**Sluitingsdatum**: 2027-03-05\n" in first.text
    assert fields(second, "employer", "closes", "remote") == {
        "employer": "BioLab",
        "closes": "2026-03-09",
        "remote": "none",
    }
    assert "1+1" not in second.text
    assert note.text.endswith("Vul elke regel in. |") and "kind" not in note.metadata
    assert not any("POISON" in found.text or "Geheim" in found.text for found in (first, second, note))


def test_two_sheets_may_hold_two_kinds():
    book = workbook(
        ["Titel", "Bedrijf", "Locatie"],
        ["Laborant", "BioLab", "Gent"],
        sheet="Vacatures",
        Opleidingen=[["Titel", "Aanbieder", "Datum"], ["GMP", "ViTalent", datetime.datetime(2027, 3, 5)]],
    )
    assert [(found.metadata["kind"], found.metadata["title"]) for found in readings(saved(book))] == [
        ("vacancy", "Laborant"),
        ("course", "GMP"),
    ]


def test_a_column_may_say_of_each_row_what_it_is():
    content = (
        "Type,Title,Organisation,Place,Date\nEvent,Knowledge for Growth,Biovia,Antwerp,2027-05-20\n"
        "Course,GMP,ViTalent,Ghent,2027-06-01\nRoom,Blue room,Biovia,Ghent,\n"
    )
    found = readings(content, "all.csv")
    assert [fields(one, "kind", "starts") for one in found[:2]] == [
        {"kind": "event", "starts": "2027-05-20"},
        {"kind": "course", "starts": "2027-06-01"},
    ]


@pytest.mark.parametrize(
    "content",
    [
        "Naam;Telefoon;Stad\nAn;09 123;Gent\nBo;016 45;Leuven\n",
        "year,graduates,share\n2024,120,0.5\n2025,130,0.6\n",
        "Name,Company,City,Email\nAn,VIB,Ghent,an@vib.example\nBo,UZ,Leuven,bo@uz.example\n",
        "Name,City,Year\nGhent University,Ghent,1817\nVIB,Ghent,1996\n",
    ],
)
def test_a_table_of_anything_else_is_one_plain_document(content):
    [found] = readings(content, "lijsten/cijfers.csv")
    head, *rows = content.strip().replace(";", ",").split("\n")
    assert "kind" not in found.metadata and found.metadata["id"] == "cijfers"
    assert found.text.split("\n")[0] == "| " + head.replace(",", " | ") + " |"
    assert found.text.split("\n")[2:] == ["| " + row.replace(",", " | ") + " |" for row in rows]
    assert read(content.encode()).text == found.text


def test_ids_are_stable_and_no_two_rows_share_one():
    rows = "Functie;Werkgever;Standplaats;Sluit\nLaborant;A;Gent;{}\nLaborant;A;Gent;\nLaborant;B;Gent;\n"
    first, again = (
        [found.metadata["id"] for found in readings(rows.format(day))] for day in ("01/02/2027", "28/02/2027")
    )
    assert first == again
    assert len(set(first)) == 3


def test_a_row_that_does_not_fit_is_left_out_and_the_others_are_read():
    content = "Opleiding;Aanbieder;Prijs\nA;B;1\nveel;te;veel;cellen\n;zonder titel;2\nC;D;3\n"
    assert [found.metadata["title"] for found in readings(content)] == ["A", "C"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (VACANCIES[: VACANCIES.index("Deeltijds") + 3], "breaks off in line 4"),
        (VACANCIES + '"Analist;BioLab;Gent\n' + "en nog een regel\n" * 20_000, "breaks off"),
        (VACANCIES + "x" * 20_000_000, "too long"),
    ],
    ids=["cut", "open quote", "20 MB on one line"],
)
def test_a_table_that_breaks_off_gives_what_stands_before_and_says_so(content, reason):
    found: list[Reading] = []
    with pytest.raises(Unreadable, match=reason):
        found.extend(read_all(BytesIO(content.encode()), "vacatures.csv"))
    stream = read_all(BytesIO(content.encode()), "vacatures.csv")
    assert next(stream).metadata["title"] == "Laborant"


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b";;;\n;;;\n", b"\0" * 5_000, b"\x89PNG\r\n" + bytes(range(256)) * 40]
)
def test_what_is_no_table_is_refused(content):
    with pytest.raises(Unreadable):
        readings(content)


def test_zeros_between_letters_are_dropped():
    [found] = readings(b"Opleiding;Aanbieder;Prijs\nG\0MP;Vi\0Talent;450\n")
    assert found.metadata["title"] == "GMP"


def packed(**parts: bytes) -> bytes:
    file = BytesIO(saved(workbook(["Functie", "Werkgever", "Plaats"], ["A", "B", "C"])))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def sparse() -> bytes:
    book = workbook(["Functie", "Werkgever", "Plaats"])
    book["Blad1"]["XFD1048576"] = "x"
    return saved(book)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (packed()[:3_000], "damaged"),
        (packed(**{"xl/media/x.bin": b"\0" * 150_000_000}), TOO_COMPLEX),
        (packed(**{f"x/{number}": b"" for number in range(10_000)}), TOO_COMPLEX),
        (packed(**{"xl/vbaProject.bin": b"x"}), "macros"),
        (sparse(), TOO_COMPLEX),
        (packed().replace(b"xl/workbook.xml", b"xl/workbokk.xml"), "damaged"),
    ],
    ids=["half", "bomb", "10,000 entries", "macros", "two cells far apart", "no workbook"],
)
def test_workbooks_that_are_broken_or_bombs_are_refused_at_once(content, reason):
    started = time.monotonic()
    with pytest.raises(Unreadable, match=reason):
        readings(content, "a.xlsx")
    assert time.monotonic() - started < 20


def test_a_table_of_200_megabytes_is_read_row_by_row():
    row = "Laborant {};BioLab;Gent;Vast contract;05/03/2027;" + "Je test stalen in ons labo. " * 12 + "\n"

    class Endless(RawIOBase):
        def __init__(self) -> None:
            self.left = b"Functie;Werkgever;Standplaats;Contract;Sluit;Omschrijving\n"
            self.count = 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: bytearray) -> int:
            while len(self.left) < len(buffer):
                self.count += 1
                self.left += row.format(self.count).encode()
            buffer[:], self.left = self.left[: len(buffer)], self.left[len(buffer) :]
            return len(buffer)

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    every = read_all(BufferedReader(Endless()), "vacatures.csv")
    for _ in range(3_000):
        next(every)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60_000


@pytest.mark.parametrize(
    ("text", "is_table"),
    [
        ("Functie;Werkgever\nA;B\nC;D\n", True),
        ("a\tb\n1\t2\n3\t4\n", True),
        ('Titel,Plaats,Datum\n"A, de eerste",B,C\nD,E,F\n', True),
        ("sep=;\nTitel;Plaats\nA;B\n", True),
        ("Beste An,\nBedankt, tot snel, en groeten,\nJan, Piet en Els\n", False),
        ("In Gent, Leuven, Luik.\nIn Aalst, Brugge, Mol.\nIn Diest, Geel, Lier.\n", False),
        ("| a | b |\n| --- | --- |\n| 1 | 2 |\n", False),
        ("# Titel; van; iets\ntekst; met; punten\nen; nog; een\n", False),
        ("- een; twee\n- drie; vier\n- vijf; zes\n", False),
        ('{"a": 1,\n"b": 2,\n"c": 3}\n', False),
        ("BEGIN:VCALENDAR;x\nA;B\nC;D\n", False),
    ],
)
def test_prose_is_never_taken_for_a_table(text, is_table):
    assert looks_like_one(text.encode()) is is_table


def test_a_file_that_is_called_a_table_is_one_even_with_a_single_row():
    assert looks_like_one(b"Functie,Werkgever\nA,B\n", named=True)
    assert not looks_like_one(b"<!doctype html><p>not found", named=True)


def office(**parts: bytes) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (packed(), SHEET),
        (packed()[:3_000], SHEET),
        (office(**{"[Content_Types].xml": b"", "word/document.xml": b"x"}), WORD),
        (office(**{"ppt/presentation.xml": b"x"}), SLIDES),
        (office(**{"a.txt": b"x"}), None),
        (b"Functie;Werkgever", None),
    ],
)
def test_an_office_file_is_known_by_what_it_holds(content, kind):
    assert office_type(content) == kind


def test_an_office_format_that_cannot_be_read_is_told_what_to_become():
    content = office(mimetype=b"application/vnd.oasis.opendocument.spreadsheet")
    with pytest.raises(Unreadable, match=r"save it as \.xlsx or CSV"):
        office_type(content)


@pytest.mark.parametrize(
    ("name", "header", "kind", "columns"),
    [
        (
            "export",
            "jobTitle,company_name,job_location,employment_type,date_posted,valid_through,apply_url",
            "vacancy",
            {"title": 0, "employer": 1, "places": 2, "contract": 3, "posted": 4, "closes": 5, "apply": 6},
        ),
        (
            "lijst",
            "Naam van de vacature,Naam organisatie,Plaats tewerkstelling,Deadline sollicitatie,Contactpersoon bedrijf",
            "vacancy",
            {"title": 0, "employer": 1, "places": 2, "closes": 3},
        ),
        (
            "aanbod",
            "Cursus,Organisatie,Data,Aantal dagen,Prijs excl. btw (€),Taal",
            "course",
            {"title": 0, "provider": 1, "starts": 2, "duration": 3, "price": 4, "language": 5},
        ),
        (
            "données",
            "Évènement,Date de début,Heure de début,Lieu,Organisateur,Lien d'inscription",
            "event",
            {"title": 0, "starts": 1, "starts_time": 2, "place": 3, "organiser": 4, "address": 5},
        ),
        ("Events2027", "Name,Date,City", "event", {"title": 0, "starts": 1, "place": 2}),
    ],
)
def test_headers_are_known_however_they_are_written(name, header, kind, columns):
    meant = meaning(header.split(","), [name])
    assert meant is not None and meant.kind == kind
    assert dict(meant.fields[kind]) == columns
