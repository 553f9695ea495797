"""Searches as students put them, over vacancies of their own, against sets worked out from the rows alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from fakes import FakeEmbeddings, document, stock
from talking import Guide

from knowledge.library import Library
from knowledge.records import CareerPath, Document, Vacancy, Verdict

NEEDS = {"r": "required", "p": "preferred", "-": "not asked", "?": "unknown"}
# id | title | employer | place | province | remote | contract | hours | degree | phd nl fr en licence | years | posted
ROWS = """
w1|Lab technician|Alpha Labs|Ghent|ov|none|permanent|full-time|professional bachelor|-r?rr|1|2026-11-21
w2|QC analyst|Alpha Labs|Aalst|ov|none|fixed term|full-time|professional bachelor|-r-p-|0|2026-11-19
w3|Process engineer|Bruno Bio|Leuven|vb|partly|permanent|full-time|master|-prr-|2|2026-11-20
w4|Data scientist|Bruno Bio|Leuven|vb|full|permanent|full-time|master|p--r-|3|2026-11-05
w5|Postdoc cell biology|Bruno Bio|Leuven|vb|none|fixed term|full-time|PhD|r--r?|0|2026-11-02
w6|Regulatory officer|Cato Pharma|Antwerp|an|partly|permanent|part-time|master|-rrr?|2|2026-10-12
w7|Clinical trial assistant|Cato Pharma|Mechelen|an|partly|fixed term|part-time|professional bachelor|-r--r|0|2026-11-22
w8|Production operator|Delta Vaccines|Puurs|an|none|temporary|full-time|none|-r???|0|2026-11-18
w9|Intern bioinformatics|Delta Vaccines|Ghent|ov|partly|internship|full-time|academic bachelor|---r-||2026-11-10
w10|Medical representative|Epsilon Care|Hasselt|li|none|permanent|full-time|professional bachelor|-rr?r|1|2026-10-30
w11|Quality manager|Epsilon Care|Genk|li|partly|permanent|full-time|master|-rprr|5|2026-09-15
w12|Technicien de laboratoire|Foxtrot Santé|Wavre|bw|none|permanent|full-time|professional bachelor|--r?r|0|2026-11-16
w13|Chargé d'affaires réglementaires|Foxtrot Santé|Brussels|br|partly|permanent|full-time|master|-prr-|2|2026-11-13
w14|Student helper lab|Bruno Bio|Heverlee|vb|none|student job|part-time|none|-p-r-|0|2026-11-17
w15|Medical writer|Golf Words||xx|full|freelance|part-time|master|p-?r-|2|2026-11-14
w16|Research associate|Alpha Labs|Bruges|wv|none|permanent|full-time|master|pr-r?|0|2026-11-08
w17|Studieverpleegkundige|Hotel Hospital|Kortrijk|wv|none|permanent|part-time|professional bachelor|-r---|1|2026-11-11
w18|Scientist immunology|Delta Vaccines|Ghent|ov|none|permanent|full-time|PhD|r--r-|3|2026-11-01
w19|Trainee supply chain|Cato Pharma|Antwerp|an|partly|traineeship|full-time|master|-rprr|0|2026-11-20
w20|Bio-engineer fermentation|India Foods|Geel|an|none|permanent|full-time|master|??-r?||2026-11-09
""".strip().splitlines()
ASPECTS = ("phd", "nl", "fr", "en", "driving_licence")


@dataclass(frozen=True, slots=True)
class Row:
    id: str
    title: str
    employer: str
    place: str
    province: str
    remote: str
    contract: str
    hours: str
    degree: str
    needs: str
    years: str
    posted: str

    def need(self, aspect: str) -> str:
        return self.needs[ASPECTS.index(aspect)]

    def unasked(self, aspect: str) -> bool:
        return self.need(aspect) in "-p"

    def takes(self, degree: str) -> bool:
        ladder = ("none", "professional bachelor", "academic bachelor", "master", "PhD")
        return ladder.index(self.degree) <= ladder.index(degree)

    def document(self) -> Document:
        verdicts = {a: Verdict(NEEDS[need]) for a, need in zip(ASPECTS, self.needs, strict=True)}  # type: ignore[arg-type]
        verdicts["degree"] = Verdict("not asked") if self.degree == "none" else Verdict("required", None, self.degree)
        if self.years:
            verdicts["experience"] = (
                Verdict("required", None, self.years) if self.years != "0" else Verdict("not asked")
            )
        facts = Vacancy(
            self.id, self.title, self.employer, (self.place,) if self.place else (), remote=self.remote,  # type: ignore[arg-type]
            contract=self.contract, hours=self.hours, verdicts=verdicts, posted=date.fromisoformat(self.posted),
        )  # fmt: skip
        return document(
            f"# {self.title}\n\n{self.employer} seeks a colleague.", address=f"{self.id}.md", title=self.title,
            kind="vacancy", work=f"vacancy/{self.id}", facts=facts,
        )  # fmt: skip


EVERY = [Row(*row.split("|")) for row in ROWS]


def of(meets: Callable[[Row], bool]) -> str:
    return " ".join(row.id for row in EVERY if meets(row))


def path(id: str, *names: str) -> Document:
    titles = dict(zip(("en", "nl", "fr"), names, strict=True))
    record = CareerPath(id, "quality", titles, {"en": names}, {}, "not asked")
    return document(
        f"# {names[0]}\n\nIts work.", address=f"{id}.md", title=names[0], kind="path", work=id, facts=record
    )


@pytest.fixture(scope="module")
def guide(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guide]:
    library = Library(tmp_path_factory.mktemp("unseen"), FakeEmbeddings())
    stock(library, *(row.document() for row in EVERY), path("cra", "Clinical research associate", "CRA", "ARC"))
    yield Guide.on(library)
    library.close()


FLANDERS = ("ov", "wv", "an", "li", "vb")
SEARCHES = [
    (
        "vacatures in Leuven zonder Nederlands, geen doctoraat",
        of(lambda r: r.place in ("Leuven", "Heverlee") and r.unasked("nl") and r.unasked("phd")),
    ),
    ("Any jobs in Ghent that don't need a PhD?", of(lambda r: r.place == "Ghent" and r.unasked("phd"))),
    (
        "what jobs are there in Antwerp province for someone with a bachelor",
        of(lambda r: r.province == "an" and r.takes("professional bachelor")),
    ),
    ("Ik zoek werk in Limburg", of(lambda r: r.province == "li")),
    ("zijn er jobs in West-Vlaanderen?", of(lambda r: r.province == "wv")),
    ("job à Bruxelles ou à Wavre", of(lambda r: r.place in ("Brussels", "Wavre"))),
    ("y a-t-il des offres en Brabant wallon ?", of(lambda r: r.province == "bw")),
    ("je veux travailler près de Gand", of(lambda r: r.place == "Ghent")),
    ("vacancies near Hasselt", of(lambda r: r.place in ("Hasselt", "Genk"))),
    ("vacatures op max 20 km van Mechelen", of(lambda r: r.place in ("Mechelen", "Puurs"))),
    (
        "I want to work from home full time, which jobs?",
        of(lambda r: r.remote in ("partly", "full") and r.hours == "full-time"),
    ),
    ("fully remote jobs", of(lambda r: r.remote == "full")),
    ("jobs thuiswerk mogelijk in Antwerpen", of(lambda r: r.place == "Antwerp" and r.remote in ("partly", "full"))),
    ("offres avec télétravail partiel à Bruxelles", of(lambda r: r.place == "Brussels" and r.remote == "partly")),
    ("vacatures zonder thuiswerk in Limburg", of(lambda r: r.province == "li" and r.remote == "none")),
    ("permanent jobs in East Flanders", of(lambda r: r.province == "ov" and r.contract == "permanent")),
    ("vast contract in Limburg graag", of(lambda r: r.province == "li" and r.contract == "permanent")),
    ("CDI à Bruxelles", of(lambda r: r.place == "Brussels" and r.contract == "permanent")),
    ("CDD en Flandre", of(lambda r: r.province in FLANDERS and r.contract == "fixed term")),
    ("internships without Dutch", of(lambda r: r.contract == "internship" and r.unasked("nl"))),
    ("studentenjob in Leuven", of(lambda r: r.contract == "student job")),
    ("any freelance work?", of(lambda r: r.contract == "freelance")),
    ("interimjobs in de provincie Antwerpen", of(lambda r: r.contract == "temporary")),
    ("deeltijds werk in West-Vlaanderen", of(lambda r: r.province == "wv" and r.hours == "part-time")),
    (
        "part-time jobs for people without French in Flanders",
        of(lambda r: r.province in FLANDERS and r.hours == "part-time" and r.unasked("fr")),
    ),
    ("full-time vacancies at Cato Pharma", of(lambda r: r.employer == "Cato Pharma" and r.hours == "full-time")),
    ("Alpha Labs jobs", of(lambda r: r.employer == "Alpha Labs")),
    ("welke vacatures heeft Delta Vaccines?", of(lambda r: r.employer == "Delta Vaccines")),
    ("offres chez Foxtrot Santé", of(lambda r: r.employer == "Foxtrot Santé")),
    ("jobs in Leuven but not at Bruno Bio", ""),
    ("vacatures in Gent, niet bij Delta Vaccines", of(lambda r: r.place == "Ghent" and r.employer != "Delta Vaccines")),
    ("vacancies in Antwerp except at Cato Pharma", ""),
    ("Which jobs require a PhD?", of(lambda r: r.need("phd") == "r")),
    ("vacatures waarvoor een doctoraat vereist is", of(lambda r: r.need("phd") == "r")),
    ("offres pour docteurs, doctorat exigé", of(lambda r: r.need("phd") == "r")),
    ("jobs in Ghent where a PhD isn't required", of(lambda r: r.place == "Ghent" and r.unasked("phd"))),
    (
        "I don't speak French or Dutch: vacancies in Ghent?",
        of(lambda r: r.place == "Ghent" and r.unasked("fr") and r.unasked("nl")),
    ),
    ("vacatures voor iemand die geen Frans kent in Limburg", of(lambda r: r.province == "li" and r.unasked("fr"))),
    (
        "je ne parle pas néerlandais, quelles offres à Bruxelles ?",
        of(lambda r: r.place == "Brussels" and r.unasked("nl")),
    ),
    ("offres sans anglais", of(lambda r: r.unasked("en"))),
    (
        "jobs without a driving licence in Leuven",
        of(lambda r: r.place in ("Leuven", "Heverlee") and r.unasked("driving_licence")),
    ),
    (
        "vacatures zonder rijbewijs in West-Vlaanderen",
        of(lambda r: r.province == "wv" and r.unasked("driving_licence")),
    ),
    (
        "offres sans permis de conduire à Bruxelles",
        of(lambda r: r.place == "Brussels" and r.unasked("driving_licence")),
    ),
    ("no experience needed, jobs in Antwerp province", of(lambda r: r.province == "an" and r.years == "0")),
    ("vacatures zonder ervaring in Oost-Vlaanderen", of(lambda r: r.province == "ov" and r.years == "0")),
    ("offres sans expérience à Wavre", of(lambda r: r.place == "Wavre" and r.years == "0")),
    ("jobs in Limburg with max 2 years of experience", of(lambda r: r.province == "li" and r.years in ("0", "1", "2"))),
    ("vacatures sinds 20 november", of(lambda r: r.posted >= "2026-11-20")),
    ("vacancies posted in the last 3 days", of(lambda r: r.posted >= "2026-11-20")),
    ("offres publiées depuis le 19 novembre", of(lambda r: r.posted >= "2026-11-19")),
    ("jobs I can do without any degree", of(lambda r: r.degree == "none")),
    ("werk zonder diploma", of(lambda r: r.degree == "none")),
    (
        "I have a professional bachelor, jobs in Ghent or Aalst?",
        of(lambda r: r.place in ("Ghent", "Aalst") and r.takes("professional bachelor")),
    ),
    (
        "vacatures in Vlaanderen, niet in Antwerpen en niet in Gent, deeltijds",
        of(lambda r: r.place in ("Heverlee", "Mechelen", "Kortrijk") and r.hours == "part-time"),
    ),
    (
        "jobs in Flanders but no internships, without Dutch, no PhD",
        of(lambda r: r.province in FLANDERS and r.contract != "internship" and r.unasked("nl") and r.unasked("phd")),
    ),
    (
        "geen stage, wel vast werk in Gent zonder doctoraat",
        of(lambda r: r.place == "Ghent" and r.contract == "permanent" and r.unasked("phd")),
    ),
    (
        "English-speaking jobs in Leuven without Dutch",
        of(lambda r: r.place in ("Leuven", "Heverlee") and r.unasked("nl")),
    ),
    ("heb je iets in Brugge of Kortrijk?", of(lambda r: r.place in ("Bruges", "Kortrijk"))),
    ("traineeships in Antwerp", of(lambda r: r.contract == "traineeship")),
    ("zoek een labjob in Gent met bachelor", of(lambda r: r.id == "w1")),
    ("medical writer vacancies remote", of(lambda r: r.id == "w15")),
]


def shown(answer: dict) -> set[str]:  # type: ignore[type-arg]
    return {card["id"] for card in answer["cards"] if card["kind"] == "vacancy"}


@pytest.mark.parametrize(("question", "found"), SEARCHES)
def test_a_search_finds_exactly_what_the_rows_say(guide: Guide, question: str, found: str) -> None:
    assert shown(guide.ask(question)) == set(found.split())
