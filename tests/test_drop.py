"""Vacancies of partners as CSV files: each row as if it had been posted over the web."""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from fakes import TODAY
from typer.testing import CliRunner

from bot.gather.vacancies import open_vacancies
from console.commands import partner_commands
from console.desk import Asked, act
from console.drop import FileReport, as_text, read_drop, read_file
from console.partners import NotDone, Partner, Partners
from console.postings import Postings
from console.publishing import publish_approved
from knowledge.library import Library
from knowledge.vacancies import vacancy_of

DOCUMENTATION = (Path(__file__).parent.parent / "docs" / "partners.md").read_text(encoding="utf-8")
ENGLISH = """reference,title,employer,place,contract,hours,remote,salary,closing date,apply,language,description
QC-1,QC analyst,,Ghent,permanent,full-time,no,€ 3000,2026-12-31,https://jobs.example.be/qc-1,en,"You test samples.

Requirements:
- Bachelor in chemistry
- No PhD needed"
RA-2,Regulatory officer,Proef NV,"Brussels, Belgium",fixed term,part-time,hybrid,,15/01/2027,jobs@sample.be,en,You write files.
"""  # noqa: E501
DUTCH = """Referentie;Functietitel;Standplaats;Contracttype;Arbeidsregime;Thuiswerk;Uiterste datum;Solliciteren via;Functieomschrijving;Profiel
L-1;Laborant (m/v/x);9000 Gent;onbepaalde duur;voltijds;2 dagen per week;31/12/2026;https://jobs.example.be/l-1;"- Je voert testen uit
- Je rapporteert";"Bachelor biomedische laboratoriumtechnologie
Je spreekt vlot Nederlands"
"""  # noqa: E501
FRENCH = """Référence\tIntitulé du poste\tLieu de travail\tType de contrat\tDate limite\tLien pour postuler\tDescription du poste
T-1\tTechnicien·ne de validation\tWavre\tCDI\t31.12.2026\thttps://jobs.example.be/t-1\tVous qualifiez des équipements. Un doctorat n'est pas nécessaire.
"""  # noqa: E501


@pytest.fixture
def postings(library: Library) -> Postings:
    return Postings(library.catalogue.engine)


@pytest.fixture
def partner(library: Library) -> Partner:
    partners = Partners(library.catalogue.engine)
    partners.add("Sample Biologics")
    return partners.named("Sample Biologics")


@pytest.fixture
def read(library: Library, partner: Partner, tmp_path: Path) -> Any:
    def read(content: str | bytes, *, complete: bool = False, name: str = "jobs.csv") -> FileReport:
        file = tmp_path / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_file(library, partner, file, TODAY, complete=complete)

    return read


def outcomes(report: FileReport) -> list[tuple[int, str]]:
    return [(row.row, row.outcome) for row in report.rows]


def test_each_row_waits_as_if_it_had_been_posted(read: Any, postings: Postings, partner: Partner) -> None:
    report = read(ENGLISH)
    assert outcomes(report) == [(2, "accepted"), (3, "accepted")]
    fields = {one.reference: one.offered for one in postings.of(partner)}
    first, second = fields["QC-1"], fields["RA-2"]
    assert (first["employer"], second["employer"]) == ("Sample Biologics", "Proef NV")
    assert (first["closes"], second["closes"]) == ("2026-12-31", "2027-01-15")
    assert (first["remote"], second["remote"]) == ("none", "partly")
    assert (second["places"], second["country"]) == (["Brussels"], "BE")
    assert second["apply"] == "mailto:jobs@sample.be"
    assert first["description"].endswith("- Bachelor in chemistry\n- No PhD needed")
    assert {one.state(TODAY) for one in postings.of(partner)} == {"waiting"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_headers_in_dutch_and_whatever_a_spreadsheet_writes_are_understood(
    read: Any, postings: Postings, partner: Partner, encoding: str
) -> None:
    assert outcomes(read(DUTCH.encode(encoding))) == [(2, "accepted")]
    [fields] = [one.offered for one in postings.of(partner)]
    assert (fields["title"], fields["places"]) == ("Laborant (m/v/x)", ["Gent"])
    assert (fields["contract"], fields["hours"], fields["remote"]) == ("permanent", "full-time", "partly")
    assert fields["description"].startswith("- Je voert testen uit\n- Je rapporteert")
    assert "## Profiel\n\nBachelor biomedische" in fields["description"]


def test_headers_in_french_and_tabs_are_understood(
    read: Any, library: Library, postings: Postings, partner: Partner
) -> None:
    [row] = read(FRENCH, name="offres.tsv").rows
    postings.approve(row.id, "An", TODAY)
    publish_approved(library, TODAY)
    [document] = open_vacancies(library, TODAY)
    record = vacancy_of(document)
    assert (record.contract, record.places, str(record.closes)) == ("permanent", ("Wavre",), "2026-12-31")
    assert record.verdict("phd").need == "not asked"
    assert document.language == "fr"


def test_the_same_file_again_changes_nothing(read: Any, postings: Postings, partner: Partner) -> None:
    read(ENGLISH)
    assert outcomes(read(ENGLISH)) == [(2, "unchanged"), (3, "unchanged")]
    changed = read(ENGLISH.replace("€ 3000", "€ 3200"))
    assert outcomes(changed) == [(2, "accepted"), (3, "unchanged")]
    assert len(postings.of(partner)) == 2


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("https://jobs.example.be/qc-1", "javascript:alert(1)", "apply: must be"),
        ("https://jobs.example.be/qc-1", "http://jobs.example.be/qc-1", "apply: must be"),
        ("2026-12-31", "2025-12-31", "closes: is in the past"),
        ("2026-12-31", "soon", "closes: must be a day"),
        ("QC analyst", "", "It has no title"),
        ("QC analyst", "x" * 250, "title"),
        ("RA-2", "QC-1", "It is the same vacancy as in row 2"),
        (",You write files.", ",", "description: is missing"),
    ],
)
def test_a_row_that_is_wrong_is_refused_with_its_reason_and_hinders_no_other(
    read: Any, before: str, after: str, reason: str
) -> None:
    report = read(ENGLISH.replace(before, after, 1))
    refused = [row for row in report.rows if row.outcome == "refused"]
    assert [row.reason[: len(reason)] for row in refused] == [reason]
    assert report.count("accepted") == 1


def test_formulas_and_markup_in_cells_are_text(read: Any, postings: Postings, partner: Partner) -> None:
    read(
        "title,place,apply,closes,description\n"
        '"=HYPERLINK(""https://evil.example"")",Ghent,https://x.example.be/1,2026-12-31,'
        "\"=cmd|' /C calc'!A0 <script>alert(1)</script> <img src=x onerror=alert(1)> We test.\"\n"
    )
    [fields] = [one.offered for one in postings.of(partner)]
    assert fields["title"].startswith("HYPERLINK")
    assert "We test." in fields["description"]
    for value in (fields["title"], fields["description"]):
        assert not value.startswith("=") and "<" not in value and "onerror" not in value


def test_what_no_field_takes_is_kept_in_the_text(read: Any, postings: Postings, partner: Partner) -> None:
    read(
        "title,place,contract,apply,closes,description,What we offer\n"
        "Analyst,Ghent,something of our own,https://x.example.be/1,2026-12-31,We test.,A bike\n"
    )
    [fields] = [one.offered for one in postings.of(partner)]
    assert "contract" not in fields
    for words in ("**contract**: something of our own", "**What we offer**: A bike"):
        assert words in fields["description"]


def test_what_is_no_longer_in_the_file_goes_only_if_the_file_is_complete(
    read: Any, library: Library, postings: Postings, partner: Partner
) -> None:
    for row in read(ENGLISH).rows:
        postings.approve(row.id, "An", TODAY)
    publish_approved(library, TODAY)
    posted = postings.offer(partner, {**postings.of(partner)[0].offered, "reference": "by-web"}, TODAY)[0]
    shorter = ENGLISH[: ENGLISH.index("RA-2")]
    assert read(shorter).count("withdrawn") == 0
    assert len(open_vacancies(library, TODAY)) == 2
    report = read(shorter, complete=True)
    assert report.gone == ("Regulatory officer",)
    assert [vacancy_of(one).title for one in open_vacancies(library, TODAY)] == ["QC analyst"]
    assert postings.one(posted.id).state(TODAY) == "waiting"
    assert read(shorter, complete=True).gone == ()


@pytest.mark.parametrize(
    "content",
    [
        ENGLISH[: ENGLISH.index("RA-2")] + ",,,,,,,,,,,no title\n",
        ENGLISH[: ENGLISH.index("RA-2")] + 'RA-9,"Cut off',
        ENGLISH.splitlines()[0] + "\n",
        "",
        "<html><body>502 Bad Gateway</body></html>",
    ],
)
def test_half_a_file_never_withdraws_the_rest(read: Any, postings: Postings, partner: Partner, content: str) -> None:
    read(ENGLISH)
    report = read(content, complete=True)
    assert report.gone == ()
    assert report.note or report.reason
    assert {one.state(TODAY) for one in postings.of(partner)} == {"waiting"}


def test_a_row_that_says_that_it_is_closed_is_withdrawn(read: Any, postings: Postings, partner: Partner) -> None:
    head = ENGLISH.splitlines()[0]
    read(ENGLISH)
    report = read(
        "\n".join([f"{head},status", "RA-2,Regulatory officer,,Brussels,,,,,2027-01-15,,en,We write.,filled"])
    )
    assert outcomes(report) == [(2, "withdrawn")]
    states = {one.reference: one.state(TODAY) for one in postings.of(partner)}
    assert states == {"QC-1": "waiting", "RA-2": "withdrawn"}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"PK\x03\x04 a workbook", "damaged"),
        (b"\xd0\xcf\x11\xe0 an old workbook", r"save it as .xlsx or CSV"),
        (bytes(range(1, 32)) * 50, "binary"),
        (b"name,phone\nAn,0470\nBo,0471\n", "does not name the columns"),
        (b"Dear adviser,\nplease find our jobs below.\n", "does not name the columns"),
    ],
)
def test_a_file_that_is_no_table_of_vacancies_is_refused_with_the_reason(
    read: Any, content: bytes, reason: str
) -> None:
    report = read(content)
    assert reason in report.reason
    assert report.rows == ()


def test_a_workbook_is_read_as_its_sheet_of_vacancies_shows(read: Any, postings: Postings, partner: Partner) -> None:
    book = openpyxl.Workbook()
    book.active.append(["How to use this file"])
    sheet = book.create_sheet("Vacatures")
    sheet.append(["Vacatures van Sample Biologics"])
    sheet.append(["Referentie", "Functietitel", "Standplaats", "Uiterste datum", "Solliciteren via", "Beschrijving"])
    told = "Je voert testen uit.\n\n- Bachelor in de chemie\n- Geen doctoraat nodig"
    sheet.append([77, "Laborant", "Gent", datetime(2026, 12, 31), "Solliciteer hier", told])
    sheet["E3"].hyperlink = "https://jobs.example.be/77"
    sheet.append(["L-2", "Stagiair", "Leuven", "31/12/2026", "jobs@sample.be", "=HYPERLINK(1)"])
    sheet.append(["L-3", "Verborgen", "Leuven", None, "jobs@sample.be", "Je werkt mee."])
    sheet.row_dimensions[5].hidden = True
    kept = BytesIO()
    book.save(kept)
    report = read(kept.getvalue(), name="jobs.xlsx")
    assert [row.title for row in report.rows][:1] == ["Laborant"]
    assert "Verborgen" not in {row.title for row in report.rows}
    (first,) = [one for one in postings.of(partner) if one.reference == "77"]
    assert (first.offered["apply"], first.offered["closes"]) == ("https://jobs.example.be/77", "2026-12-31")
    assert "- Geen doctoraat nodig" in first.offered["description"]
    assert outcomes(read(kept.getvalue(), name="jobs.xlsx"))[0] == (3, "unchanged")


def test_rows_before_a_break_are_taken_and_the_break_is_told(read: Any) -> None:
    report = read(ENGLISH + 'QC-3,"Cut off in the midd')
    assert report.count("accepted") == 2
    assert report.reason and "breaks off" in report.reason


def test_too_many_rows_are_bounded(read: Any) -> None:
    rows = "".join(f"r{n},Analyst {n},Ghent,https://x.example.be/{n},We test.\n" for n in range(40))
    assert read("reference,title,place,apply,description\n" + rows).count("accepted") == 40


def test_a_withdrawn_partner_drops_nothing(library: Library, tmp_path: Path, partner: Partner) -> None:
    Partners(library.catalogue.engine).withdraw(partner.name)
    file = tmp_path / "jobs.csv"
    file.write_text(ENGLISH)
    with pytest.raises(NotDone, match="withdrawn"):
        read_file(library, Partners(library.catalogue.engine).named(partner.name), file, TODAY)


@pytest.mark.parametrize("template", re.findall(r"```csv\n(.*?)\n```", DOCUMENTATION, re.DOTALL))
def test_each_template_of_the_documentation_names_every_field(
    read: Any, postings: Postings, partner: Partner, template: str
) -> None:
    delimiter = ";" if ";" in template else ","
    cells = "R-1 QC-analist Proef Gent België CDI voltijds hybride 3000 31/12/2026 jobs@sample.be nl Labowerk.".split()
    assert outcomes(read(f"{template}\n{delimiter.join(cells)}\n")) == [(2, "accepted")]
    [posting] = postings.of(partner)
    assert posting.offered == {
        "reference": "R-1", "title": "QC-analist", "employer": "Proef", "places": ["Gent"], "country": "BE",
        "contract": "permanent", "hours": "full-time", "remote": "partly", "salary": "3000", "closes": "2026-12-31",
        "apply": "mailto:jobs@sample.be", "language": "nl", "description": "Labowerk.",
    }  # fmt: skip


# The folder


@pytest.fixture
def folder(tmp_path: Path, partner: Partner) -> Path:
    place = tmp_path / "drop" / partner.name
    place.mkdir(parents=True)
    return place


def test_files_in_a_partner_s_folder_are_read_and_moved_beside_a_report(
    library: Library, folder: Path, postings: Postings, partner: Partner
) -> None:
    (folder / "jobs.csv").write_text(ENGLISH, encoding="utf-8")
    report = read_drop(library, folder.parent, TODAY)
    assert [(one.partner, one.count("accepted")) for one in report.files] == [(partner.name, 2)]
    assert {path.name for path in (folder / "done").iterdir()} == {
        "2026-11-23 jobs.csv", "2026-11-23 jobs.csv.report.txt",
    }  # fmt: skip
    told = (folder / "done" / "2026-11-23 jobs.csv.report.txt").read_text(encoding="utf-8")
    assert "jobs.csv: 2 accepted" in told
    assert "row 2: accepted: QC analyst" in told
    assert read_drop(library, folder.parent, TODAY).files == ()
    assert len(postings.waiting(TODAY)) == 2


def test_a_second_file_of_the_same_name_replaces_no_report(library: Library, folder: Path) -> None:
    for _ in range(2):
        (folder / "jobs.csv").write_text(ENGLISH, encoding="utf-8")
        read_drop(library, folder.parent, TODAY)
    assert len(list((folder / "done").iterdir())) == 4


def test_what_cannot_be_read_is_answered_and_the_others_are_read(library: Library, folder: Path) -> None:
    (folder / "a.csv").write_bytes(b"\x00\x01" * 500)
    (folder / "b.xlsx").write_bytes(b"PK\x03\x04")
    (folder / "c.csv").write_text(ENGLISH, encoding="utf-8")
    report = read_drop(library, folder.parent, TODAY)
    assert [bool(one.reason) for one in report.files] == [True, True, False]
    assert len(list((folder / "done").glob("*.report.txt"))) == 3


def test_links_hidden_files_and_uploads_on_their_way_are_left_alone(
    library: Library, folder: Path, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text(ENGLISH)
    (folder / "link.csv").symlink_to(secret)
    (folder / ".hidden.csv").write_text(ENGLISH)
    (folder / "jobs.csv.part").write_text(ENGLISH)
    (folder.parent / "elsewhere").symlink_to(tmp_path)
    assert read_drop(library, folder.parent, TODAY).files == ()
    assert secret.exists() and (folder / "jobs.csv.part").exists()


def test_the_folder_of_nobody_is_told_and_left_alone(library: Library, folder: Path) -> None:
    strange = folder.parent / "Nobody"
    strange.mkdir()
    (strange / "jobs.csv").write_text(ENGLISH)
    [report] = read_drop(library, folder.parent, TODAY).files
    assert report.reason and (strange / "jobs.csv").exists()


def test_no_drop_is_no_error(library: Library, tmp_path: Path) -> None:
    assert read_drop(library, tmp_path / "none", TODAY).files == ()


# The command


def test_the_command_tells_what_became_of_each_row(library: Library, partner: Partner, tmp_path: Path) -> None:
    @contextmanager
    def desk() -> Any:
        yield lambda asked: json.loads(json.dumps(act(library, TODAY, Asked(**json.loads(json.dumps(asked))))))

    file = tmp_path / "jobs.csv"
    file.write_text(ENGLISH.replace("2026-12-31", "2025-01-01"), encoding="utf-8")
    command = partner_commands(desk)
    said = CliRunner().invoke(command, ["drop", partner.name, str(file)], catch_exceptions=False)
    assert said.exit_code == 0
    assert "jobs.csv: 1 accepted, 0 unchanged, 1 refused, 0 withdrawn" in said.stdout
    assert "row 2: refused: QC analyst - closes: is in the past" in said.stdout
    printed = CliRunner().invoke(command, ["drop", partner.name, str(file), "--json"], catch_exceptions=False)
    assert json.loads(printed.stdout)["unchanged"] == 1
    missing = CliRunner().invoke(command, ["drop", partner.name, str(tmp_path / "none.csv")], catch_exceptions=False)
    assert missing.exit_code == 1
    assert "cannot be opened" in missing.stdout


def test_a_lapsed_row_that_is_still_in_the_file_waits_again(library: Library, partner: Partner, tmp_path: Path) -> None:
    file = tmp_path / "jobs.csv"
    file.write_text("title,place,apply,description\nAnalyst,Ghent,https://x.example.be/1,We test.\n")
    assert read_file(library, partner, file, TODAY).count("accepted") == 1
    late = TODAY + timedelta(days=61)
    assert read_file(library, partner, file, late).count("accepted") == 1
    assert "1 accepted" in as_text(read_file(library, partner, file, late + timedelta(days=61)))
