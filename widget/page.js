// The page at the root of the guide: a question goes out, an answer with its sources comes in.
// Whatever the server sends is set as text, never as HTML.

const WORDS = {
  en: {
    locale: "en-GB", languages: "Language", log: "Conversation", anew: "New conversation", table: "Table",
    purpose: "Find out what you can do in life sciences besides a PhD.",
    disclosure: "You are talking to an automated guide. Answers are put together from the sources shown; they can be wrong.",
    goeson: "Your earlier conversation goes on. Choose “New conversation” to start afresh.",
    start: "To start with", starters: ["What can I do besides a PhD?", "What does a clinical research associate do?",
      "Which jobs are open in Ghent without a PhD?"],
    question: "Your question", hint: "Ask your question", send: "Send", stop: "Stop", you: "You asked:",
    reminder: "Automated guide: answers can be wrong, so check the sources.",
    left: (count) => `${count} ${count === 1 ? "character" : "characters"} left`,
    understanding: "Reading your question", gathering: "Looking in the library", composing: "Putting the answer together",
    stopped: "Stopped: this answer is not complete.",
    failed: "That did not work. Your question is back in the box, so you can send it again.",
    sources: "Sources", source: (number) => `Source ${number}`, open: "Open the source", newTab: "(opens in a new tab)",
    checked: (day) => `checked on ${day}`, based: "Based on:", more: "You could also ask",
    example: "Example", invented: "invented employer", last: (when) => `Last known: ${when}`,
    closes: (day) => day ? `Closes on ${day}` : "No closing date given", deadline: (day) => `Register by ${day}`,
    starts: (day) => day ? `Starts on ${day}` : "Start date not known", on: (day) => day ?? "Next date not known",
    kinds: { path: "Career path", programme: "Programme", course: "Course", event: "Event", vacancy: "Vacancy", page: "Web page" },
    phd: { "not asked": "No PhD asked", "a plus": "A PhD is a plus", preferred: "A PhD is preferred", usual: "A PhD is usual",
      "often asked": "A PhD is often asked", required: "A PhD is required", unknown: "Not clear whether a PhD is asked" },
    made: { extractive: "Put together from quotes, without a language model", curated: "Prepared in advance by people",
      model: "Written by a language model from the sources shown", fixed: "A fixed reply of the guide" },
    outcomes: { asked: "A question back to you", abstained: "Not answered: the sources do not say enough",
      declined: "Declined: not something this guide answers", supported: "Where to find support",
      handed_over: "Passed on to a person", failed: "Something went wrong while answering" },
  },
  nl: {
    locale: "nl-BE", languages: "Taal", log: "Gesprek", anew: "Nieuw gesprek", table: "Tabel",
    purpose: "Ontdek wat je in de levenswetenschappen kunt doen naast een doctoraat.",
    disclosure: "Je praat met een geautomatiseerde gids. Antwoorden zijn samengesteld uit de getoonde bronnen en kunnen fout zijn.",
    goeson: "Je vorige gesprek loopt door. Kies ‘Nieuw gesprek’ om opnieuw te beginnen.",
    start: "Om te beginnen", starters: ["Wat kan ik doen naast een doctoraat?", "Wat doet een clinical research associate?",
      "Welke vacatures zijn er in Gent zonder doctoraat?"],
    question: "Je vraag", hint: "Stel je vraag", send: "Verstuur", stop: "Stop", you: "Jij vroeg:",
    reminder: "Geautomatiseerde gids: antwoorden kunnen fout zijn, kijk de bronnen na.",
    left: (count) => `nog ${count} ${count === 1 ? "teken" : "tekens"}`,
    understanding: "Ik lees je vraag", gathering: "Ik zoek in de bibliotheek", composing: "Ik stel het antwoord samen",
    stopped: "Gestopt: dit antwoord is niet volledig.",
    failed: "Dat is niet gelukt. Je vraag staat terug in het vak, dus je kunt ze opnieuw versturen.",
    sources: "Bronnen", source: (number) => `Bron ${number}`, open: "Open de bron", newTab: "(opent in een nieuw tabblad)",
    checked: (day) => `nagekeken op ${day}`, based: "Gebaseerd op:", more: "Dit kun je ook vragen",
    example: "Voorbeeld", invented: "verzonnen werkgever", last: (when) => `Laatst bekend: ${when}`,
    closes: (day) => day ? `Solliciteren kan tot ${day}` : "Geen einddatum vermeld", deadline: (day) => `Inschrijven kan tot ${day}`,
    starts: (day) => day ? `Start op ${day}` : "Startdatum niet bekend", on: (day) => day ?? "Volgende datum niet bekend",
    kinds: { path: "Loopbaan", programme: "Programma", course: "Opleiding", event: "Evenement", vacancy: "Vacature", page: "Webpagina" },
    phd: { "not asked": "Geen doctoraat gevraagd", "a plus": "Een doctoraat is een pluspunt", preferred: "Liefst met een doctoraat",
      usual: "Meestal met een doctoraat", "often asked": "Vaak wordt een doctoraat gevraagd",
      required: "Een doctoraat is vereist", unknown: "Niet duidelijk of er een doctoraat gevraagd wordt" },
    made: { extractive: "Samengesteld uit citaten, zonder taalmodel", curated: "Vooraf voorbereid door mensen",
      model: "Geschreven door een taalmodel op basis van de getoonde bronnen", fixed: "Een vast antwoord van de gids" },
    outcomes: { asked: "Een vraag terug aan jou", abstained: "Niet beantwoord: de bronnen zeggen er te weinig over",
      declined: "Niet beantwoord: hier gaat deze gids niet op in", supported: "Waar je steun vindt",
      handed_over: "Doorgegeven aan een medewerker", failed: "Er liep iets mis bij het antwoorden" },
  },
  fr: {
    locale: "fr-BE", languages: "Langue", log: "Conversation", anew: "Nouvelle conversation", table: "Tableau",
    purpose: "Découvre ce que tu peux faire en sciences de la vie à part un doctorat.",
    disclosure: "Tu parles à un guide automatisé. Ses réponses sont composées à partir des sources affichées et peuvent être fausses.",
    goeson: "Ta conversation précédente continue. Choisis « Nouvelle conversation » pour recommencer.",
    start: "Pour commencer", starters: ["Qu’est-ce que je peux faire à part un doctorat ?",
      "Que fait un attaché de recherche clinique ?", "Quels postes sont ouverts à Gand sans doctorat ?"],
    question: "Ta question", hint: "Pose ta question", send: "Envoyer", stop: "Arrêter", you: "Ta question :",
    reminder: "Guide automatisé : les réponses peuvent être fausses, vérifie les sources.",
    left: (count) => `encore ${count} ${count < 2 ? "caractère" : "caractères"}`,
    understanding: "Je lis ta question", gathering: "Je cherche dans la bibliothèque", composing: "Je compose la réponse",
    stopped: "Arrêté : cette réponse n’est pas complète.",
    failed: "Ça n’a pas marché. Ta question est de nouveau dans le champ, tu peux la renvoyer.",
    sources: "Sources", source: (number) => `Source ${number}`, open: "Ouvrir la source", newTab: "(dans un nouvel onglet)",
    checked: (day) => `vérifié le ${day}`, based: "D’après :", more: "Tu peux aussi demander",
    example: "Exemple", invented: "employeur inventé", last: (when) => `Dernière édition connue : ${when}`,
    closes: (day) => day ? `Postuler jusqu’au ${day}` : "Pas de date limite indiquée", deadline: (day) => `Inscription jusqu’au ${day}`,
    starts: (day) => day ? `Début le ${day}` : "Date de début inconnue", on: (day) => day ?? "Prochaine date inconnue",
    kinds: { path: "Métier", programme: "Programme", course: "Formation", event: "Événement", vacancy: "Offre d’emploi", page: "Page web" },
    phd: { "not asked": "Pas de doctorat demandé", "a plus": "Un doctorat est un plus", preferred: "De préférence avec un doctorat",
      usual: "Le plus souvent avec un doctorat", "often asked": "Un doctorat est souvent demandé",
      required: "Un doctorat est exigé", unknown: "Pas clair si un doctorat est demandé" },
    made: { extractive: "Composé de citations, sans modèle de langage", curated: "Préparé à l’avance par des personnes",
      model: "Écrit par un modèle de langage à partir des sources affichées", fixed: "Une réponse fixe du guide" },
    outcomes: { asked: "Une question pour toi", abstained: "Sans réponse : les sources n’en disent pas assez",
      declined: "Sans réponse : ce guide ne traite pas ce sujet", supported: "Où trouver du soutien",
      handed_over: "Transmis à une personne", failed: "Un problème est survenu pendant la réponse" },
  },
};

const [log, form, input, left, send, stop, status, alert, announcer, welcome, goeson, reminder, anew, languages] =
  ["log", "form", "question", "left", "send", "stop", "status", "alert", "announcer", "welcome", "goeson", "reminder",
    "anew", "languages"].map((id) => document.getElementById(id));

/** What storage says; null where it is blocked, and the page works all the same. */
function stored(action) {
  try { return action(); } catch { return null; }
}

const answers = new Map(); // where an answer stands -> the answer, to draw again in another language
let language = [stored(() => localStorage.getItem("opinno-language")), navigator.language.slice(0, 2), "en"]
  .find((code) => Object.hasOwn(WORDS, code));
let conversation = stored(() => sessionStorage.getItem("opinno-conversation"));
let waiting = null; // the AbortController of the question under way

function element(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children.flat().filter(Boolean));
  return made;
}

/** Say one of WORDS in a place, now and after every change of language. */
function show(place, word) {
  place.dataset.word = word;
  place.textContent = WORDS[language][word] ?? "";
  return place;
}

/** A day as the visitor writes it, or as it came when it is no date. */
function day(iso) {
  const date = new Date(iso ?? NaN);
  return isNaN(date) ? iso : date.toLocaleDateString(WORDS[language].locale, { dateStyle: "long", timeZone: "UTC" });
}

/** A link to the web or to a page of this site; null for any other address. */
function link(address, ...children) {
  if (!/^(https?:\/\/|\/(?![/\\\s]))/i.test(address ?? "") || !URL.canParse(address, location.origin)) return null;
  const { href, origin } = new URL(address, location.origin);
  if (origin === location.origin) return element("a", { href, rel: "noopener noreferrer" }, ...children);
  const newTab = show(element("span", { className: "unseen", lang: language }), "newTab");
  return element("a", { href, rel: "noopener noreferrer", target: "_blank" }, ...children, " ", newTab);
}

// The text of an answer: paragraphs, lists, tables, bold and citation marks.
const BLOCKS = {
  "- ": (lines, mark) => element("ul", {}, lines.map((line) => element("li", {}, inline(line.slice(2), mark)))),
  "| ": (lines, mark) => {
    const cells = (line) => line.replace(/^\||\|\s*$/g, "").split("|").map((cell) => inline(cell.trim(), mark));
    const row = (line, first) => element("tr", {}, cells(line).map((cell, place) =>
      first && !cell.join("") ? element("td") // the corner
        : first || !place ? element("th", { scope: first ? "col" : "row" }, cell) : element("td", {}, cell)));
    const [names, ...rows] = lines.filter((line) => !/^[|\s:-]+$/.test(line));
    return element("div", { className: "wide", tabIndex: 0, role: "region", ariaLabel: WORDS[language].table },
      element("table", {}, element("thead", {}, row(names, true)), element("tbody", {}, rows.map((line) => row(line, false)))));
  },
};

function blocks(text, mark) {
  const found = text.match(/(^- .*\n?)+|(^\| .*\n?(^\|.*\n?)*)|(^(?!- |\| ).*\S.*\n?)+/gm) ?? [];
  return found.map((block) => {
    const lines = block.trim().split("\n");
    return BLOCKS[block.slice(0, 2)]?.(lines, mark) ?? element("p", {}, inline(lines.join("\n"), mark));
  });
}

function inline(text, mark) {
  return text.split(/(\*\*.+?\*\*|\[[1-8]\])/).map((piece) =>
    /^\*\*.+\*\*$/.test(piece) ? element("strong", {}, inline(piece.slice(2, -2), mark))
      : /^\[[1-8]\]$/.test(piece) ? mark(Number(piece[1])) : piece);
}

// What stands under the text: how it was made, sources, cards, what to ask next.
function badge(...more) {
  return element("span", { className: "badge" }, [WORDS[language].example, ...more].join(" · "));
}

function source({ number, title, heading, address, quote, kind, checked, language: lang, example, references }) {
  const w = WORDS[language];
  const based = (references ?? []).map(({ title, publisher, address, as_of }) => element("li", {},
    publisher && `${publisher}, `, link(address, title) ?? title, as_of && ` (${as_of})`));
  return element("details", {},
    element("summary", {}, element("span", { className: "cite" }, String(number)),
      element("span", { lang }, element("b", {}, title), " ", heading), example && badge()),
    element("p", {}, element("q", { lang }, quote)),
    element("p", { className: "small" }, `${w.kinds[kind]} · ${w.checked(day(checked))} `,
      link(address, w.open, element("span", { className: "unseen", lang }, `: ${title}`))),
    based.length > 0 && element("div", { className: "small" }, w.based, element("ul", {}, based)));
}

const CARDS = {
  path: (card) => [card.summary],
  vacancy: (card, w) => [[card.employer, ...card.places].filter(Boolean).join(" · "), w.closes(day(card.closes))],
  course: (card, w) => [card.provider, w.starts(day(card.starts)), card.deadline && w.deadline(day(card.deadline))],
  event: (card, w) => [card.organiser, w.on(day(card.starts)), card.place, card.last_known && w.last(card.last_known)],
};

function drawCard(card, lang) {
  const w = WORDS[language];
  return element("li", { className: card.example ? "card example" : "card" },
    element("p", { className: "small" }, w.kinds[card.kind], card.example && badge(w.invented)),
    element("h3", { lang }, (!card.example && link(card.address, card.title)) || card.title),
    CARDS[card.kind]?.(card, w).filter(Boolean).map((line) => element("p", {}, line)),
    card.phd && element("p", { className: "verdict" }, w.phd[card.phd] ?? card.phd),
    card.phd_line && element("p", {}, element("q", { lang }, card.phd_line)),
    card.checked && element("p", { className: "small" }, w.checked(day(card.checked))));
}

function choices(className, questions, lang) {
  return element("ul", { className }, questions.map((text) =>
    element("li", {}, element("button", { type: "button", lang, onclick: () => ask(text) }, text))));
}

function draw(place, { text, language: lang, outcome, made_by, citations, cards, suggestions }) {
  const w = WORDS[language];
  const title = (name) => element("h3", { className: "small" }, w[name]);
  const sources = new Map(citations.map((citation) => [citation.number, source(citation)]));
  const reveal = (details) => { details.open = true; details.firstChild.focus(); };
  const mark = (number) => !sources.has(number) ? `[${number}]` : element("button", { type: "button",
    className: "cite", ariaLabel: w.source(number), onclick: () => reveal(sources.get(number)) }, String(number));
  place.replaceChildren(element("div", { className: "text", lang }, blocks(text, mark)),
    element("p", { className: "small" }, [w.outcomes[outcome], w.made[made_by]].filter(Boolean).join(" · ")));
  if (sources.size) place.append(title("sources"), element("ol", { className: "sources" },
    [...sources].map(([number, details]) => element("li", { value: number }, details))));
  if (cards.length) place.append(element("ul", { className: "cards" }, cards.map((card) => drawCard(card, lang))));
  if (suggestions.length) place.append(element("div", { className: "more" }, title("more"),
    choices("suggestions", suggestions, lang)));
}

// A question and its answer.
const ON = {
  status: (turn, { step }) => show(status, step),
  text: (turn, { delta }) => {
    const mark = (number) => element("span", { className: "cite" }, String(number));
    turn.text += delta;
    turn.place.replaceChildren(element("div", { className: "text" }, blocks(turn.text, mark)));
  },
  answer: (turn, answer) => {
    conversation = answer.conversation;
    stored(() => sessionStorage.setItem("opinno-conversation", conversation));
    turn.asked.lang = announcer.lang = answer.language;
    answers.set(turn.place, answer);
    draw(turn.place, answer);
    announcer.textContent = answer.text.replace(/\[[1-8]\]|\*\*|\|/g, "");
  },
};

/** The events of a server-sent stream, each as its name and its data. */
async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (let rest = "", read = await reader.read(); !read.done; read = await reader.read()) {
      const whole = (rest + read.value).split(/\r?\n\r?\n/);
      rest = whole.pop();
      for (const lines of whole.map((event) => event.split(/\r?\n/))) {
        const field = (name) => lines.filter((line) => line.startsWith(`${name}:`)).map((line) => line.slice(name.length + 1));
        if (field("data").length) yield [field("event").join("").trim(), JSON.parse(field("data").join("\n"))];
      }
    }
  } finally { reader.cancel().catch(() => {}); }
}

async function receive(turn, question, signal) {
  const response = await fetch("/api/chat", { method: "POST", signal,
    headers: { "Content-Type": "application/json", "Accept": "text/event-stream" },
    body: JSON.stringify({ question, conversation, language: null }) });
  if (response.headers.get("Content-Type")?.startsWith("application/problem+json")) throw await response.json();
  if (!response.ok) throw new Error(response.statusText);
  for await (const [name, data] of events(response.body)) {
    ON[name]?.(turn, data);
    if (name === "answer") return;
  }
  throw new Error("The stream ended before its answer.");
}

async function ask(question) {
  if (waiting) return;
  const { signal } = waiting = new AbortController();
  const turn = { asked: element("span", {}, question), place: element("div", { className: "answer" }), text: "" };
  const you = show(element("span", { className: "unseen" }), "you");
  const article = element("article", {}, element("h2", { className: "question" }, you, " ", turn.asked), turn.place);
  log.append(article);
  for (const place of [alert, announcer]) place.textContent = "";
  settle();
  input.focus();
  article.scrollIntoView();
  try {
    await receive(turn, question, signal);
  } catch (error) {
    if (signal.aborted) turn.place.append(show(element("p", { className: "note" }), "stopped"));
    else { // the question goes back into the box, before what was typed since; sending it again is up to the visitor
      article.remove();
      input.value = [question, input.value].filter(Boolean).join("\n");
      alert.replaceChildren(show(element("span"), "failed"), " ", error?.detail ?? error?.title ?? "");
      alert.scrollIntoView({ block: "nearest" });
    }
  }
  if (waiting?.signal === signal) waiting = null;
  if (form.contains(document.activeElement) || document.activeElement === document.body) input.focus({ preventScroll: true });
  settle();
}

/** Bring what surrounds the conversation in line with it. */
function settle() {
  const started = log.childElementCount > 0;
  welcome.hidden = started;
  goeson.hidden = !conversation;
  reminder.hidden = !started;
  anew.hidden = !started && !conversation;
  send.hidden = waiting !== null;
  stop.hidden = waiting === null;
  if (!waiting) show(status, "");
  left.textContent = input.value.length < 1800 ? "" : WORDS[language].left(input.maxLength - input.value.length);
}

function translate(code) {
  language = code;
  const w = WORDS[code];
  document.documentElement.lang = code;
  for (const place of document.querySelectorAll("[data-word]")) show(place, place.dataset.word);
  for (const place of document.querySelectorAll("[data-label]")) place.ariaLabel = w[place.dataset.label];
  for (const button of languages.children) button.ariaPressed = button.value === code;
  input.placeholder = w.hint;
  welcome.lastElementChild.replaceWith(choices("starters", w.starters, code));
  for (const [place, answer] of answers) draw(place, answer);
  settle();
}

function startAnew() {
  waiting?.abort();
  conversation = waiting = null;
  stored(() => sessionStorage.removeItem("opinno-conversation"));
  answers.clear();
  log.replaceChildren();
  for (const place of [alert, announcer]) place.textContent = "";
  settle();
  input.focus();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const question = input.value.trim();
  if (!question || waiting) return;
  input.value = "";
  ask(question);
});
input.addEventListener("input", settle);
input.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});
document.addEventListener("keydown", (event) => { if (event.key === "Escape") waiting?.abort(); });
stop.addEventListener("click", () => waiting.abort());
anew.addEventListener("click", startAnew);
languages.addEventListener("click", ({ target }) => {
  if (target.value) translate(target.value);
  stored(() => localStorage.setItem("opinno-language", language));
});
translate(language);
for (const place of [form, languages]) place.hidden = false;
