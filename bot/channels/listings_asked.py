"""What may be asked of the listings over HTTP; anything else is refused with its reason."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from bot import cues
from bot.criteria import Criteria, Remote, WantsPhd
from bot.whereabouts import NEAR
from knowledge import places
from knowledge.records import Language

_CONTRACTS = ("permanent", "fixed term", "internship", "traineeship", "temporary", "freelance", "student job")
_DEGREES = ("none", "bachelor", "professional bachelor", "academic bachelor", "master", "PhD")
_LANGUAGES = {
    **dict.fromkeys(("nl", "dutch", "nederlands", "neerlandais", "flemish"), "nl"),
    **dict.fromkeys(("fr", "french", "frans", "francais"), "fr"),
    **dict.fromkeys(("en", "english", "engels", "anglais"), "en"),
}
_PHD = {
    **dict.fromkeys(("none", "no", "not asked", "without", "false"), "none"),
    **dict.fromkeys(("wanted", "welcome", "preferred"), "wanted"),
    **dict.fromkeys(("required", "yes", "true"), "required"),
}
_REMOTE = {
    **dict.fromkeys(("none", "no", "false", "on-site", "onsite"), "none"),
    **dict.fromkeys(("partly", "hybrid"), "partly"),
    **dict.fromkeys(("any", "yes", "true"), "any"),
    **dict.fromkeys(("full", "fully", "remote"), "full"),
}


def _one_of(known: dict[str, str]) -> BeforeValidator:
    def read(value: Any) -> Any:
        said = cues.flattened(str(value)).strip()
        if said not in {**known, **{name.replace("-", " "): name for name in known}}:
            raise ValueError(f"must be one of {', '.join(dict.fromkeys(known.values()))}")
        return known.get(said) or known[next(name for name in known if name.replace("-", " ") == said)]

    return BeforeValidator(read)


def _contract(value: str) -> str:
    said = value.strip().casefold().replace("-", " ").replace("_", " ")
    found = said if said in _CONTRACTS else cues.first("contract", cues.flattened(value))
    if found is None:
        raise ValueError(f"must be one of {', '.join(_CONTRACTS)}")
    return found


def _hours(value: str) -> str:
    found = cues.first("hours", cues.flattened(value))
    if found is None:
        raise ValueError("must be full-time or part-time")
    return found


def _degree(value: str) -> str:
    said = value.strip().casefold().replace("-", " ").replace("_", " ")
    flat = cues.flattened(value)
    found = next((degree for degree in _DEGREES if degree.casefold() == said), None) or cues.first("ladder", flat)
    if found is None:
        raise ValueError(f"must be one of {', '.join(_DEGREES)}")
    return found


def _place(value: str) -> str:
    """Its English name; a place that the gazetteer does not know may still be that of a vacancy."""
    known = places.named(value)
    return known.name if known else value.strip()


def _known_place(value: str) -> str:
    known = places.named(value)
    if known is None or known.at is None:
        raise ValueError("must be a town that is known, to measure from")
    return known.name


def _since(value: str) -> str:
    if re.fullmatch(r"P\d{1,4}D", value):
        return value
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError as error:
        raise ValueError("must be a day such as 2026-11-01, or P7D for the last seven days") from error


PlaceName = Annotated[str, Field(min_length=1, max_length=100), AfterValidator(_place)]
Words = Annotated[str, Field(min_length=1, max_length=200)]
Spoken = Annotated[Language, _one_of(_LANGUAGES)]
Contract = Annotated[str, AfterValidator(_contract)]


class AskedPage(BaseModel):
    """A part of a list."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    limit: int = Field(default=20, ge=1, le=200)
    offset: int = Field(default=0, ge=0)


class AskedVacancies(AskedPage):
    """Criteria; of one that is given several times any will do, of a `not_` or `without_` none may be."""

    place: list[PlaceName] = Field(default_factory=list)
    near: Annotated[str, AfterValidator(_known_place)] | None = None
    radius: int = Field(default=NEAR, ge=1, le=500, description="Kilometres from `near`.")
    not_place: list[PlaceName] = Field(default_factory=list)
    remote: Annotated[Remote, _one_of(_REMOTE)] | None = None
    contract: list[Contract] = Field(default_factory=list)
    not_contract: list[Contract] = Field(default_factory=list)
    hours: Annotated[str, AfterValidator(_hours)] | None = None
    degree: Annotated[str, AfterValidator(_degree)] | None = Field(
        default=None, description="What the person holds: it has to be enough."
    )
    phd: Annotated[WantsPhd, _one_of(_PHD)] | None = None
    without_language: list[Spoken] = Field(default_factory=list)
    language: list[Spoken] = Field(default_factory=list)
    field: list[Words] = Field(default_factory=list, description="A career path or a family of them.")
    not_field: list[Words] = Field(default_factory=list)
    employer: list[Words] = Field(default_factory=list)
    not_employer: list[Words] = Field(default_factory=list)
    posted_since: Annotated[str, AfterValidator(_since)] | None = None
    salary: bool = Field(default=False, description="Only those that state one.")
    no_licence: bool = False
    experience: int | None = Field(default=None, ge=0, le=50, description="Years that the person has.")
    sponsored: bool = Field(default=False, description="Only those that need no work permit beforehand.")
    title: list[Words] = Field(default_factory=list)
    q: list[Words] = Field(default_factory=list)
    silent: bool = Field(default=False, description="Those that do not say whether they meet it, instead.")

    def criteria(self) -> Criteria:
        """What a vacancy has to meet."""
        return Criteria(
            places=tuple(self.place),
            near=self.near,
            radius=self.radius if self.near else NEAR,
            not_places=tuple(self.not_place),
            remote=self.remote,
            contracts=tuple(self.contract),
            not_contracts=tuple(self.not_contract),
            hours=self.hours,
            degree=self.degree,
            phd=self.phd,
            without_languages=tuple(self.without_language),
            languages=tuple(self.language),
            fields=tuple(self.field),
            not_fields=tuple(self.not_field),
            employers=tuple(self.employer),
            not_employers=tuple(self.not_employer),
            posted=self.posted_since,
            salary=self.salary,
            no_licence=self.no_licence,
            experience=self.experience,
            sponsored=self.sponsored,
            title_words=tuple(word for said in self.title for word in said.split()),
            words=tuple(word for said in self.q for word in said.split()),
        )


class AskedEvents(AskedPage):
    """Events between two days, at a place, with words."""

    since: date | None = Field(default=None, alias="from")
    until: date | None = Field(default=None, alias="to")
    place: Words | None = None
    q: Words | None = None


class AskedCourses(AskedPage):
    """Courses by what they teach, by whom, how, where, in which language and when."""

    q: Words | None = None
    skill: Words | None = None
    provider: Words | None = None
    format: Words | None = None
    place: Words | None = None
    language: Words | None = None
    starts_after: date | None = None
