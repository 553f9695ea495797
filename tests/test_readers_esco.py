"""ESCO's release: the occupations near our career paths, each with what it asks."""

import csv
import zipfile
from io import StringIO
from pathlib import Path

import pytest

from ingest.facts import aliases_of, kind_of, references_of
from ingest.readers import Unreadable
from ingest.readers.esco import part_of, read_folder

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
        "# epidemiologist\n\nAn epidemiologist looks for the causes of disease.\n\n"
        "Source: ESCO version 1.2.0 (2131.4), the European classification of occupations, European Commission."
        " Reuse is allowed by Commission Decision 2011/833/EU.\n\n"
        "## Other names\n\n- disease detective\n- public health epidemiologist\n\n"
        "## Essential skills and knowledge\n\n- analyse data\n- write reports\n\n"
        "## Optional skills and knowledge\n\n- teach"
    )
    assert kind_of(found.metadata) == "page"
    assert aliases_of(found.metadata) == ("disease detective", "public health epidemiologist")
    assert found.metadata["link"] == OCCUPATION
    [reference] = references_of(found.metadata)
    assert (reference.title, reference.address) == ("ESCO version 1.2.0", OCCUPATION)


def test_each_language_has_its_page_with_its_own_words(tmp_path):
    found = list(read_folder(release(tmp_path, "en", "nl", "fr")))
    assert {one.metadata["language"]: one.title for one in found} == {
        language: names[0] for language, names in NAMES.items()
    }
    assert len({one.metadata["id"] for one in found}) == 3
    dutch = next(one for one in found if one.metadata["language"] == "nl")
    assert "## Essentiële vaardigheden en kennis\n\n- gegevens analyseren" in dutch.text
    assert "Besluit 2011/833/EU" in dutch.text


def test_a_group_that_is_given_is_kept_too(tmp_path):
    files = release(tmp_path, "en")
    assert [one.title for one in read_folder(files)] == ["epidemiologist"]
    assert [one.title for one in read_folder(files, groups=["7512"])] == ["epidemiologist", "baker"]


def test_a_zip_of_the_files_is_read_as_the_folder_is(tmp_path):
    files = release(tmp_path, "en", "fr")
    whole = tmp_path / "ESCO v1.1.1.zip"
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in files.items():
            archive.write(path, f"esco/{name}")
    found = list(read_folder({"ESCO v1.1.1.zip": whole}))
    assert [one.title for one in found] == ["epidemiologist", "épidémiologiste"]
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
    assert "Source: ESCO (2131.4)" in found.text


def test_a_release_without_occupations_or_a_torn_archive_is_refused(tmp_path):
    files = release(tmp_path, "en")
    with pytest.raises(Unreadable, match="no list of occupations"):
        list(read_folder({"skills_en.csv": files["skills_en.csv"]}))
    torn = tmp_path / "esco.zip"
    torn.write_bytes(b"PK\x03\x04 torn")
    with pytest.raises(Unreadable, match="damaged"):
        list(read_folder({"esco.zip": torn}))
