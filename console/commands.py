"""The commands `opinno partner` and `opinno vacancies`: ask at the desk, tell what came of it."""

from __future__ import annotations

import getpass
import json
import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Annotated, Any

import typer

Told = dict[str, Any]
Ask = Callable[[Told], Told]
"""Has one thing done, in this process or in the server that holds the library; see `desk.Asked` for what."""
Desk = Callable[[], AbstractContextManager[Ask]]
"""Opens the desk; what goes wrong within is told kindly."""

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
By = Annotated[str | None, typer.Option("--by", help="Who decides; the user of this system, if left out.")]
Ids = Annotated[list[str], typer.Argument(help="Of posted vacancies, as `opinno vacancies waiting` lists them.")]
Name = Annotated[str, typer.Argument(help="Of the partner.")]


def partner_commands(desk: Desk) -> typer.Typer:
    """The commands that look after partners."""
    app = typer.Typer(help="Partners who post vacancies, and their keys.", no_args_is_help=True)

    @app.command()
    def add(
        name: Name, contact: Annotated[str | None, typer.Option(help="E-mail address.")] = None, as_json: AsJson = False
    ) -> None:
        """Take in a partner, and print its key: once, for it is not kept."""
        with desk() as ask:
            _hand_out(ask({"do": "add", "name": name, "contact": contact}), as_json)

    @app.command(name="list")
    def every(as_json: AsJson = False) -> None:
        """List the partners, with what waits and what is shown."""
        with desk() as ask:
            _tell(ask({"do": "list"}), as_json, _partners)

    @app.command()
    def renew(name: Name, as_json: AsJson = False) -> None:
        """Print a new key for a partner; the old one is refused from now on."""
        with desk() as ask:
            _hand_out(ask({"do": "renew", "name": name}), as_json)

    @app.command()
    def withdraw(
        name: Name,
        keep: Annotated[bool, typer.Option("--keep-vacancies", help="Leave what is shown in the guide.")] = False,
        by: By = None,
        as_json: AsJson = False,
    ) -> None:
        """Refuse a partner's key, and take its vacancies out of the guide."""
        with desk() as ask:
            said = ask({"do": "withdraw", "name": name, "keep": keep, "by": by or _user()})
            _tell(said, as_json, lambda told: f"{told['name']} is withdrawn, with {told['withdrawn']} vacancies.")

    @app.command()
    def drop(
        name: Name,
        file: Annotated[str, typer.Argument(help="A CSV file, one vacancy a row.")],
        complete: Annotated[
            bool, typer.Option("--complete", help="Withdraw what was dropped before and is not in the file.")
        ] = False,
        as_json: AsJson = False,
    ) -> None:
        """Post each row of a partner's CSV file."""
        with desk() as ask:
            # The server may have been started elsewhere, so the path goes absolute.
            asked = {"do": "drop", "name": name, "file": os.path.abspath(file), "complete": complete}
            said = ask(asked)
            _tell(said, as_json, _dropped)
            if said["reason"]:
                raise typer.Exit(1)

    return app


def vacancy_commands(desk: Desk) -> typer.Typer:
    """The commands that decide about posted vacancies."""
    app = typer.Typer(help="Decide about the vacancies that partners post.", no_args_is_help=True)

    @app.command()
    def waiting(as_json: AsJson = False) -> None:
        """List what waits for approval, oldest first."""
        with desk() as ask:
            _tell(ask({"do": "waiting"}), as_json, _waiting)

    @app.command()
    def show(id: Annotated[str, typer.Argument(help="Of a posted vacancy.")], as_json: AsJson = False) -> None:
        """Show a posted vacancy as the guide reads it."""
        with desk() as ask:
            [told] = ask({"do": "show", "ids": [id]})["shown"]
            _tell(told, as_json, _shown)

    @app.command()
    def approve(ids: Ids, by: By = None, as_json: AsJson = False) -> None:
        """Show posted vacancies to students from now on."""
        with desk() as ask:
            _decided(ask({"do": "approve", "ids": ids, "by": by or _user()}), as_json)

    @app.command()
    def refuse(
        ids: Ids,
        reason: Annotated[str, typer.Option(help="Told to the partner.")],
        by: By = None,
        as_json: AsJson = False,
    ) -> None:
        """Refuse posted vacancies, or take out what is shown."""
        with desk() as ask:
            _decided(ask({"do": "refuse", "ids": ids, "reason": reason, "by": by or _user()}), as_json)

    return app


def _tell(said: Told, as_json: bool, told: Callable[[Told], str]) -> None:
    print(json.dumps(said, ensure_ascii=False) if as_json else told(said))


def _decided(said: Told, as_json: bool) -> None:
    _tell(said, as_json, _decisions)
    if said["failed"]:
        raise typer.Exit(1)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        # A container may have no name for its user.
        return "unknown"


def _hand_out(said: Told, as_json: bool) -> None:
    _tell(said, as_json, lambda told: str(told["key"]))
    # Apart from the key, so that a script can take that alone.
    print(f"This is the key of {said['name']}. It is not kept and cannot be shown again.", file=sys.stderr)


def _partners(said: Told) -> str:
    lines = [
        f"{p['name']}: {p['visible']} shown, {p['waiting']} waiting"
        + (f", {p['contact']}" if p["contact"] else "")
        + (f", withdrawn on {p['withdrawn']}" if p["withdrawn"] else "")
        for p in said["partners"]
    ]
    return "\n".join(lines) or "There are no partners yet; `opinno partner add NAME` takes one in."


def _waiting(said: Told) -> str:
    lines = [
        f"{one['id']}  {one['title']} ({one['employer']}), by {one['partner']}, until {one['shown_until']}"
        + (f"; changes {', '.join(one['changes'])}" if one["changes"] else "")
        for one in said["waiting"]
    ]
    return "\n".join(lines) or "Nothing waits for approval."


def _shown(said: Told) -> str:
    vacancy = said["vacancy"]
    facts = [
        f"{name}: {', '.join(value) if isinstance(value, list) else value}"
        for name in ("employer", "places", "country", "remote", "contract", "hours", "salary", "closes", "apply")
        if (value := vacancy.get(name))
    ]
    verdicts = [
        f"{aspect}: {verdict['need']}" + (f' - "{verdict["line"]}"' if verdict["line"] else "")
        for aspect, verdict in vacancy["verdicts"].items()
    ]
    decisions = [
        f"{one['decision']} by {one['by']} on {one['at']}" + (f": {one['reason']}" if one.get("reason") else "")
        for one in said["decisions"]
    ]
    head = f"{said['id']}: {said['state']}, posted by {said['partner']} on {said['posted']}"
    changes = [f"changes {', '.join(said['changes'])} of what is shown"] if said["changes"] else []
    return "\n".join((head, *changes, *facts, "", *verdicts, "", vacancy["text"], *decisions))


def _decisions(said: Told) -> str:
    done = [f"{one['id']}  {one['title']}: {one['state']}" for one in said["done"]]
    return "\n".join((*done, *(f"{one['id']}  not done: {one['reason']}" for one in said["failed"])))


def _dropped(said: Told) -> str:
    from console.drop import FileReport, RowOutcome, as_text

    rows = tuple(RowOutcome(**row) for row in said["rows"])
    return as_text(FileReport(said["file"], said["partner"], rows, said["reason"], tuple(said["gone"]), said["note"]))
