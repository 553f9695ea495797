"""The command `opinno`: serve, ask, chat, ingest, search, evaluate, verdicts, library."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from time import sleep
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, cast

import typer

from bot.channels import terminal
from console.commands import Ask, partner_commands, vacancy_commands
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
_LOOKS_EVERY = 60.0
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
    with _told_kindly(), _answering(_settings()) as answer:
        if as_json:
            print(json.dumps(answer(question, None, _checked(language), terminal.unheard), ensure_ascii=False))
        else:
            terminal.tell(answer, question, None, _checked(language))


@app.command()
def chat(language: InLanguage = None) -> None:
    """Talk to the guide until an empty line."""
    with _told_kindly(), _answering(_settings()) as answer:
        conversation: str | None = None
        while question := terminal.next_question():
            print()
            conversation = terminal.tell(answer, question, conversation, _checked(language))["conversation"]
            print()


@app.command()
def ingest(
    places: Annotated[
        list[str] | None, typer.Argument(help="Files, folders, addresses; the sources that are due if left out.")
    ] = None,
    as_json: AsJson = False,
    watch: Annotated[bool, typer.Option("--watch", help="Keep looking at the sources when they are due.")] = False,
) -> None:
    """Read files, folders, feeds and sites into the library."""
    with _told_kindly():
        report, unreachable = _ingest(_settings(), places or [])
        print(json.dumps(report, ensure_ascii=False) if as_json else "\n".join(terminal.of_report(report)), flush=True)
        while watch:
            sleep(_LOOKS_EVERY)
            try:
                _ingest(_settings(), [])
            except _expected() as error:
                # It may pass until the next look.
                print(f"opinno: {error}", file=sys.stderr)
        if unreachable:
            raise typer.Exit(1)


@app.command()
def sources(as_json: AsJson = False) -> None:
    """Show how each source fares: fresh, stale or failing, and why."""
    from console.intake import standings

    with _told_kindly():
        found = standings(_settings())
        print(json.dumps(found, ensure_ascii=False) if as_json else "\n".join(terminal.of_sources(found)))


@app.command()
def search(
    query: str,
    limit: Annotated[int, typer.Option(min=1, max=100, help="How many passages.")] = 10,
    as_json: AsJson = False,
) -> None:
    """Show the passages that a question finds, best first."""
    with _told_kindly():
        found = _search(_settings(), query, limit)
        print(json.dumps(found, ensure_ascii=False) if as_json else "\n\n".join(map(terminal.of_passage, found)))


@app.command()
def evaluate(
    suite: Annotated[str | None, typer.Option(help="shelf, guest or care; all of them if left out.")] = None,
    as_json: AsJson = False,
    failures: Annotated[bool, typer.Option("--failures", help="List what fell short, too.")] = False,
    write: Annotated[bool, typer.Option("--write", help="Write evaluation/SCORECARD.md; asks every suite.")] = False,
    model: Annotated[
        bool, typer.Option("--model", help="Ask with the model of the settings; writes its card.")
    ] = False,
    limit: Annotated[int | None, typer.Option(min=1, help="With --model: at most so many cases.")] = None,
) -> None:
    """Measure how good the answers are, on questions with known answers and a library of their own."""
    from evaluation import report, run

    logging.getLogger().addHandler(logging.NullHandler())
    with _told_kindly():
        if model:
            from console.measuring import measure

            with terminal.progress("Asking") as progress:
                print(measure(read_settings(), suite, limit, progress))
            return
        suites = run.chosen(None if write else suite)
        with terminal.progress("Asking") as progress:
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
        with (
            _library(settings, "library rebuild", any_model=True, stocked=False) as library,
            terminal.progress() as progress,
        ):
            embed_anew(library, progress)
            print(f"The index holds {library.rebuild_index()} passages.")


@library_commands.command()
def shelf() -> None:
    """Write the file of the shelf's ready vectors anew, after its texts have changed."""
    from ingest.shelf import write_shelf_vectors
    from knowledge.embeddings import LocalEmbeddings

    print(f"Wrote {write_shelf_vectors(LocalEmbeddings())} vectors.")


# Doing the work here, or handing it to the server that holds the library


@contextmanager
def _answering(settings: Settings) -> Iterator[terminal.Answering]:
    import handover

    owner = handover.server_of(settings.data)
    if owner:
        yield lambda *asked: handover.chat(owner, dict(zip(_ASKED, asked[:-1], strict=True)), asked[-1])
        return
    with _library(settings, "ask") as library:
        from console.asking import answering

        with answering(library, settings) as answer:
            yield answer


@contextmanager
def _desk() -> Iterator[Ask]:
    """Where partners and their vacancies are looked after, with what can go wrong there told kindly."""
    import handover

    with _told_kindly():
        settings = _settings()
        if owner := handover.server_of(settings.data):
            yield lambda asked: handover.at_the_desk(owner, asked)
            return
        with _library(settings, "vacancies", stocked=False) as library:
            from console.desk import Asked, act

            yield lambda asked: act(library, settings.day(), Asked(**asked))


app.add_typer(partner_commands(_desk), name="partner")
app.add_typer(vacancy_commands(_desk), name="vacancies")


def _ingest(settings: Settings, places: list[str]) -> tuple[dict[str, Any], bool]:
    import handover

    owner = handover.server_of(settings.data)
    with terminal.progress() as progress:
        if owner:
            return handover.ingest(owner, places, progress)
        with _library(settings, "ingest", progress=progress) as library:
            from console.intake import take_in

            report = take_in(library, settings, places, progress)
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
    from console.intake import opened, stock_all

    with opened(settings, doing, any_model=any_model) as library:
        if stocked:
            with terminal.progress() if progress is None else nullcontext(progress) as shown:
                stock_all(library, settings, shown)
            library.catch_up()
        yield library


# On the terminal


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
    try:
        yield
    except _expected() as error:
        _stop(str(error))
    except KeyboardInterrupt:
        _stop("Stopped. What was done so far is kept.")


def _expected() -> tuple[type[Exception], ...]:
    """What can go wrong, each with a sentence that says so."""
    from bot.assistant import QuestionRefused
    from bot.memory import UnknownConversation
    from bot.model.failures import ModelNotSet
    from evaluation.cases import CaseWrong
    from handover import HandOverFailed
    from ingest.sources import SourcesWrong
    from knowledge.errors import LibraryError

    ours = (SettingsWrong, SourcesWrong, LibraryError, HandOverFailed)
    return (*ours, QuestionRefused, UnknownConversation, CaseWrong, ModelNotSet)


def _stop(reason: str) -> NoReturn:
    print(f"opinno: {reason}", file=sys.stderr)
    raise typer.Exit(2)


if __name__ == "__main__":
    app()
