// Before the first question: what this is for, that it is an AI, what is kept, and something to begin with.
import { h, ways, type Child } from "./dom";
import type { Guide } from "./guide";

/** What stands where the conversation will be. `own` is the site's line in place of the guide's first one. */
export function greeting(guide: Guide, own: string | null, days: number | null): Child[] {
  const { words: w } = guide;
  return [
    ways(),
    h("p", { class: "purpose" }, own || w.purpose),
    h("div", { class: "disclosure" }, h("p", {}, w.disclosure), h("p", { class: "small" }, w.keeping(days), " ", w.hint50)),
    h("p", { class: "small start" }, w.start),
    h("ul", { class: "starters" }, w.starters.map((text) => h("li", {}, h("button", { type: "button", onclick: () => guide.ask(text) }, text)))),
  ];
}
