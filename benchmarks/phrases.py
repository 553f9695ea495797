"""Sentences with named blanks in English, Dutch and French, and the words that fill them."""

from __future__ import annotations

from dataclasses import dataclass

ROLES = (
    "clinical research associate", "regulatory affairs officer", "medical science liaison", "patent examiner",
    "quality assurance officer", "bioinformatician", "process engineer", "laboratory technician", "data manager",
    "product specialist", "medical writer", "validation engineer", "pharmacovigilance officer", "grant adviser",
    "health economist", "science teacher", "field application scientist", "biostatistician", "market access manager",
    "technology transfer officer", "project manager", "microbiologist", "plant breeder", "study coordinator",
)  # fmt: skip
CITIES = (
    "Gent", "Antwerpen", "Leuven", "Brussel", "Mechelen", "Hasselt", "Kortrijk", "Brugge", "Geel", "Turnhout",
    "Charleroi", "Gosselies", "Liège", "Namur", "Mons", "Wavre", "Tournai", "Aalst", "Diepenbeek", "Beerse",
)  # fmt: skip
EMPLOYERS = tuple(
    f"{first}{second}"
    for first in ("Cella", "Viro", "Gena", "Orti", "Nexa", "Lumi", "Fero", "Tessa", "Bra", "Quanta")
    for second in ("medics", "bio", "pharma", "lab", "path", "zyme")
)
TOOLS = (
    "flow cytometry", "PCR", "Python", "R", "HPLC", "mass spectrometry", "CRISPR", "SAS", "cell culture", "ELISA",
    "next-generation sequencing", "LIMS", "microscopy", "GxP", "Excel", "chromatography", "bioreactors", "eCTD",
    "Western blot", "machine learning", "image analysis", "Veeva", "SPSS", "freeze drying", "RNA interference",
)  # fmt: skip
SKILLS = (
    "planning", "negotiation", "scientific writing", "teamwork", "supervision", "statistics", "presentation",
    "budgeting", "risk assessment", "auditing", "teaching", "documentation", "troubleshooting", "networking",
)  # fmt: skip
FIRST_NAMES = (
    "Marieke", "Jan", "Sofie", "Pieter", "Amélie", "Youssef", "Lotte", "Thomas", "Claire", "Ruben", "Fatima", "Wout",
    "Elise", "Bram", "Camille", "Nicolas", "Hanne", "Mehdi", "Julie", "Stijn", "An", "Luc", "Inès", "Karel",
)  # fmt: skip
LAST_NAMES = (
    "Vandenberghe", "Peeters", "Dubois", "Janssens", "Lambert", "Maes", "El Amrani", "Claes", "Dupont", "Wouters",
    "De Smet", "Lejeune", "Goossens", "Martin", "Vermeulen", "Leroy", "Jacobs", "Simon", "De Clercq", "Mertens",
    "Van den Broeck", "Laurent", "Hermans", "Aerts",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Phrases:
    """What a document says in one language, and what is asked about it."""

    language: str
    title: str
    tasks_heading: str
    profile_heading: str
    why_heading: str
    apply_heading: str
    apply: str
    question: str
    code_question: str
    name_question: str
    about: tuple[str, ...]
    tasks: tuple[str, ...]
    profile: tuple[str, ...]


_ENGLISH = Phrases(
    language="en",
    title="{role} in {city}",
    tasks_heading="What you do",
    profile_heading="What you bring",
    why_heading="Why work here",
    apply_heading="How to apply",
    apply=(
        "Send your letter and curriculum vitae before the end of the month and mention reference {code}. "
        "Questions about the work are answered by {person}. The first talk takes place online."
    ),
    question="What do I need to become a {role} in {city}?",
    code_question="What is the position with reference {code}?",
    name_question="For which position can I call {person}?",
    about=(
        "{employer} has worked on new medicines since {year}.",
        "The site in {city} employs {number} people, and a third of them hold a doctorate.",
        "The team grew quickly after a study on {tool} was published in {year}.",
        "Most colleagues started right after a master in bioscience engineering or biomedical sciences.",
        "Working from home is possible two days a week, except during campaigns in the plant.",
        "New colleagues get a mentor for six months and follow a course in {skill}.",
        "Salaries follow the agreement of the chemical industry, with {number} euros for meals a month.",
        "The company was founded in {year} as a spin-off and still works closely with the university.",
    ),
    tasks=(
        "You plan the experiments with {tool} and report the results to the project team every week.",
        "You keep the files for the authorities complete and answer their questions in time.",
        "You train {number} users a year in {tool} and write the instructions for them.",
        "You check that suppliers meet the requirements and follow up what an audit has found.",
        "You bring people from research and production together when a process has to change.",
        "You present the findings to doctors and patients, with an eye for {skill}.",
    ),
    profile=(
        "You have a master in a life science, or a bachelor with {number} months of experience.",
        "Knowledge of {tool} is asked; knowledge of {tool} or {skill} is a plus.",
        "A doctorate is not asked, although about half of the applicants have one.",
        "You speak Dutch and English, and you understand French well enough to read a report.",
        "Experience with {skill} counts for more than the name of your degree.",
        "You like {skill}, and you stay calm when an instrument fails on a Friday evening.",
        "If you come straight from a laboratory, tell us what you did with {tool} in {year}.",
    ),
)

_DUTCH = Phrases(
    language="nl",
    title="{role} te {city}",
    tasks_heading="Wat je doet",
    profile_heading="Wat je meebrengt",
    why_heading="Waarom hier werken",
    apply_heading="Hoe solliciteren",
    apply=(
        "Stuur je brief en cv voor het einde van de maand en vermeld referentie {code}. "
        "Vragen over het werk worden beantwoord door {person}. Het eerste gesprek vindt online plaats."
    ),
    question="Wat heb ik nodig om {role} te worden in {city}?",
    code_question="Over welke functie gaat referentie {code}?",
    name_question="Voor welke functie kan ik {person} bellen?",
    about=(
        "{employer} werkt sinds {year} aan nieuwe geneesmiddelen.",
        "In de vestiging in {city} werken {number} mensen, van wie een derde een doctoraat heeft.",
        "Het team groeide snel nadat in {year} een studie over {tool} verscheen.",
        "De meeste collega's begonnen meteen na een master in de bio-ingenieurswetenschappen of biomedische wetenschappen.",
        "Thuiswerken kan twee dagen per week, behalve wanneer de fabriek op volle toeren draait.",
        "Nieuwe collega's krijgen zes maanden een mentor en volgen een cursus {skill}.",
        "De lonen volgen de cao van de chemische sector, met {number} euro aan maaltijdcheques per maand.",
        "Het bedrijf ontstond in {year} als spin-off en werkt nog altijd nauw samen met de universiteit.",
    ),
    tasks=(
        "Je plant de proeven met {tool} en brengt elke week verslag uit aan het projectteam.",
        "Je houdt de dossiers voor de overheid volledig en beantwoordt haar vragen op tijd.",
        "Je leidt per jaar {number} gebruikers op in {tool} en schrijft de handleidingen.",
        "Je gaat na of leveranciers aan de eisen voldoen en volgt op wat een audit heeft gevonden.",
        "Je brengt mensen van onderzoek en productie samen wanneer een proces moet veranderen.",
        "Je stelt de bevindingen voor aan artsen en patiënten, met oog voor {skill}.",
    ),
    profile=(
        "Je hebt een master in de levenswetenschappen, of een bachelor met {number} maanden ervaring.",
        "Kennis van {tool} is een vereiste; kennis van {tool} of {skill} is een pluspunt.",
        "Een doctoraat wordt niet gevraagd, al heeft ongeveer de helft van de kandidaten er een.",
        "Je spreekt Nederlands en Engels, en je begrijpt genoeg Frans om een verslag te lezen.",
        "Ervaring met {skill} telt zwaarder dan de naam van je diploma.",
        "Je houdt van {skill} en je blijft kalm wanneer een toestel het op vrijdagavond begeeft.",
        "Kom je recht uit een labo, vertel ons dan wat je in {year} met {tool} hebt gedaan.",
    ),
)

_FRENCH = Phrases(
    language="fr",
    title="{role} à {city}",
    tasks_heading="Ce que vous faites",
    profile_heading="Votre profil",
    why_heading="Pourquoi nous rejoindre",
    apply_heading="Comment postuler",
    apply=(
        "Envoyez votre lettre et votre curriculum vitae avant la fin du mois en mentionnant la référence {code}. "
        "{person} répond aux questions sur le travail. Le premier entretien se déroule en ligne."
    ),
    question="Que faut-il pour devenir {role} à {city} ?",
    code_question="De quel poste parle la référence {code} ?",
    name_question="Pour quel poste puis-je appeler {person} ?",
    about=(
        "{employer} travaille depuis {year} à de nouveaux médicaments.",
        "Le site de {city} emploie {number} personnes, dont un tiers est titulaire d'un doctorat.",
        "L'équipe a vite grandi après la parution en {year} d'une étude sur {tool}.",
        "La plupart des collègues ont commencé juste après un master en bioingénierie ou en sciences biomédicales.",
        "Le télétravail est possible deux jours par semaine, sauf pendant les campagnes de production.",
        "Les nouveaux collègues ont un mentor pendant six mois et suivent une formation en {skill}.",
        "Les salaires suivent la convention du secteur chimique, avec {number} euros de chèques-repas par mois.",
        "L'entreprise est née en {year} comme spin-off et travaille toujours en lien étroit avec l'université.",
    ),
    tasks=(
        "Vous planifiez les essais avec {tool} et rendez compte chaque semaine à l'équipe du projet.",
        "Vous tenez à jour les dossiers destinés aux autorités et répondez à temps à leurs questions.",
        "Vous formez {number} utilisateurs par an à {tool} et rédigez leurs modes d'emploi.",
        "Vous vérifiez que les fournisseurs respectent les exigences et suivez les constats d'un audit.",
        "Vous réunissez la recherche et la production lorsqu'un procédé doit changer.",
        "Vous présentez les résultats aux médecins et aux patients, avec le sens de {skill}.",
    ),
    profile=(
        "Vous avez un master en sciences de la vie, ou un bachelier avec {number} mois d'expérience.",
        "La connaissance de {tool} est demandée ; celle de {tool} ou de {skill} est un atout.",
        "Un doctorat n'est pas demandé, même si environ la moitié des candidats en ont un.",
        "Vous parlez français et anglais, et vous comprenez assez le néerlandais pour lire un rapport.",
        "Une expérience en {skill} compte plus que l'intitulé de votre diplôme.",
        "Vous aimez {skill} et vous restez calme quand un appareil tombe en panne un vendredi soir.",
        "Si vous sortez d'un laboratoire, dites-nous ce que vous avez fait avec {tool} en {year}.",
    ),
)

PHRASES = (_ENGLISH, _DUTCH, _FRENCH)
