from __future__ import annotations

import sqlite3
from pathlib import Path

import numpy as np
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from fakes import TODAY, FakeEmbeddings, document, stock
from older import scripts_config, take_back
from sqlalchemy import inspect, text

from knowledge import migrations
from knowledge.catalogue import Catalogue
from knowledge.errors import LibraryError
from knowledge.library import Library
from knowledge.tables import metadata

INDEX_TABLES = ("keywords", "keyword_counts", "alembic_version")


def scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(scripts_config())


def test_head_is_the_newest_script() -> None:
    assert scripts().get_heads() == [migrations.HEAD]


def test_a_new_database_has_exactly_the_tables_that_the_code_speaks_of(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path / "library.db")

    def ours(thing: object, name: str | None, kind: str, reflected: bool, other: object) -> bool:
        return not (kind == "table" and str(name).startswith(INDEX_TABLES))

    with catalogue.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": ours})
        assert compare_metadata(context, metadata) == []
        constraints = inspect(connection).get_unique_constraints("documents")
        assert {"source", "address"} in [set(constraint["column_names"]) for constraint in constraints]
    catalogue.close()


def test_a_new_database_can_search_by_keyword(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path / "library.db")
    with catalogue.engine.connect() as connection:
        names = set(connection.execute(text("select name from sqlite_master")).scalars())
    catalogue.close()
    assert {"keywords", "keyword_counts"} <= names


def test_opening_again_changes_nothing(tmp_path: Path) -> None:
    for _ in range(2):
        catalogue = Catalogue(tmp_path / "library.db")
        catalogue.stamp("shelf", "kept") if catalogue.stamped("shelf") is None else None
    assert catalogue.stamped("shelf") == "kept"
    catalogue.close()


def test_the_database_of_a_newer_guide_is_refused_kindly_and_left_alone(tmp_path: Path) -> None:
    library = Library(tmp_path, FakeEmbeddings())
    stock(library, document("Mycology is the study of fungi."))
    library.close()
    with sqlite3.connect(tmp_path / "library.db") as database:
        database.execute("update alembic_version set version_num = '9999'")
    with pytest.raises(LibraryError, match="newer"):
        Library(tmp_path, FakeEmbeddings())
    with sqlite3.connect(tmp_path / "library.db") as database:
        database.execute("update alembic_version set version_num = ?", (migrations.HEAD,))
    again = Library(tmp_path, FakeEmbeddings())
    assert again.search("mycology", today=TODAY)
    again.close()


@pytest.mark.parametrize("revision", ["0001", "0002"])
def test_16_bit_vectors_of_older_guides_become_8_bits_and_say_the_same(tmp_path: Path, revision: str) -> None:
    library = Library(tmp_path, FakeEmbeddings())
    text = "Fungi grow in the dark. Yeast is one of them. People bake bread with it."
    stock(library, *(document(text, address=f"{n}.md", title=f"Page {n}") for n in range(3)))
    before = library.catalogue.vectors(sorted(library.catalogue.passage_ids()))
    library.close()
    take_back(tmp_path / "library.db", revision)
    with sqlite3.connect(tmp_path / "library.db") as database:
        for id, vectors in before.items():
            vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
            floats = vectors.astype("<f2").tobytes()
            database.execute("update passages set vectors = ? where id = ?", (floats, id))
    catalogue = Catalogue(tmp_path / "library.db")
    question = FakeEmbeddings().question("yeast and bread")
    after = catalogue.vectors(list(before))
    assert after.keys() == before.keys()
    for id, vectors in after.items():
        assert vectors.shape == before[id].shape
        assert np.allclose(vectors @ question, before[id] @ question, atol=0.002)
    catalogue.close()


def test_vectors_that_have_8_bits_already_are_left_alone(tmp_path: Path) -> None:
    library = Library(tmp_path, FakeEmbeddings())
    stock(library, document("Fungi grow in the dark. Yeast is one of them."))
    library.close()
    take_back(tmp_path / "library.db", "0003")
    with sqlite3.connect(tmp_path / "library.db") as database:
        before = database.execute("select id, vectors from passages").fetchall()
        database.execute("update alembic_version set version_num = '0002'")
    Catalogue(tmp_path / "library.db").close()
    with sqlite3.connect(tmp_path / "library.db") as database:
        assert database.execute("select id, vectors from passages").fetchall() == before


def test_a_migration_that_stops_halfway_leaves_nothing_behind(tmp_path: Path) -> None:
    file = tmp_path / "library.db"
    with sqlite3.connect(file) as database:
        database.execute("create table turns (in_the_way)")
    with pytest.raises(LibraryError):
        Catalogue(file)
    with sqlite3.connect(file) as database:
        assert [row[0] for row in database.execute("select name from sqlite_master where type = 'table'")] == ["turns"]
        database.execute("drop table turns")
    Catalogue(file).close()
