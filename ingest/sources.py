"""The places that the guide learns from by itself: `sources.yaml`, when each is due, and how each fares."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from ingest.collect import Place, list_path
from ingest.remote import Mapped, One, Site, look
from ingest.run import Progress, Report, look_at
from ingest.web.fetching import Web
from knowledge.library import Library
from knowledge.origins import Origins, Run

SHIPPED = Path(__file__).with_name("sources.yaml")
"""The list that ships."""
EVERY = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1), "month": timedelta(days=30)}
# A look a little early is better than one that drifts by a run's length each day.
_EARLY = 0.9
# After failures in a row the waits double, from a quarter of an hour up to the source's own rhythm.
_FIRST_WAIT = timedelta(minutes=15)
_MOST_DOUBLINGS = 12
_STALE_AFTER = 3
_ONE_AT_A_TIME = threading.Lock()

Clock = Callable[[], datetime]
"""What tells the time; another one for tests and demonstrations."""


class SourcesWrong(Exception):
    """The list of sources cannot be used; the text says why."""


class Source(BaseModel):
    """A place that we may learn from, as `sources.yaml` names it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=100)]
    kind: Literal["feed", "page", "sitemap", "site", "folder"]
    address: Annotated[str, Field(min_length=1, max_length=2000)]
    licence: Annotated[str, Field(min_length=1, max_length=300)]
    every: Literal["hour", "day", "week", "month"] = "day"
    within: str | None = None
    """For a site: the folder to stay in, if it is not that of the address."""
    groups: tuple[Annotated[str, Field(pattern=r"^\d{1,4}$")], ...] = ()
    """For a folder with a release of ESCO: the groups of ISCO that are wanted besides those near the life sciences."""

    @model_validator(mode="after")
    def _is_one_to_look_at(self) -> Source:
        is_remote = self.address.startswith(("https://", "http://"))
        if self.kind != "folder" and not is_remote:
            raise ValueError(f"the address of a {self.kind} begins with https:// or http://, not {self.address}")
        if self.kind == "folder" and "://" in self.address:
            raise ValueError(f"the address of a folder is a path, not {self.address}")
        if self.within is not None and self.kind != "site":
            raise ValueError("only a site has `within`")
        if self.groups and self.kind != "folder":
            raise ValueError("only a folder has `groups`")
        return self

    def within_reach_of(self, folder: Path) -> Source:
        """The source, with a path that is relative to a folder made whole."""
        if self.kind != "folder" or self.address.startswith("~"):
            return self
        return self.model_copy(update={"address": str(folder.absolute() / self.address)})


_LIST = TypeAdapter(list[Source])


@dataclass(frozen=True, slots=True)
class Standing:
    """How a source fares: fresh, stale (no good run for three times its rhythm), failing or new."""

    source: Source
    state: Literal["fresh", "stale", "failing", "new"]
    due: datetime
    last: Run | None
    last_good: Run | None


def read_sources(file: Path) -> list[Source]:
    """The sources of a list; its folders are relative to it. Raises SourcesWrong with the reason."""
    try:
        listed = yaml.safe_load(file.read_text(encoding="utf-8"))
        sources = _LIST.validate_python([] if listed is None else listed)
    except OSError as error:
        raise SourcesWrong(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise SourcesWrong(f"{file} is not written in UTF-8.") from error
    except yaml.YAMLError as error:
        raise SourcesWrong(f"{file} is not YAML: {' '.join(str(error).split())}.") from error
    except ValidationError as error:
        raise SourcesWrong(f"{file}: {_first_wrong(error, listed)}.") from error
    names = [source.name for source in sources]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise SourcesWrong(f"{file}: two sources are named {twice}.")
    return [source.within_reach_of(file.parent) for source in sources]


def _first_wrong(error: ValidationError, listed: Any) -> str:
    """What is wrong first, with the name of the source, or its number if it has none."""
    first = error.errors()[0]
    said = first["msg"].removeprefix("Value error, ")
    if not first["loc"]:
        return "it should be a list of sources, each beginning with a dash"
    number = int(first["loc"][0])
    one = listed[number]
    named = one.get("name") if isinstance(one, dict) else None
    which = named if isinstance(named, str) and named else f"source {number + 1}"
    return ": ".join(map(str, (which, *first["loc"][1:], said)))


def place_named(place: str, web: Web) -> Place:
    """A file, folder or address that somebody names. Raises Unreachable."""
    return look(web, place) if "://" in place else list_path(place)


def place_of(source: Source, web: Web) -> Place:
    """Where to look for a source. Raises Unreachable."""
    match source.kind:
        case "folder":
            return replace(list_path(source.address), source=source.name, groups=source.groups)
        case "site":
            return Site(web, source.address, source.name, source.within)
        case "sitemap":
            return Mapped(web, source.address, source.name)
        case _:
            return One(web, source.address, source.name)


def standing(source: Source, origins: Origins, now: datetime) -> Standing:
    """How a source fares, by its runs so far."""
    last, good = origins.last(source.name), origins.last(source.name, successful=True)
    rhythm = EVERY[source.every]
    if last is None:
        return Standing(source, "new", now, None, None)
    failures = origins.failures(source.name)
    wait = rhythm * _EARLY
    if failures:
        wait = min(wait, _FIRST_WAIT * 2 ** min(failures - 1, _MOST_DOUBLINGS))
    stale = good is None or now - good.ended > _STALE_AFTER * rhythm
    state: Literal["fresh", "stale", "failing"] = "failing" if failures else "stale" if stale else "fresh"
    return Standing(source, state, last.ended + wait, last, good)


def bring_in(
    library: Library,
    named: Sequence[str],
    web: Web,
    file: Path,
    clock: Clock = datetime.now,
    progress: Progress = lambda *_: None,
) -> Report:
    """Bring the library in line with the places named; without any, with the sources of a list that are due.

    One place at a time: two looks at one would get in each other's way, and a site is asked by one of us only.
    Raises SourcesWrong.
    """
    if named:
        looks = [_Look(place, partial(place_named, place, web)) for place in named]
    else:
        looks = [_Look(source.name, partial(place_of, source, web), source) for source in read_sources(file)]
    return sum((_looked(library, look, clock, progress) for look in looks), Report())


@dataclass(frozen=True, slots=True)
class _Look:
    """What to look at, and how to find it; `source` if it is one of a list."""

    name: str
    find: Callable[[], Place]
    source: Source | None = None


def _looked(library: Library, look: _Look, clock: Clock, progress: Progress) -> Report:
    origins = Origins(library.catalogue.engine)
    with _ONE_AT_A_TIME:
        started = clock()
        # Asked only now: another run may have looked at it while this one waited.
        if look.source and standing(look.source, origins, started).due > started:
            return Report()
        report = look_at(library, look.find, started.date(), progress)
        origins.keep(_run(look, started, clock(), report))
    return report


def _run(look: _Look, started: datetime, ended: datetime, report: Report) -> Run:
    # A feed that cannot be read to its end is a place that cannot be listed.
    alone = look.source is not None and look.source.kind in ("feed", "page")
    failures = [*report.unreachable, *(report.unreadable if alone else ())]
    return Run(
        source=look.name,
        started=started,
        ended=ended,
        new=report.new,
        changed=report.changed,
        unchanged=report.unchanged,
        removed=report.removed,
        unreadable=[asdict(unread) for unread in report.unreadable],
        failure=failures[0].reason if failures else None,
    )


def standings(origins: Origins, sources: Sequence[Source], now: datetime) -> Iterator[dict[str, Any]]:
    """How each source fares, as `opinno sources --json` prints it."""
    for source in sources:
        found = standing(source, origins, now)
        yield {
            "name": source.name,
            "address": source.address,
            "licence": source.licence,
            "state": found.state,
            "due": found.due.isoformat(timespec="minutes"),
            "last_run": found.last and found.last.ended.isoformat(timespec="minutes"),
            "last_success": found.last_good and found.last_good.ended.isoformat(timespec="minutes"),
            "reason": found.last.failure if found.last else None,
            "unreadable": list(found.last.unreadable) if found.last else [],
        }
