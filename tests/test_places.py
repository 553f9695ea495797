from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from knowledge import places
from knowledge.records import LANGUAGES

LISTED = tomllib.loads((Path(places.__file__).parent / "places.toml").read_text(encoding="utf-8"))
FLEMISH = ("Antwerp province", "Limburg", "East Flanders", "Flemish Brabant", "West Flanders")


def named_in(text: str) -> list[str]:
    return [mention.place.name for mention in places.mentions(text)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("vacatures in Leuven of Kortrijk", ["Leuven", "Kortrijk"]),
        ("offres à Louvain-la-Neuve, Anvers et Courtrai", ["Louvain-la-Neuve", "Antwerp", "Kortrijk"]),
        ("jobs in West Flanders", ["West Flanders"]),
        ("vacatures in West-Vlaanderen", ["West Flanders"]),
        ("emplois dans la province d'Anvers", ["Antwerp province"]),
        ("Zijn er stages in de provincie Antwerpen?", ["Antwerp province"]),
        ("jobs in mol or geel", ["Mol", "Geel"]),
        ("I like the town of Mol", ["Mol"]),
    ],
)
def test_places_are_found_by_their_names_in_three_languages(text: str, names: list[str]) -> None:
    assert named_in(text) == names


@pytest.mark.parametrize(
    "text",
    ["de namen van de bedrijven", "a mole in a forest", "as a lab manager", "een peer en een boom", "visé par la loi"],
)
def test_a_name_that_is_also_a_word_counts_only_where_it_is_shown_to_be_a_place(text: str) -> None:
    assert named_in(text) == []


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Geel, Antwerpen, België", ["Geel"]),
        ("Gent / Leuven", ["Ghent", "Leuven"]),
        ("9052 Zwijnaarde", ["Zwijnaarde"]),
        ("Technologiepark 71, 9052 Gent", ["Ghent"]),
        ("Anderlecht, Brussels", ["Anderlecht"]),
        ("Antwerp, Antwerp, Belgium", ["Antwerp"]),
        ("Liège", ["Liège"]),
        ("Remote - Belgium", ["Belgium"]),
        ("Vlaanderen", ["Flanders"]),
        ("Atlantis", []),
    ],
)
def test_the_place_of_a_record_is_read_however_it_is_written(written: str, names: list[str]) -> None:
    assert [place.name for place in places.located(written)] == names


def test_a_part_lies_in_its_town_province_region_and_country() -> None:
    zwijnaarde = places.place("Zwijnaarde")
    assert zwijnaarde
    assert zwijnaarde.within == ("Ghent", "East Flanders", "Flanders", "Belgium")
    for name, lies in (("Ghent", True), ("Flanders", True), ("Belgium", True), ("Leuven", False), ("Brussels", False)):
        area = places.place(name)
        assert area
        assert places.lies_in(zwijnaarde, area) == lies


@pytest.mark.parametrize(
    ("one", "other", "about"), [("Ghent", "Bruges", 40), ("Leuven", "Brussels", 25), ("Mol", "Geel", 12)]
)
def test_kilometres_are_those_of_a_map(one: str, other: str, about: int) -> None:
    first, second = places.place(one), places.place(other)
    assert first
    assert second
    assert places.kilometres(first, second) == pytest.approx(about, abs=4)


def test_nobody_measures_from_a_whole_province() -> None:
    province, town = places.place("Limburg"), places.place("Genk")
    assert province
    assert town
    assert places.kilometres(province, town) is None


def test_the_gazetteer_has_all_of_flanders_and_every_place_where_it_is() -> None:
    assert sum(len(LISTED[province]) for province in FLEMISH) > 300
    for group, listed in LISTED.items():
        for name, said in listed.items():
            assert said.keys() <= {"en", "nl", "fr", "also", "within", "word", "at"}, name
            if group in FLEMISH:
                north, east = said["at"]
                assert 50.6 < north < 51.6, name
                assert 2.5 < east < 5.95, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_leads_back_to_its_place(language: str) -> None:
    for group, listed in LISTED.items():
        for name in listed:
            found = places.named(places.name_in(name, language))  # type: ignore[arg-type]
            # Forest and Lille are known twice over; each name has one place.
            assert found, (group, name)
    assert places.name_in("Ghent", "fr") == "Gand"
    assert places.name_in("Atlantis", "fr") == "Atlantis"
