// Numbered sources: a mark in the text opens its quote right there, and all of them stand below the answer.
import { bring, h, icon, show, type Child } from "./dom";
import type { Guide } from "./guide";
import { day } from "./i18n";
import { link, titled } from "./links";
import type { Answer, Citation } from "./records";

/** The quote with its title, where it stands, when it was checked and the way to it. */
function quoted(guide: Guide, citation: Citation): Child[] {
  const w = guide.words;
  const where = [citation.publisher, citation.heading, w.kinds[citation.kind]].filter(Boolean).join(" · ");
  const based = (citation.references ?? []).map((other) => h("li", {},
    other.publisher && `${other.publisher}: `, link(guide, other.address, {}, titled(guide, other.title, other.address)) ?? other.title,
    other.as_of && ` (${day(other.as_of, w)})`));
  return [
    h("p", { class: "title", lang: citation.language }, citation.title, citation.example && badge(guide)),
    h("p", { class: "small" }, where),
    h("blockquote", { lang: citation.language }, citation.quote.replace(/^[-*] /gm, "• ").replace(/\n{2,}/g, "\n")),
    h("p", { class: "small ends" }, h("span", {}, w.checked(day(citation.checked, w))),
      link(guide, citation.address, { class: "open" }, w.open, h("span", { class: "unseen" }, `: ${citation.title}`))),
    based.length > 0 && h("details", { class: "small" }, h("summary", {}, w.based), h("ul", {}, based)),
  ];
}

export function badge(guide: Guide): HTMLElement {
  return h("span", { class: "badge", lang: guide.language }, guide.words.example);
}

/** The mark of a source, which opens and closes its quote under the words that it bears out. */
export function mark(guide: Guide, answer: Answer, number: number): Child {
  const citation = answer.citations.find((one) => one.number === number);
  if (!citation) return `[${number}]`;
  const name = `${guide.words.source(number)}: ${citation.title}`;
  const button: HTMLButtonElement = h("button", {
    type: "button", class: "cite", "aria-label": name, "aria-expanded": "false",
    onclick: () => toggle(guide, button, citation, name),
  }, number);
  return button;
}

function toggle(guide: Guide, button: HTMLButtonElement, citation: Citation, name: string): void {
  const answer = button.closest(".answer")!;
  const isOpen = button.getAttribute("aria-expanded") === "true";
  for (const open of answer.querySelectorAll(".cite[aria-expanded=true]")) open.setAttribute("aria-expanded", "false");
  answer.querySelector(".note.quote")?.remove();
  if (isOpen) return;
  const close = () => { toggle(guide, button, citation, name); button.focus(); };
  const note = h("div", {
    class: "note quote", role: "group", "aria-label": name, tabindex: -1,
    // Escape closes what was opened last, not the whole panel.
    onkeydown: (event: KeyboardEvent) => { if (event.key === "Escape") { event.stopPropagation(); event.preventDefault(); close(); } },
  }, h("button", { type: "button", class: "plain close", "aria-label": guide.words.hide, onclick: close }, icon("close")),
    quoted(guide, citation));
  button.setAttribute("aria-expanded", "true");
  const stands = button.closest("li, .wide, p")!;
  if (stands.localName === "li") stands.append(note);
  else stands.after(note);
  note.focus({ preventScroll: true });
  // A long quote must not push the words that it bears out away.
  const seen = button.closest(".body")!.clientHeight;
  if (note.offsetHeight > seen / 2) bring(button, 6);
  else show(note);
}

/** All sources of an answer, folded. */
export function sources(guide: Guide, answer: Answer): Child {
  const count = answer.citations.length;
  return count > 0 && h("details", { class: "sources" },
    h("summary", {}, guide.words.sources(count)),
    h("ol", {}, answer.citations.map((citation) => h("li", {},
      h("span", { class: "cite", "aria-hidden": "true" }, citation.number), h("div", {}, quoted(guide, citation))))));
}
