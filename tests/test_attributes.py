"""What a question can ask for that can be checked, and in which sentences it stands."""

from __future__ import annotations

import pytest
from fakes import TODAY

from bot import cues
from bot.attributes import Asked, asks_whether, has, is_before, kind_asked, wanted
from bot.numerals import numbers_in

HAVE: dict[Asked, list[str]] = {
    "pay": [
        "A starter earns € 3,200 gross a month.",
        "Een starter verdient 3200 euro bruto.",
        "Un débutant gagne 3 200 € brut.",
    ],
    "amount": ["The fee is 250 EUR.", "Deelname is gratis voor studenten.", "L'inscription est gratuite."],
    "percent": ["Some 64% of them pass.", "Zo'n 64 procent slaagt.", "Environ 64 pour cent réussissent."],
    "time": [
        "It begins on 4 March.",
        "De cursus begint elke lente.",
        "La formation commence le 4 mars 2027.",
        "Doors open at 9:30.",
        "Elke dinsdag om 18 uur.",
        "Chaque année, le lundi.",
    ],
    "person": [
        "Pascale Engelen runs the track.",
        "Het programma wordt geleid door An De Wit.",
        "La responsable : Zoé Ximenes.",
        "Contact: J. Peeters.",
    ],
    "number": ["It has 120 members.", "Er zijn twaalf bedrijven.", "Le réseau compte deux pôles."],
    "long": [
        "It takes six weeks.",
        "De stage duurt 3 tot 6 maanden.",
        "Le stage dure six mois.",
        "Een cursus van 24 uur.",
    ],
    "language": ["It is taught in English.", "De lessen zijn in het Nederlands.", "Le cours est donné en français."],
    "contact": ["Write to info@example.org.", "Bel naar +32 9 123 45 67.", "Voir www.example.org."],
    "place": [
        "It is held in Ghent.",
        "De cursus gaat door te Leuven.",
        "Le cours a lieu à Namur.",
        "Venue: the harbour.",
    ],
    "name": ["She studied at Hasselt University.", "Ze werkt nu bij Janssen.", "Il travaille chez Galapagos."],
    "reason": ["It stopped because nobody came.", "Het stopte omdat het moest.", "Il a cessé car personne ne venait."],
}
LACK: dict[Asked, list[str]] = {
    "pay": ["The pay is good for a starter.", "Het loon volgt een barema.", "Le salaire suit un barème."],
    "amount": ["The fee is fair.", "De prijs valt mee.", "Le prix est juste."],
    "percent": ["Most of them pass.", "De meesten slagen.", "Le taux est élevé."],
    "time": [
        "You may start when you wish.",
        "We march on to the next step.",
        "De cursus begint als de zaal vrij is.",
        "Le cours commence bientôt.",
    ],
    "person": [
        "Regulatory Writing is a craft of its own.",
        "Good Manufacturing Practice matters here.",
        "De Vlaamse Overheid betaalt mee.",
        "La Région wallonne finance le projet.",
        "The Helis Academy runs the course.",
    ],
    "number": [
        "See Article 84 of the law.",
        "Zie bijlage 2.",
        "Voir l'article 84.",
        "It began in 2004.",
        "In room 12.",
    ],
    "long": ["It takes some time.", "De stage duurt even.", "Le stage est court.", "There are 12 students."],
    "language": ["It is taught by experts.", "De lessen zijn online.", "Le cours est gratuit."],
    "contact": ["Write to the secretariat.", "Bel het onthaal.", "Voir le site."],
    "place": ["It is held every year.", "De cursus is boeiend.", "Le cours est donné par des experts."],
    "name": ["she studied biology.", "ze werkt nu in de sector.", "il travaille dans le secteur."],
    "reason": ["It stopped.", "Het stopte.", "Il a cessé."],
}


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, every in HAVE.items() for text in every])
def test_what_is_asked_for_stands_in_the_sentence(kind: Asked, text: str) -> None:
    assert has(kind, text)


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, every in LACK.items() for text in every])
def test_a_near_miss_is_none(kind: Asked, text: str) -> None:
    assert not has(kind, text)


@pytest.mark.parametrize(
    ("question", "answers", "repeats"),
    [
        ("How many of the 27 members are firms?", "Some 19 are firms.", "It has 27 members."),
        ("Hoeveel van de 27 leden zijn bedrijven?", "Er zijn 19 bedrijven.", "Er zijn 27 leden."),
        ("Combien des 27 membres sont des firmes ?", "On compte 19 firmes.", "Il y a 27 membres."),
    ],
)
def test_a_number_of_the_question_answers_nothing(question: str, answers: str, repeats: str) -> None:
    number = wanted("number", question, TODAY)
    assert number is not None
    assert number.stands_in(answers)
    assert not number.stands_in(repeats)


@pytest.mark.parametrize(
    ("question", "answers", "of_others"),
    [
        ("How many graduates find work?", "About 80 % of the graduates find work.", "About 80 % of firms hire."),
        ("Hoeveel doctorandi stoppen?", "Twintig jaar later was 12 procent van de doctorandi gestopt.", "12 % steunt."),
        (
            "Combien d'étudiants réussissent ?",
            "Environ 70 % des étudiants réussissent.",
            "70 % des cours sont en ligne.",
        ),
    ],
)
def test_a_share_of_what_is_counted_tells_how_many(question: str, answers: str, of_others: str) -> None:
    number = wanted("number", question, TODAY)
    assert number is not None
    assert number.stands_in(answers)
    assert not number.stands_in(of_others)


def test_a_name_of_the_question_answers_nothing() -> None:
    name = wanted("name", "Which university does Pascale come from?", TODAY)
    assert name is not None
    assert name.stands_in("then Pascale studied at Ghent.")
    assert not name.stands_in("then Pascale studied.")


@pytest.mark.parametrize(
    "question",
    ["When is the next fair?", "Wanneer is de volgende beurs?", "Quand a lieu la prochaine foire ?"],
)
def test_the_next_one_is_on_a_day_to_come(question: str) -> None:
    day = wanted("time", question, TODAY)
    assert day is not None
    assert day.stands_in("The fair is on 4 March 2027.")
    assert day.stands_in("The fair is in May.")
    assert not day.stands_in("The fair was on 4 March 2024.")


@pytest.mark.parametrize("question", ["When was the fair?", "Wanneer was de beurs?", "Quand a eu lieu la foire ?"])
def test_without_next_a_day_that_has_passed_answers_too(question: str) -> None:
    day = wanted("time", question, TODAY)
    assert day is not None
    assert day.stands_in("The fair was on 4 March 2024.")


def test_a_question_that_asks_for_nothing_of_the_kind_wants_nothing() -> None:
    assert wanted(None, "What is OPINNO?", TODAY) is None


def test_a_row_of_a_table_may_give_a_percentage_without_its_sign() -> None:
    assert has("percent", "| Pass rate | 64 |")
    assert not has("percent", "64 of them pass.")


def test_numbers_are_the_same_spelled_or_in_figures() -> None:
    assert numbers_in("twelve months, twaalf maanden, douze mois, 12") == {"12"}
    assert numbers_in("one of them, een van hen, un seul") == set()


def test_a_text_is_of_the_past_if_all_its_years_are() -> None:
    assert is_before("Held in 2019 and 2021.", 2025)
    assert not is_before("Held since 2019, and in 2026.", 2025)
    assert not is_before("Held every year.", 2025)


@pytest.mark.parametrize(
    ("question", "asks", "answers", "does_not"),
    [
        ("How many managers did they recruit?", "number", "They recruited 12 managers.", "It is a post at level A1."),
        ("Hoeveel bevoegde personen zijn er?", "number", "Er zijn er 300.", "Het besluit van 14 december 2006 geldt."),
        ("Combien de modules y a-t-il ?", "number", "Il y a 130 modules.", "Plus de 85 % trouvent un emploi."),
        ("How many people work there?", "number", "We are 48.", "It takes twelve weeks and costs 800 euro."),
        ("Hoeveel was dat?", "number", "Het bedrag was 26.000 euro.", "Dat was in 2024."),
        ("How long does it last?", "long", "It lasts five months.", "It paid 1,463 euro a month."),
        ("What is the fee?", "amount", "The fee is 90 euro.", "At least 80 percent must be sciences."),
        ("How much do members pay?", "amount", "Members get a reduction of 20 %.", "Members must visit."),
        ("Wat is het loon?", "pay", "Je krijgt 2.750 euro bruto.", "Een kaartje is 8 euro."),
        ("Who leads it?", "person", "Ask Professor Wrenna Quillby.", "Quillby Care makes creams."),
        ("When does it begin?", "time", "It begins in May.", "On a Tuesday a writer edits a leaflet."),
        ("When is the next session?", "time", "The next one is in May.", "It is a yearly congress."),
    ],
)
def test_what_holds_something_like_it_does_not_answer(question: str, asks: Asked, answers: str, does_not: str) -> None:
    asked = wanted(asks, question, TODAY)
    assert asked is not None
    assert asked.stands_in(answers)
    assert not asked.stands_in(does_not)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("When is the next pay survey?", "time"),
        ("Who ran the pay survey?", "person"),
        ("Wie betaalt de nieuwe zaal?", "name"),
        ("Who organises the summer school?", "name"),
        ("What is the street address of the residence?", "contact"),
        ("Combien gagne un chimiste ?", "pay"),
    ],
)
def test_the_first_word_that_asks_says_what_is_asked_for(question: str, kind: str) -> None:
    assert kind_asked(cues.flattened(question)) == kind


@pytest.mark.parametrize(
    ("question", "whether"),
    [
        ("Is travel included in the fee?", True),
        ("Kost een gesprek iets?", True),
        ("Betaalt de school de jassen?", True),
        ("Can you tell me when it starts?", False),
        ("Wat kost het?", False),
    ],
)
def test_whether_something_is_so_asks_for_no_sum_or_day(question: str, whether: bool) -> None:
    assert asks_whether(cues.flattened(question)) is whether


@pytest.mark.parametrize(
    ("question", "answers", "neighbour"),
    [
        ("Wat is het mailadres van Wies?", "Wies: wies@brambleworks.example", "Wies: 050 111 02"),
        ("What is the phone number of Wies?", "Wies: 050 111 02", "Wies: wies@brambleworks.example"),
        ("What does an officer earn?", "An officer gets 2,650 euro gross.", "The course costs 1,650 euro."),
        ("Who pays the fee?", "The employer pays the fee.", "The fee is 300 euro."),
    ],
)
def test_a_value_of_another_kind_is_not_what_is_asked_for(question: str, answers: str, neighbour: str) -> None:
    sought = wanted(kind_asked(cues.flattened(question)), question, TODAY)
    assert sought is not None
    assert sought.stands_in(answers)
    assert not sought.stands_in(neighbour)


@pytest.mark.parametrize(
    "sentence", ["Isaura Lambrechts leads it.", "Write to the ombudsman, Philippine Delvigne, first."]
)
def test_a_person_with_a_rare_given_name_is_one_by_where_the_name_stands(sentence: str) -> None:
    assert has("person", sentence)
    assert not has("person", "The Dune Institute hosts students.")


@pytest.mark.parametrize(
    ("kind", "question"),
    [
        ("pay", "Combien touchent les stagiaires là-bas ?"),
        ("pay", "Le stage est-il rémunéré ?"),
        ("pay", "What would I make as a process engineer?"),
        ("pay", "What do I get on my account per month in the second year?"),
        ("pay", "How much do they pay interns?"),
        ("pay", "Word je betaald tijdens de stage?"),
        ("pay", "Hoeveel is het startloon?"),
        ("amount", "c'est combien la formation si je suis au chômage"),
        ("amount", "Combien faut-il payer pour s'inscrire ?"),
        ("amount", "What's a ticket for the career day?"),
        ("amount", "what do I pay as a student"),
        ("amount", "Wat betaal ik om lid te worden?"),
        ("amount", "hoeveel vragen ze voor de cursus"),
        ("number", "Combien de crédits vaut le stage ?"),
        ("number", "Combien y a-t-il de places ?"),
        ("long", "How much time do I get?"),
        ("person", "Bij wie moet ik zijn?"),
        ("person", "Which professor teaches it?"),
        ("place", "Where can I leave my car?"),
        (None, "Puis-je me présenter moi-même ?"),
        (None, "What do I have to take before I may do it?"),
    ],
)
def test_what_is_asked_for_is_heard_in_many_wordings(kind: Asked | None, question: str) -> None:
    assert kind_asked(cues.flattened(question)) == kind
