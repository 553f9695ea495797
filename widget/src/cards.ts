// Vacancies, events, courses and career paths as cards: what decides first, each verdict with its quoted line.
import { h, icon, type Child } from "./dom";
import type { Guide } from "./guide";
import { day, moment } from "./i18n";
import { link } from "./links";
import type { Answer, Card, Verdict } from "./records";

const AT_FIRST = 3;
const NEEDS = ["required", "preferred", "not asked", "unknown"];

/** The cards of an answer: the first few, the others on request. */
export function cards(guide: Guide, answer: Answer): Child {
  const all = answer.cards;
  if (!all.length) return null;
  // A button for one more would take as much room as that one.
  const rest = all.length - AT_FIRST > 1 ? all.length - AT_FIRST : 0;
  const list = h("ul", { class: "cards" }, all.map((card, place) =>
    h("li", { class: card.example ? "card example" : "card", hidden: rest > 0 && place >= AT_FIRST }, draw(guide, card, answer))));
  const more: HTMLButtonElement = h("button", { type: "button", class: "quiet", onclick: () => {
    const hidden = [...list.querySelectorAll<HTMLElement>(":scope > [hidden]")];
    for (const card of hidden) card.hidden = false;
    more.remove();
    // Whoever uses the keyboard goes on where the new ones begin.
    const first = hidden[0]!.querySelector<HTMLElement>("h4")!;
    first.tabIndex = -1;
    first.focus();
  } }, guide.words.showAll(all.length));
  return [list, rest > 0 && more];
}

function draw(guide: Guide, card: Card, answer: Answer): Child[] {
  const w = guide.words;
  // A title is in the language of its page, which need not be that of the answer.
  const language = answer.citations.find(({ title }) => title === card.title)?.language ?? answer.language;
  return [
    h("p", { class: "kind" }, w.kinds[card.kind] ?? "", card.example && h("span", { class: "badge" }, w.example)),
    h("h4", { lang: language }, card.title),
    card.example && h("p", { class: "small" }, w.invented),
    (KINDS[card.kind] ?? plain)(guide, card, language),
  ];
}

const KINDS: Record<string, (guide: Guide, card: Card, language: string) => Child[]> = { vacancy, event, course, path };

function vacancy(guide: Guide, card: Card, language: string): Child[] {
  const w = guide.words;
  const terms = [card.contract, card.hours, card.remote].map((term) => term && (w.terms[term] ?? term));
  return [
    facts(card.employer, placed(guide, (card.places ?? []).join(", "))),
    chips([...terms, card.salary]),
    card.phd && h("p", { class: `verdict ${(card.phd).replace(" ", "-")}` }, h("span", { class: "dot" }), w.phd[card.phd] ?? card.phd),
    verdicts(guide, card, language),
    foot(guide, card, w.closes(card.closes ? day(card.closes, w) : null),
      !card.example && !card.closed && action(guide, card.apply ?? card.address, w.apply, card.title, "primary")),
  ];
}

/** What a vacancy asks: how much, and the line of the vacancy that says so. */
function verdicts(guide: Guide, card: Card, language: string): Child {
  const w = guide.words;
  const asked = Object.entries(card.verdicts ?? {}).filter(([aspect, verdict]) => w.aspects[aspect] && verdict && NEEDS.includes(verdict.need));
  if (!asked.length) return null;
  const row = ([aspect, { need, line, detail }]: [string, Verdict]) => h("div", {},
    h("dt", {}, w.aspects[aspect]),
    h("dd", {}, w.needs[need], detail && ` (${w.terms[detail] ?? detail})`, line && h("q", { lang: language }, line)));
  return h("details", { class: "asks" }, h("summary", {}, w.asks), h("dl", {}, asked.map(row)));
}

function event(guide: Guide, card: Card): Child[] {
  const w = guide.words;
  const when = card.starts_at ? moment(card.starts_at, w) : w.on(card.starts ? day(card.starts, w) : null);
  const dated = (card.starts_at || card.starts) && !card.cancelled;
  return [
    card.cancelled && h("p", { class: "verdict required" }, h("span", { class: "dot" }), w.cancelled),
    h("p", { class: card.starts || card.starts_at ? "when" : "facts" }, when),
    facts(card.organiser, placed(guide, card.place) || (card.online ? w.online : "")),
    card.last_known && h("p", { class: "small" }, w.last(card.last_known)),
    foot(guide, card, "",
      dated && action(guide, card.ics ?? `/api/events/${encodeURIComponent(card.id)}.ics`, w.calendar, card.title, "secondary", "calendar"),
      action(guide, card.address, w.register, card.title, "secondary")),
  ];
}

function course(guide: Guide, card: Card): Child[] {
  const w = guide.words;
  return [
    facts(card.provider, placed(guide, card.place)),
    h("p", { class: card.starts ? "when" : "facts" }, w.starts(card.starts ? day(card.starts, w) : null),
      card.deadline && ` · ${w.deadline(day(card.deadline, w))}`),
    chips([card.format, card.duration, card.price, w.aspects[card.language ?? ""] ?? card.language, ...(card.skills ?? []).slice(0, 3)]),
    foot(guide, card, "", action(guide, card.address, w.register, card.title, "secondary")),
  ];
}

function path(guide: Guide, card: Card): Child[] {
  const w = guide.words;
  const entry = Object.entries(card.entry ?? {}).filter(([ladder]) => w.ladders[ladder]);
  return [
    card.summary && h("p", {}, card.summary),
    entry.length > 0 && h("dl", { class: "ladder", "aria-label": w.entry }, entry.map(([ladder, how]) => [
      h("dt", {}, w.ladders[ladder]), h("dd", { class: how }, w.entries[how] ?? how)])),
    card.phd && h("p", { class: `verdict ${card.phd.replace(" ", "-")}` }, h("span", { class: "dot" }), w.phd[card.phd] ?? card.phd),
    foot(guide, card, "", action(guide, card.address, w.details, card.title, "secondary")),
  ];
}

function plain(guide: Guide, card: Card): Child[] {
  return [foot(guide, card, "", action(guide, card.address, guide.words.details, card.title, "secondary"))];
}

/** The best known places by their names in the reader's language. */
function placed(guide: Guide, places: string | null | undefined): string {
  return (places ?? "").split(", ").map((place) => guide.words.places[place] ?? place).join(", ");
}

function facts(...parts: (string | null | undefined)[]): Child {
  const said = parts.filter(Boolean);
  return said.length > 0 && h("p", { class: "facts" }, said.join(" · "));
}

function chips(parts: (string | null | undefined)[]): Child {
  const said = parts.filter(Boolean);
  return said.length > 0 && h("ul", { class: "chips" }, said.map((part) => h("li", {}, part)));
}

function action(guide: Guide, address: unknown, name: string, title: string, className: string, drawing?: "calendar"): Child {
  return link(guide, address, { class: `action ${className}` }, drawing && icon(drawing),
    h("span", {}, name, h("span", { class: "unseen" }, `: ${title}`)));
}

function foot(guide: Guide, card: Card, first: string, ...actions: Child[]): Child {
  const w = guide.words;
  const said = [first, card.checked && w.checked(day(card.checked, w, "short"))].filter(Boolean).join(" · ");
  return h("div", { class: "foot" }, said && h("p", { class: "small" }, said), h("div", { class: "acts" }, ...actions));
}
