// Links lead to a source or to a site that the answer cites, in sight: everything else stays text.
import { h, type Child } from "./dom";
import type { Guide } from "./guide";
import type { Answer } from "./records";

const ADDRESSED = /\p{L}[.\uFF0E\u3002\u2024]\p{L}|[/@]/u;

/** A link in a tab of its own; null for an address that no link may lead to. */
export function link(guide: Guide, address: unknown, props: Record<string, string>, ...children: Child[]): HTMLAnchorElement | null {
  const url = guide.transport.address(address);
  if (!url) return null;
  return h("a", { ...props, href: url.href, target: "_blank", rel: "noopener noreferrer nofollow" },
    ...children, h("span", { class: "unseen", lang: guide.language }, ` ${guide.words.newTab}`));
}

/** A title, with the host that its link leads to if it speaks of an address: it could pretend to be another one. */
export function titled(guide: Guide, title: string, address: unknown): string {
  const url = guide.transport.address(address);
  return url && ADDRESSED.test(title) ? `${title} (${url.host})` : title;
}

/** A link that stands in the text of an answer. What it shows is where it leads. */
export function linkInText(guide: Guide, answer: Answer | null, text: string, address: string): Child {
  const url = guide.transport.address(address);
  const literal = text === address ? text : `[${text}](${address})`;
  if (!url || !answer || !mayLeadTo(guide, answer, url)) return literal;
  // A text that looks like an address could pretend to be another one.
  const shown = text === address || /[./@]/.test(text) ? url.href.replace(/^https?:\/\/|\/$/g, "") : `${text} (${url.host})`;
  return link(guide, address, {}, shown);
}

function mayLeadTo(guide: Guide, answer: Answer, url: URL): boolean {
  // What people wrote in advance may name its own addresses; what a model wrote may name those of its sources.
  if (answer.made_by === "fixed" || answer.made_by === "curated") return true;
  const cited = answer.citations.flatMap((one) => [one.address, ...(one.references ?? []).map((other) => other.address)]);
  return cited.some((address) => guide.transport.address(address)?.href === url.href);
}

const REACHED = /(https?:\/\/[^\s,;()]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?:[a-z\d-]+\.)+(?:be|eu|org|com|net|nl|fr)(?![\w.-]*\w)(?:\/[^\s,;()]*)?|\+?\d[\d ./-]{6,}\d)/;

/** Words that people wrote, with the addresses and numbers in them as links; `strong` ones may be short numbers. */
export function withLinks(guide: Guide, text: string, strong = false): Child[] {
  return text.split(strong && /^\d[\d ]+\d$/.test(text) ? /^(.*)$/ : REACHED).map((piece, place) => {
    if (place % 2 === 0) return piece;
    if (/^[+\d][\d ./-]+$/.test(piece)) return h("a", { href: `tel:${piece.replace(/[^\d+]/g, "")}` }, piece);
    if (/^[^/]+@/.test(piece)) return h("a", { href: `mailto:${piece}` }, piece);
    // Letters that look like others are shown as they are asked for.
    const url = guide.transport.address(/^https?:/.test(piece) ? piece : `https://${piece}`);
    return (url && link(guide, url.href, {}, piece.includes(url.host) ? piece : url.href)) ?? piece;
  });
}
