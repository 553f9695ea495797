from __future__ import annotations

import os
import shutil
from datetime import date
from pathlib import Path

import pytest
from fakes import TODAY, YESTERDAY, FakeEmbeddings

from ingest.collect import Unreachable, list_path
from ingest.run import Report, ingest
from knowledge.library import Library
from knowledge.records import Document, Event, Vacancy, Verdict

VACANCY = """---
kind: vacancy
title: Quality analyst
employer: Sample Biologics
places: [Ghent]
degree: {asks: master, line: You hold a master.}
phd: {verdict: not asked, line: A PhD is not needed.}
closes: 2026-11-22
language: en
---
# Quality analyst

You hold a master. A PhD is not needed.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three readable files, one in a folder of its own."""
    home = tmp_path / "pages"
    (home / "deep").mkdir(parents=True)
    (home / "trial.md").write_text("# Trials\n\nA trial assistant keeps the files of a study.\n")
    (home / "food.txt").write_text("Food\n\nA food officer inspects the kitchens of Ghent.\n")
    (home / "deep" / "patent.md").write_text("# Patents\n\nA patent attorney protects inventions.\n")
    return home


def run(library: Library, *places: Path | str, today: date = TODAY) -> Report:
    return ingest(library, [str(place) for place in places], today)


def pages(library: Library) -> dict[str, Document]:
    return {page.address: page for page in library.catalogue.documents()}


def one(library: Library, folder: Path, text: str, name: str = "one.md") -> Document:
    """The document that a file with this text becomes."""
    (folder / name).write_text(text)
    assert run(library, folder).unreadable == ()
    return pages(library)[name]


def test_a_folder_is_read_with_the_folders_in_it(library: Library, folder: Path) -> None:
    assert run(library, folder) == Report(new=3)
    assert set(pages(library)) == {"trial.md", "food.txt", "deep/patent.md"}
    assert library.search("who inspects kitchens?", today=TODAY)[0].passage.address == "food.txt"


def test_reading_again_embeds_nothing_and_notes_the_day(
    library: Library, folder: Path, embeddings: FakeEmbeddings
) -> None:
    run(library, folder, today=YESTERDAY)
    embeddings.embedded.clear()
    assert run(library, folder) == Report(unchanged=3)
    assert embeddings.embedded == []
    assert {page.checked for page in pages(library).values()} == {TODAY}


def test_only_the_changed_paragraph_is_embedded_again(
    library: Library, folder: Path, embeddings: FakeEmbeddings
) -> None:
    text = "# Trials\n\n## One\n\nThis part stays as it is.\n\n## Two\n\nThis part is old.\n"
    one(library, folder, text)
    embeddings.embedded.clear()
    (folder / "one.md").write_text(text.replace("is old", "is new"))
    assert run(library, folder) == Report(changed=1, unchanged=3)
    assert embeddings.embedded == ["Trials. Two", "This part is new."]
    assert "old" not in pages(library)["one.md"].text


def test_what_is_gone_from_the_folder_is_forgotten(library: Library, folder: Path) -> None:
    run(library, folder)
    shutil.rmtree(folder / "deep")
    assert run(library, folder) == Report(unchanged=2, removed=1)
    assert "deep/patent.md" not in [m.passage.address for m in library.search("patent attorney", today=TODAY)]


def test_a_file_that_moved_is_found_at_its_new_place_only(library: Library, folder: Path) -> None:
    run(library, folder)
    (folder / "trial.md").rename(folder / "deep" / "trial.md")
    assert run(library, folder) == Report(new=1, unchanged=2, removed=1)
    assert "deep/trial.md" in pages(library)
    assert "trial.md" not in pages(library)


def test_one_unreadable_file_does_not_stop_the_others(library: Library, folder: Path) -> None:
    (folder / "a-empty.md").write_text("")
    (folder / "broken.md").write_text("---\ntitle: [never closed\n---\nText.\n")
    (folder / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    report = run(library, folder)
    assert report.new == 3
    assert [unread.address for unread in report.unreadable] == ["a-empty.md", "broken.md", "old.doc"]
    assert all(unread.reason.endswith(".") for unread in report.unreadable)


def test_a_file_that_became_unreadable_keeps_its_last_good_text(library: Library, folder: Path) -> None:
    run(library, folder)
    (folder / "trial.md").write_text("")
    report = run(library, folder)
    assert [unread.address for unread in report.unreadable] == ["trial.md"]
    assert report.removed == 0
    assert "keeps the files" in pages(library)["trial.md"].text


def test_a_missing_folder_deletes_nothing(library: Library, folder: Path) -> None:
    run(library, folder)
    folder.rename(folder.with_name("unplugged"))
    report = run(library, folder)
    assert report.removed == 0
    assert [unread.address for unread in report.unreachable] == [str(folder)]
    assert len(pages(library)) == 3


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_may_not_be_listed_deletes_nothing(library: Library, folder: Path) -> None:
    run(library, folder)
    (folder / "deep").chmod(0)
    report = run(library, folder)
    (folder / "deep").chmod(0o755)
    assert report.unreachable
    assert len(pages(library)) == 3


def test_an_unreachable_place_does_not_stop_the_next(library: Library, folder: Path) -> None:
    report = run(library, folder / "missing", "https://example.org/", folder)
    assert report.new == 3
    assert len(report.unreachable) == 2


@pytest.mark.parametrize(
    "place", ["missing", "", "x" * 5000, "~nobody-of-that-name/x", "a\0b", "https://example.org", "ftp://x"]
)
def test_a_place_that_is_not_there_is_said_to_be_so(tmp_path: Path, place: str) -> None:
    where = place if "://" in place or place.startswith("~") else f"{tmp_path}/missing/{place}"
    with pytest.raises(Unreachable) as error:
        list_path(where)
    assert error.value.reason


def test_an_emptied_folder_empties_its_part_of_the_library(library: Library, folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "kept.md").write_text("# Kept\n\nThis stays in the library.\n")
    run(library, folder, other)
    shutil.rmtree(folder)
    folder.mkdir()
    assert run(library, folder) == Report(removed=3)
    assert set(pages(library)) == {"kept.md"}


def test_a_single_file_does_not_forget_its_neighbours(library: Library, folder: Path) -> None:
    run(library, folder)
    (folder / "trial.md").write_text("# Trials\n\nA trial assistant has other work now.\n")
    assert run(library, folder / "trial.md") == Report(changed=1)
    assert len(pages(library)) == 3
    assert run(library, folder) == Report(unchanged=3)


def test_a_loop_of_links_ends(library: Library, folder: Path) -> None:
    (folder / "loop").symlink_to(folder)
    (folder / "deep" / "up").symlink_to("..")
    (folder / "a").symlink_to("b")
    (folder / "b").symlink_to("a")
    (folder / "nowhere.md").symlink_to("missing.md")
    report = run(library, folder)
    assert report.new == 3
    assert {unread.address: unread.reason for unread in report.unreadable} == dict.fromkeys(
        ("a", "b", "nowhere.md"), "The link leads nowhere."
    )
    assert run(library, folder / "a").unreachable


def test_a_link_that_leads_out_of_the_folder_is_not_followed_and_told(library: Library, folder: Path) -> None:
    secret = folder.parent / "secret.txt"
    secret.write_text("The password of the archive is swordfish.")
    (folder / "notes.txt").symlink_to(secret)
    (folder / "again.md").symlink_to("trial.md")
    report = run(library, folder)
    assert [(unread.address, unread.reason) for unread in report.unreadable] == [
        ("notes.txt", "The link leads out of the folder.")
    ]
    assert report.new == 4
    assert not any("swordfish" in page.text for page in pages(library).values())


def test_what_was_read_through_a_link_goes_when_the_link_leads_nowhere(library: Library, folder: Path) -> None:
    (folder / "again.md").symlink_to("kept.md")
    (folder / "kept.md").write_text("# Kept\n\nA kept page.\n")
    run(library, folder)
    (folder / "kept.md").unlink()
    assert (run(library, folder).removed, set(pages(library))) == (2, {"trial.md", "food.txt", "deep/patent.md"})


def test_what_is_no_file_is_told_and_not_opened(library: Library, folder: Path) -> None:
    os.mkfifo(folder / "pipe.txt")
    report = run(library, folder)
    assert (report.new, [unread.address for unread in report.unreadable]) == (3, ["pipe.txt"])


def test_hidden_files_and_those_of_open_editors_are_passed_over(library: Library, folder: Path) -> None:
    (folder / ".git").mkdir()
    for name in (".git/config", ".hidden.md", "~$letter.docx"):
        (folder / name).write_text("secret text")
    assert run(library, folder) == Report(new=3)


@pytest.mark.skipif(os.name != "posix", reason="names are bytes on POSIX only")
def test_a_name_that_is_no_text_is_no_fault(library: Library, folder: Path) -> None:
    with open(os.fsencode(folder) + b"/caf\xe9.md", "w") as file:
        file.write("# Bar\n\nCoffee is served in the bar.\n")
    assert run(library, folder) == Report(new=4)
    for address in pages(library):
        address.encode()
    assert run(library, folder) == Report(unchanged=4)


def test_a_file_larger_than_the_limit_is_not_read(library: Library, folder: Path) -> None:
    with open(folder / "huge.txt", "wb") as file:
        file.write(b"word ")
        file.truncate(51 * 2**20)
    report = run(library, folder)
    assert report.new == 3
    assert "larger than 50 MB" in report.unreadable[0].reason


def test_a_file_without_a_word_in_it_is_no_fault(library: Library, folder: Path) -> None:
    (folder / "rule.md").write_text("# ???\n\n---\n")
    run(library, folder)
    assert run(library, folder).changed == 0
    assert library.catalogue.pending() == []


def test_progress_is_told_document_by_document(library: Library, folder: Path) -> None:
    told: list[tuple[int, int, str]] = []
    ingest(library, [str(folder)], TODAY, lambda *step: told.append(step))
    assert [(done, of) for done, of, _ in told] == [(1, 3), (2, 3), (3, 3)]


def test_front_matter_makes_a_record(library: Library, folder: Path) -> None:
    page = one(library, folder, VACANCY, "v1.md")
    assert (page.kind, page.title, page.work, page.expires) == ("vacancy", "Quality analyst", "vacancy/v1", YESTERDAY)
    assert isinstance(page.facts, Vacancy)
    assert page.facts.verdict("degree").detail == "master"
    assert page.facts.verdict("phd") == Verdict("not asked", "A PhD is not needed.")


def test_a_closed_vacancy_is_never_found(library: Library, folder: Path) -> None:
    one(library, folder, VACANCY)
    assert library.search("quality analyst", today=YESTERDAY)[0].passage.address == "one.md"
    assert "one.md" not in [m.passage.address for m in library.search("quality analyst", today=TODAY)]


def test_an_event_keeps_its_dates(library: Library, folder: Path) -> None:
    page = one(
        library, folder, "---\nkind: event\ntitle: Fair\norganiser: Biovia\nstarts: 2027-05-01\n---\nThe fair.\n"
    )
    assert isinstance(page.facts, Event)
    assert page.facts.starts == date(2027, 5, 1)


def test_a_translation_shares_the_work_of_the_page_and_leaves_the_facts_to_it(library: Library, folder: Path) -> None:
    (folder / "v1.md").write_text(VACANCY)
    page = one(
        library,
        folder,
        "---\nid: v1\nkind: vacancy\nlanguage: nl\ntitle: Analist\n---\nTekst over het werk.\n",
        "v1.nl.md",
    )
    assert (page.work, page.language, page.facts) == ("vacancy/v1", "nl", None)


def test_a_page_without_front_matter_has_the_language_that_it_is_written_in(library: Library, folder: Path) -> None:
    assert (
        one(library, folder, "# Werk\n\nWat doet een onderzoeker de hele dag? Hij of zij werkt in een labo.").language
        == "nl"
    )


def test_the_language_of_a_page_is_that_of_its_text_and_not_of_its_front_matter(library: Library, folder: Path) -> None:
    front = "---\nlayout: post\ndescription: What do you want to know about the work and the pay of this job?\n---\n"
    assert one(library, folder, f"{front}# Onderzoeker\n\nHij of zij werkt in een labo.\n").language == "nl"


def test_what_looks_like_front_matter_and_never_ends_loses_no_plain_text(library: Library, folder: Path) -> None:
    one(library, folder, "---\nNote: the baker of Ghent bakes bread.\n", "note.txt")
    assert library.search("baker bread", today=TODAY)[0].passage.address == "note.txt"


@pytest.mark.parametrize(
    "front",
    [
        "layout: post\npublished: true\ntags: [a, b]",
        "aliases: [Trial work, CTA]\ncssclass: wide",
        "aliases: CTA",
        "aliases:\n- en: CTA",
        "names: [one, two]",
        "sources: [https://example.org/a, https://example.org/b]",
        "sources: https://example.org",
        "sources:\n- url: https://example.org\n  name: Example",
        "date: 2026-01-01T10:00:00Z\npublished: last week",
        "title:\nid:",
        "title: 2026\nid: 7",
        "title: [a, b]",
        "checked: by Marie",
        "language: English",
        "language: [nl, en]",
        "language: 7",
        "link: [a]",
        "kind: recipe",
        "kind: [vacancy]",
        "kind: {a: b}",
        "kind: vacancy",
        "kind: vacancy\nemployer: X\ndegree: master\nphd: none",
        "kind: vacancy\nemployer: X\nlanguages: [nl, en]",
        "kind: vacancy\nemployer: X\nlanguages: [Dutch]\nplaces: 7",
        "kind: vacancy\nemployer: X\nremote: 2026-01-01\nplaces: {a: b}\npath: !!binary aGVsbG8=",
        "kind: vacancy\nemployer: X\ncontract: [a, 2026-01-01]",
        "kind: vacancy\nemployer: X\ncloses: soon",
        "kind: event\norganiser: X\nplace: {city: 2026-01-01}",
        "kind: event\norganiser: X\nstarts: in May",
        "kind: course\nprovider: X\nskills: {a: b}\nformat: !!set {a, b}",
        "kind: path\nfamily: x\nphd: x\nentry: [master]",
        "kind: path\nfamily: x\nphd: x\nesco: 2131.3",
        "kind: path\nfamily: x\nphd: x\naliases: {en: CTA, nl: 7, fr: }",
    ],
)
def test_foreign_front_matter_never_loses_a_page(library: Library, folder: Path, front: str) -> None:
    page = one(library, folder, f"---\n{front}\n---\n# Bakery\n\nThe baker of Ghent bakes bread.\n")
    assert page.title
    assert "None" not in (page.title, page.work)
    assert page.aliases == tuple(dict.fromkeys(page.aliases))
    assert "C" not in page.aliases
    assert "one.md" in [m.passage.address for m in library.search("baker bread", today=TODAY)]


def test_another_programs_aliases_help_to_find_a_page(library: Library, folder: Path) -> None:
    page = one(library, folder, "---\naliases: [pastry chef, bread maker]\n---\n# Bakery\n\nThe baker of Ghent.\n")
    assert page.aliases == ("pastry chef", "bread maker")


def test_a_record_that_lacks_what_it_needs_goes_in_as_a_page(library: Library, folder: Path) -> None:
    page = one(
        library, folder, "---\nkind: course\ntitle: Analyst\nformat: online\n---\nThe analyst measures things.\n"
    )
    assert (page.kind, page.facts, page.work) == ("page", None, None)


def test_an_unreachable_place_counts_as_unreadable_in_the_printed_report() -> None:
    report = ingest_report_of_a_missing_place()
    assert report == {
        "new": 0,
        "changed": 0,
        "unchanged": 0,
        "removed": 0,
        "unreadable": [{"address": "x", "reason": "Gone."}],
    }


def ingest_report_of_a_missing_place() -> dict[str, object]:
    from ingest.run import Unread

    return (Report() + Report(unreachable=(Unread("x", "Gone."),))).as_json()
