"""What a partner may post: one check for the web and for files; what passes is plain text and harmless."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import ErrorDetails
from pydantic_core.core_schema import ValidationInfo

from ingest.readers.markup import line, markdown
from ingest.readers.postings import places, web
from ingest.readers.postings.closing import closed_because, closes_in
from ingest.readers.postings.places import country_code
from ingest.readers.reading import Unreadable
from knowledge.records import Language

LONGEST_DESCRIPTION = 20_000
STANDS = timedelta(days=60)
"""How long a posting without a closing date is shown: the partner posts it again, or it closes."""

_REASONS_TOLD = 5
_BLOCK = re.compile(r"<(?:p|br|div|li|ul|ol|h[1-6]|table|tr|section|article|body|html)\b", re.IGNORECASE)
_PICTURE = re.compile(r"!\[([^\[\]]*)\](?:\([^()\s]{0,2000}(?:\s[^()]{0,300})?\)|\[[^\[\]]{0,200}\])?")
_LINK = re.compile(r"\[([^\[\]]+)\]\(\s*<?([^()\s>]{0,2000}(?:\([^()\s]*\)[^()\s]{0,200})?)>?(?:\s[^()]{0,300})?\)")
_TARGET = re.compile(
    r"^[ ]{0,3}\[[^\[\]\n]{1,200}\]:[ \t]*<?(?:[a-z][a-z0-9+.-]*:|/)\S*.*$", re.MULTILINE | re.IGNORECASE
)
_MAILBOX = re.compile(r"mailto:[\w.+-]+@[\w-]+(?:\.[\w-]+)+(?:\?subject=[^&#]*)?", re.ASCII | re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class OfferWrong(Exception):
    """A vacancy that cannot be posted; each reason names its field."""

    def __init__(self, *reasons: str) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


def _plain(value: str) -> str:
    text = line(value)
    if not text:
        raise ValueError("has no letters")
    return text


def _harmless(value: str) -> str:
    text = harmless(value)
    if not re.search(r"[^\W\d_]", text):
        raise ValueError("has no words")
    return text


def _reachable(value: str) -> str:
    address = web(value.strip())
    parts = urlsplit(address or "")
    if address and (_MAILBOX.fullmatch(address) or (parts.scheme == "https" and "." in (parts.hostname or ""))):
        return address
    raise ValueError("must be an address that begins with https:// or mailto:")


def _written_day(value: Any) -> Any:
    # Pydantic would read 1 as a second of 1970.
    if isinstance(value, date) or (isinstance(value, str) and _DAY.fullmatch(value)):
        return value
    raise ValueError("must be a day such as 2026-12-15")


def _country(value: str) -> str:
    code = country_code(value)
    if code is None:
        raise ValueError("must be a country, such as BE")
    return code


Line = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_plain)]
ShortLine = Annotated[str, Field(min_length=1, max_length=100), AfterValidator(_plain)]


class Offer(BaseModel):
    """A vacancy as a partner posts it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Line
    employer: Line | None = Field(default=None, description="The partner itself, if left out.")
    places: list[ShortLine] = Field(default_factory=list, max_length=20)
    country: Annotated[str, Field(max_length=100), AfterValidator(_country)] | None = None
    remote: Literal["none", "partly", "full"] | None = None
    contract: (
        Literal["permanent", "fixed term", "internship", "traineeship", "temporary", "freelance", "student job"] | None
    ) = None
    hours: Literal["full-time", "part-time"] | None = Field(default=None, description="Left out where either will do.")
    languages: dict[Language, Literal["required", "preferred", "not asked"]] | None = Field(
        default=None, description="How much each is wanted; read from the description, if left out."
    )
    salary: Line | None = None
    description: Annotated[str, Field(min_length=1, max_length=LONGEST_DESCRIPTION), AfterValidator(_harmless)] = Field(
        description="Markdown or plain text; HTML is turned into text."
    )
    apply: Annotated[str, Field(max_length=2000), AfterValidator(_reachable)] = Field(
        description="Where to apply: https:// or mailto:."
    )
    closes: Annotated[date, BeforeValidator(_written_day)] | None = Field(
        default=None, description="The last day to apply; 60 days after posting, if left out."
    )
    reference: ShortLine | None = Field(
        default=None, description="The partner's own id: posting it again changes the same vacancy."
    )
    language: Language | None = Field(default=None, description="Of the description; told from it, if left out.")

    @field_validator("closes")
    @classmethod
    def _within_a_year(cls, value: date | None, info: ValidationInfo) -> date | None:
        today: date = (info.context or {})["today"]
        if value is not None and value < today:
            raise ValueError(f"is in the past: {value}")
        if value is not None and value > _a_year_after(today):
            raise ValueError(f"is more than twelve months ahead: {value}")
        return value


def read_offer(said: Mapping[str, Any], today: date) -> dict[str, Any]:
    """The fields of a vacancy, checked, as plain JSON. Raises OfferWrong with every reason."""
    try:
        offer = Offer.model_validate(said, context={"today": today})
    except ValidationError as error:
        raise OfferWrong(*dict.fromkeys(map(_reason, error.errors()[:_REASONS_TOLD]))) from error
    except Unreadable as error:
        raise OfferWrong(f"description: {error.reason}") from error
    _refuse_closed(offer, today)
    fields = offer.model_dump(mode="json", exclude_none=True)
    # `Ghent, Belgium` is a town and a country; what is neither stays as it was written.
    where = places(offer.places)
    return {**where, **fields, "places": where.get("places") or list(offer.places)}


def shown_until(fields: Mapping[str, Any], today: date) -> date:
    """The last day on which the guide shows a vacancy: its closing date, the one in its text, or 60 days on."""
    if "closes" in fields:
        return date.fromisoformat(fields["closes"])
    said = closes_in(fields["description"])
    return min(said, _a_year_after(today)) if said else today + STANDS


def harmless(text: str) -> str:
    """Markdown or HTML as Markdown without markup that acts, pictures or hidden addresses."""
    flat = _unlinked(text)
    # Line ends mean nothing in HTML, and all in Markdown that has a few tags in it.
    source = flat if _BLOCK.search(flat) or "<" not in flat else flat.replace("\n", "<br>")
    # What was escaped on its way shows itself only once it is read.
    return markdown(_unlinked(markdown(source))).strip()


def _unlinked(text: str) -> str:
    return _TARGET.sub("", _LINK.sub(_shown_link, _PICTURE.sub(r"\1", text)))


def _shown_link(found: re.Match[str]) -> str:
    """A link whose address can be seen: a text may name another place than it leads to."""
    words, address = found[1].strip(), found[2]
    if not address.lower().startswith(("https://", "http://", "mailto:")):
        return words
    bare = address.removeprefix("mailto:")
    return words if words == bare else f"{words} ({bare})"


def _refuse_closed(offer: Offer, today: date) -> None:
    if why := closed_because(offer.title, offer.description):
        raise OfferWrong(f"description: says that the vacancy is closed ({why})")
    said = None if offer.closes else closes_in(offer.description)
    if said and said < today:
        raise OfferWrong(f"description: says that one could apply until {said}; give `closes` if that is not so")


def _reason(error: ErrorDetails) -> str:
    field = ".".join(str(part) for part in error["loc"] if part != "[key]") or "body"
    if error["type"] == "missing":
        return f"{field}: is missing"
    if error["type"] == "extra_forbidden":
        return f"{field}: is not a field of a vacancy"
    return f"{field}: {error['msg'].removeprefix('Value error, ')}"


def _a_year_after(today: date) -> date:
    try:
        return today.replace(year=today.year + 1)
    except ValueError:
        # The 29th of February.
        return today.replace(year=today.year + 1, day=28)
