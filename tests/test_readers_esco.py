"""ESCO's release: the occupations near our career paths, each with what it asks."""

import csv
import zipfile
from io import StringIO
from pathlib import Path

import pytest
import yaml
from fakes import TODAY

from ingest.facts import aliases_of, kind_of, references_of
from ingest.readers import Content, Unreadable, readings
from ingest.readers.esco import part_of, read_folder
from ingest.run import Report, ingest
from ingest.sources import bring_in
from ingest.web.fetching import Web
from knowledge.library import Library

OCCUPATION = "http://data.europa.eu/esco/occupation/0d9a2b1c-1111-4222-8333-944444444444"
BAKER = "http://data.europa.eu/esco/occupation/1d9a2b1c-1111-4222-8333-944444444444"
OLD = "http://data.europa.eu/esco/occupation/2d9a2b1c-1111-4222-8333-944444444444"
SKILLS = [f"http://data.europa.eu/esco/skill/{number}d9a2b1c-1111-4222-8333-944444444444" for number in range(3)]
OCCUPATION_HEADERS = (
    "conceptType conceptUri iscoGroup preferredLabel altLabels hiddenLabels status modifiedDate"
    " regulatedProfessionNote scopeNote definition inScheme description code"
).split()
SKILL_HEADERS = (
    "conceptType conceptUri skillType reuseLevel preferredLabel altLabels hiddenLabels status modifiedDate scopeNote"
    " definition inScheme description"
).split()
NAMES = {
    "en": (
        "epidemiologist",
        "disease detective\npublic health epidemiologist",
        ["analyse data", "write reports", "teach"],
    ),
    "nl": ("epidemioloog", "ziektedetective", ["gegevens analyseren", "verslagen schrijven", "lesgeven"]),
    "fr": ("épidémiologiste", "", ["analyser des données", "rédiger des rapports", "enseigner"]),
}


@pytest.fixture
def offered(tmp_path: Path) -> Path:
    """A folder of its own, beside the library."""
    folder = tmp_path / "offered"
    folder.mkdir()
    return folder


def written(headers: list[str], *records: dict[str, str]) -> str:
    file = StringIO()
    table = csv.DictWriter(file, headers, restval="")
    table.writeheader()
    table.writerows(records)
    return file.getvalue()


def release(folder: Path, *languages: str) -> dict[str, Path]:
    for language in languages:
        name, others, skills = NAMES[language]
        occupation = {
            "conceptUri": OCCUPATION,
            "iscoGroup": "2131",
            "preferredLabel": name,
            "altLabels": others,
            "status": "released",
            "description": f"An {name} looks for\nthe <b>causes</b> of disease.",
            "code": "2131.4",
        }
        baker = occupation | {"conceptUri": BAKER, "iscoGroup": "7512", "preferredLabel": "baker", "code": "7512.1"}
        old = occupation | {"conceptUri": OLD, "preferredLabel": "alchemist", "status": "obsolete"}
        (folder / f"occupations_{language}.csv").write_text(written(OCCUPATION_HEADERS, occupation, baker, old))
        labels = ({"conceptUri": uri, "preferredLabel": label} for uri, label in zip(SKILLS, skills, strict=True))
        (folder / f"skills_{language}.csv").write_text(written(SKILL_HEADERS, *labels))
    relations = [
        {"occupationUri": OCCUPATION, "relationType": kind, "skillType": "knowledge", "skillUri": uri}
        for kind, uri in zip(("essential", "essential", "optional"), SKILLS, strict=True)
    ]
    headers = ["occupationUri", "relationType", "skillType", "skillUri"]
    (folder / "occupationSkillRelations_en.csv").write_text(written(headers, *relations))
    (folder / "ISCOGroups_en.csv").write_text(
        "conceptType,conceptUri,code,preferredLabel\nISCOGroup,x,2131,Biologists\n"
    )
    (folder / "readme.txt").write_text("Downloaded from the portal.")
    return {path.name: path for path in sorted(folder.iterdir())}


def test_an_occupation_near_our_paths_becomes_a_page_with_its_skills(tmp_path):
    folder = tmp_path / "ESCO dataset - v1.2.0 - classification - en - csv"
    folder.mkdir()
    [found] = read_folder(release(folder, "en"))
    assert found.text == (
        "# epidemiologist (ESCO)\n\nAn epidemiologist looks for the causes of disease.\n\n"
        "## Essential skills and knowledge\n\n- analyse data\n- write reports\n\n"
        "## Optional skills and knowledge\n\n- teach\n\n"
        "## Other names\n\n- disease detective\n- public health epidemiologist\n\n"
        "## Where this comes from\n\n"
        "ESCO version 1.2.0 (2131.4), the European classification of occupations, European Commission."
        " Reuse is allowed by Commission Decision 2011/833/EU."
    )
    assert kind_of(found.metadata) == "page"
    assert aliases_of(found.metadata) == ("disease detective", "public health epidemiologist")
    assert found.metadata["link"] == OCCUPATION
    [reference] = references_of(found.metadata)
    assert (reference.title, reference.address) == ("ESCO version 1.2.0", OCCUPATION)


def test_each_language_has_its_page_with_its_own_words(tmp_path):
    found = list(read_folder(release(tmp_path, "en", "nl", "fr")))
    assert {one.metadata["language"]: one.title for one in found} == {
        language: f"{names[0]} (ESCO)" for language, names in NAMES.items()
    }
    assert len({one.metadata["id"] for one in found}) == 3
    assert len({one.metadata["translates"] for one in found}) == 1
    dutch = next(one for one in found if one.metadata["language"] == "nl")
    assert "## Essentiële vaardigheden en kennis\n\n- gegevens analyseren" in dutch.text
    assert "Besluit 2011/833/EU" in dutch.text


def test_a_group_that_is_given_is_kept_too(tmp_path):
    files = release(tmp_path, "en")
    assert [one.title for one in read_folder(files)] == ["epidemiologist (ESCO)"]
    assert [one.title for one in read_folder(files, groups=["7512"])] == ["epidemiologist (ESCO)", "baker (ESCO)"]
    assert len(list(read_folder(files, groups=["75"]))) == 2


def test_a_zip_of_the_files_is_read_as_the_folder_is(tmp_path):
    files = release(tmp_path, "en", "fr")
    whole = tmp_path / "ESCO v1.1.1.zip"
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in files.items():
            archive.write(path, f"esco/{name}")
    found = list(read_folder({"ESCO v1.1.1.zip": whole}))
    assert [one.title for one in found] == ["epidemiologist (ESCO)", "épidémiologiste (ESCO)"]
    assert "ESCO version 1.1.1" in found[0].text


def test_files_of_the_release_are_known_by_their_headers(tmp_path):
    kinds = {name: part_of(path.read_bytes()) for name, path in release(tmp_path, "nl").items()}
    assert kinds == {
        "ISCOGroups_en.csv": "other",
        "occupationSkillRelations_en.csv": "relations",
        "occupations_nl.csv": "occupations",
        "readme.txt": None,
        "skills_nl.csv": "skills",
    }
    assert part_of(b"Functie;Werkgever\nA;B\n") is None


def test_occupations_without_their_relations_are_pages_without_skills(tmp_path):
    files = release(tmp_path, "en")
    [found] = read_folder({"occupations_en.csv": files["occupations_en.csv"]})
    assert "## Essential" not in found.text
    assert "ESCO (2131.4), the European classification" in found.text


def test_a_release_without_occupations_or_a_torn_archive_is_refused(tmp_path):
    files = release(tmp_path, "en")
    with pytest.raises(Unreadable, match="no list of occupations"):
        list(read_folder({"skills_en.csv": files["skills_en.csv"]}))
    torn = tmp_path / "esco.zip"
    torn.write_bytes(b"PK\x03\x04 torn")
    with pytest.raises(Unreadable, match="damaged"):
        list(read_folder({"esco.zip": torn}))


def taken_in(library: Library, folder: Path) -> Report:
    return ingest(library, [str(folder)], TODAY)


def titles(library: Library) -> dict[str, str]:
    return {document.address: document.title for document in library.catalogue.documents()}


def test_a_folder_with_a_release_and_other_files_is_a_page_per_occupation_and_the_files(offered, library):
    (offered / "ESCO v1.2.0").mkdir()
    release(offered / "ESCO v1.2.0", "en", "nl")
    (offered / "courses.csv").write_text("title;starts\nGMP;2027-01-04\nBasics of ELISA;2027-02-01\n")
    assert taken_in(library, offered) == Report(new=5)
    part = "#esco/0d9a2b1c-1111-4222-8333-944444444444"
    assert {address: title for address, title in titles(library).items() if "(ESCO)" in title} == {
        f"ESCO v1.2.0/occupations_en.csv{part}/en": "epidemiologist (ESCO)",
        f"ESCO v1.2.0/occupations_nl.csv{part}/nl": "epidemioloog (ESCO)",
    }
    assert {title for title in titles(library).values() if "(ESCO)" not in title} >= {"GMP", "Basics of ELISA"}
    [page] = [d for d in library.catalogue.documents() if d.language == "nl" and "(ESCO)" in d.title]
    assert page.work and len(library.catalogue.documents(works=[page.work])) == 2
    assert "- gegevens analyseren" in page.text


def test_a_release_is_left_as_it_is_until_one_of_its_files_changes(offered, library):
    files = release(offered, "en", "nl")
    taken_in(library, offered)
    assert taken_in(library, offered) == Report(unchanged=3)
    skills = files["skills_en.csv"]
    skills.write_text(skills.read_text().replace("analyse data", "analyse numbers"))
    assert taken_in(library, offered) == Report(changed=1, unchanged=2)
    files["occupations_nl.csv"].unlink()
    assert taken_in(library, offered) == Report(unchanged=2, removed=1)


def test_a_release_whose_list_is_torn_is_reported_and_the_rest_comes_in(offered, library):
    files = release(offered, "en", "nl")
    files["occupations_nl.csv"].write_bytes(files["occupations_nl.csv"].read_bytes() + b'"never closed')
    report = taken_in(library, offered)
    assert [unread.address for unread in report.unreadable] == ["occupations_nl.csv"]
    assert "epidemiologist (ESCO)" in titles(library).values()


def test_a_zip_of_a_release_in_a_folder_is_read_as_its_files_are(tmp_path, offered, library):
    with zipfile.ZipFile(offered / "ESCO v1.1.1.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in release(tmp_path, "en", "fr").items():
            archive.write(path, name)
    assert taken_in(library, offered) == Report(new=2)
    assert set(titles(library).values()) == {"epidemiologist (ESCO)", "épidémiologiste (ESCO)"}


def test_a_source_says_which_groups_it_wants_besides(offered, library):
    (offered / "esco").mkdir()
    release(offered / "esco", "en")
    source = {"name": "esco", "kind": "folder", "address": "esco", "licence": "Decision 2011/833/EU", "groups": ["75"]}
    (offered / "sources.yaml").write_text(yaml.safe_dump([source]))
    bring_in(library, [], Web(), offered / "sources.yaml")
    assert {"epidemiologist (ESCO)", "baker (ESCO)"} <= set(titles(library).values())


def test_an_occupation_is_found_by_the_name_of_our_path_with_its_code(tmp_path):
    files = release(tmp_path, "en")
    table = files["occupations_en.csv"]
    table.write_text(table.read_text().replace("2131.4", "2120.6").replace("2131", "2120"))
    [found] = read_folder(files)
    assert "Biostatistician" in aliases_of(found.metadata)


def test_a_file_that_looks_like_an_order_to_read_others_is_not_obeyed(tmp_path):
    secret = tmp_path / "occupations_en.csv"
    release(tmp_path, "en")
    order = f'{{"files": {{"occupations_en.csv": "{secret}"}}, "groups": []}}'.encode()
    # It is a file of its own, and says what it says.
    said = " ".join(found.text for found in readings(Content(order), "order.json"))
    assert "occupations_en.csv" in said
    assert "looks for" not in said
