"""The command `opinno`: serve, ask, chat, ingest, search, evaluate, verdicts, library."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, cast

import typer

from settings import Settings, SettingsWrong, read_settings

if TYPE_CHECKING:
    from ingest.run import Progress
    from knowledge.library import Library

# Heavy parts are imported inside the commands, so that `opinno --help` need not wait for them.
app = typer.Typer(
    help="The OPINNO Guide: careers in life sciences besides a PhD, with a source for every fact.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
library_commands = typer.Typer(help="Look after the library.", no_args_is_help=True)
app.add_typer(library_commands, name="library")

_LANGUAGES = ("en", "nl", "fr")
_ASKED = ("question", "conversation", "language")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
InLanguage = Annotated[str | None, typer.Option("--language", help="en, nl or fr; told from the question if left out.")]


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; 0 picks a free one.")] = None,
) -> None:
    """Serve the guide over HTTP."""
    with _told_kindly():
        settings = read_settings()
        _log(settings)
        with _library(settings, "serve", stocked=False) as library:
            from server import run

            run(library, settings, host or settings.host, settings.port if port is None else port)


@app.command()
def ask(question: str, language: InLanguage = None, as_json: AsJson = False) -> None:
    """Answer one question."""
    from bot.channels.terminal import lines

    with _told_kindly(), _answering(_settings()) as answer:
        said = answer(question, None, _checked(language))
        print(json.dumps(said, ensure_ascii=False) if as_json else "\n".join(lines(said)))


@app.command()
def chat(language: InLanguage = None) -> None:
    """Talk to the guide until an empty line."""
    from bot.channels.terminal import lines

    with _told_kindly(), _answering(_settings()) as answer:
        conversation: str | None = None
        while question := _next_question():
            said = answer(question, conversation, _checked(language))
            conversation = said["conversation"]
            print("\n" + "\n".join(lines(said)) + "\n")


@app.command()
def ingest(
    places: Annotated[list[str] | None, typer.Argument(help="Files and folders; the shelf if left out.")] = None,
    as_json: AsJson = False,
) -> None:
    """Read files and folders into the library."""
    with _told_kindly():
        report, unreachable = _ingest(_settings(), places or [])
        print(json.dumps(report, ensure_ascii=False) if as_json else _report_lines(report))
        if unreachable:
            raise typer.Exit(1)


@app.command()
def search(
    query: str,
    limit: Annotated[int, typer.Option(min=1, max=100, help="How many passages.")] = 10,
    as_json: AsJson = False,
) -> None:
    """Show the passages that a question finds, best first."""
    with _told_kindly():
        found = _search(_settings(), query, limit)
        print(json.dumps(found, ensure_ascii=False) if as_json else "\n\n".join(map(_passage_lines, found)))


@app.command()
def evaluate(
    suite: Annotated[str | None, typer.Option(help="shelf, guest or care; all of them if left out.")] = None,
    as_json: AsJson = False,
    failures: Annotated[bool, typer.Option("--failures", help="List what fell short, too.")] = False,
    write: Annotated[bool, typer.Option("--write", help="Write evaluation/SCORECARD.md; asks every suite.")] = False,
) -> None:
    """Measure how good the answers are, on questions with known answers and a library of their own."""
    from evaluation import report, run

    logging.getLogger().addHandler(logging.NullHandler())
    with _told_kindly():
        suites = run.chosen(None if write else suite)
        with _progress("Asking") as progress:
            scorecards = run.scored(suites, run.observe_suites(suites, progress))
        if write:
            run.write(scorecards)
        print(json.dumps(report.as_json(scorecards)) if as_json else report.markdown(scorecards, failures=failures))


@app.command()
def verdicts(as_json: AsJson = False) -> None:
    """Say what each vacancy line on standard input asks of a candidate."""
    from ingest.verdicts import as_record, told

    with _told_kindly():
        for line in typer.get_text_stream("stdin", encoding="utf-8", errors="replace"):
            print(json.dumps(as_record(line), ensure_ascii=False) if as_json else told(line), flush=True)


@library_commands.command()
def rebuild() -> None:
    """Make the index anew from the database, and the vectors too if another model wrote them."""
    with _told_kindly():
        from ingest.run import embed_anew

        settings = _settings()
        with _library(settings, "library rebuild", any_model=True, stocked=False) as library, _progress() as progress:
            embed_anew(library, progress)
            print(f"The index holds {library.rebuild_index()} passages.")


@library_commands.command()
def shelf() -> None:
    """Write the file of the shelf's ready vectors anew, after its texts have changed."""
    from ingest.shelf import write_shelf_vectors
    from knowledge.embeddings import LocalEmbeddings

    print(f"Wrote {write_shelf_vectors(LocalEmbeddings())} vectors.")


# Doing the work here, or handing it to the server that holds the library


Answering = Callable[[str, str | None, str | None], dict[str, Any]]


@contextmanager
def _answering(settings: Settings) -> Iterator[Answering]:
    import handover

    owner = handover.server_of(settings.data)
    if owner:
        yield lambda *question: handover.post(owner, "/api/chat", dict(zip(_ASKED, question, strict=True)))
        return
    with _library(settings, "ask") as library:
        from bot.assistant import Assistant, as_json
        from bot.conversation import Answer
        from bot.memory import Memory

        memory = Memory(library.catalogue.engine, settings.conversation_days)
        assistant = Assistant(
            library, memory, today=settings.day, question_limit=settings.question_limit, contacts=settings.contacts
        )

        async def answer(question: str, conversation: str | None, language: Any) -> dict[str, Any]:
            pieces = [piece async for piece in assistant.reply(question, conversation, language)]
            return as_json(cast(Answer, pieces[-1]))

        yield lambda *question: asyncio.run(answer(*question))


def _ingest(settings: Settings, places: list[str]) -> tuple[dict[str, Any], bool]:
    import handover

    owner = handover.server_of(settings.data)
    with _progress() as progress:
        if owner:
            return handover.ingest(owner, places, progress)
        with _library(settings, "ingest", progress=progress) as library:
            from ingest.run import ingest

            report = ingest(library, places, settings.day(), progress)
            # A real vacancy may have come in, and the examples leave.
            _stock(library, settings, progress)
            return report.as_json(), bool(report.unreachable)


def _search(settings: Settings, query: str, limit: int) -> list[dict[str, Any]]:
    import handover

    owner = handover.server_of(settings.data)
    if owner:
        return cast("list[dict[str, Any]]", handover.post(owner, "/api/search", {"query": query, "limit": limit}))
    with _library(settings, "search") as library:
        from bot.search import passages_json, search_in_conversation

        return passages_json(search_in_conversation(library, query, (), today=settings.day(), limit=limit))


@contextmanager
def _library(
    settings: Settings, doing: str, *, any_model: bool = False, stocked: bool = True, progress: Progress | None = None
) -> Iterator[Library]:
    from ingest.shelf import VECTORS
    from knowledge.embeddings import LocalEmbeddings, ShippedEmbeddings
    from knowledge.library import Library

    embeddings = ShippedEmbeddings(LocalEmbeddings(), VECTORS)
    library = Library(settings.data, embeddings, doing=doing, any_model=any_model)
    try:
        if stocked:
            with _progress() if progress is None else nullcontext(progress) as shown:
                _stock(library, settings, shown)
            library.catch_up()
        yield library
    finally:
        library.close()


def _stock(library: Library, settings: Settings, progress: Progress) -> None:
    from ingest.shelf import stock

    on, examples = settings.shelf == "on", settings.examples == "on"
    stock(library, settings.day(), shelf=on, examples=examples, progress=progress)


# On the terminal


@contextmanager
def _progress(doing: str = "Reading") -> Iterator[Progress]:
    """A progress bar where somebody is looking, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn(doing), BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, of, address: bar.update(task, completed=done, total=of, description=address)


def _next_question() -> str:
    try:
        return input("> ").strip()
    except EOFError:
        return ""


def _report_lines(report: dict[str, Any]) -> str:
    counted = ", ".join(f"{report[name]} {name}" for name in ("new", "changed", "unchanged", "removed"))
    return "\n".join(
        [counted, *(f"not read: {unread['address']}: {unread['reason']}" for unread in report["unreadable"])]
    )


def _passage_lines(passage: dict[str, Any]) -> str:
    place = " > ".join(part for part in (passage["title"], passage["heading"]) if part)
    return f"{passage['rank']}. {place} ({passage['document']})\n{passage['text']}"


def _checked(language: str | None) -> str | None:
    if language is not None and language not in _LANGUAGES:
        _stop(f"The language must be one of {', '.join(_LANGUAGES)}, not {language}.")
    return language


def _settings() -> Settings:
    """The settings of a command that somebody looks at: the log shows itself to those who ask for it alone."""
    settings = read_settings()
    if settings.log_level == "debug":
        _log(settings)
    else:
        logging.getLogger().addHandler(logging.NullHandler())
    return settings


def _log(settings: Settings) -> None:
    logging.basicConfig(level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)


@contextmanager
def _told_kindly() -> Iterator[None]:
    """What can go wrong, as one sentence on standard error and exit code 2; never a trace."""
    from bot.assistant import QuestionRefused
    from bot.memory import UnknownConversation
    from evaluation.cases import CaseWrong
    from handover import HandOverFailed
    from knowledge.errors import LibraryError

    try:
        yield
    except (SettingsWrong, LibraryError, QuestionRefused, UnknownConversation, HandOverFailed, CaseWrong) as error:
        _stop(str(error))
    except KeyboardInterrupt:
        _stop("Stopped. What was done so far is kept.")


def _stop(reason: str) -> NoReturn:
    print(f"opinno: {reason}", file=sys.stderr)
    raise typer.Exit(2)


if __name__ == "__main__":
    app()
