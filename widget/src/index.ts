// The one script tag: it defines the element and puts one on the page, unless the page has placed its own.
import { OpinnoGuide } from "./element";
import { SCRIPT } from "./options";

const NAME = "opinno-guide";
type Order = ["open"] | ["close"] | ["ask", string];

declare global {
  interface Window { OpinnoGuide?: any }
}

/** `OpinnoGuide.open()`, or `(window.OpinnoGuide ||= []).push(["open"])` before the script is there. */
function offer(): void {
  const waiting: Order[] = Array.isArray(window.OpinnoGuide) ? window.OpinnoGuide : [];
  const guide = () => document.querySelector<OpinnoGuide>(NAME);
  const take = ([order, text]: Order) => {
    if (order === "open" || order === "close") guide()?.[order]();
    else if (order === "ask") guide()?.ask(text ?? "");
  };
  window.OpinnoGuide = {
    open: () => guide()?.open(),
    close: () => guide()?.close(),
    ask: (question: string) => guide()?.ask(question),
    push: (...orders: Order[]) => orders.forEach(take),
  };
  waiting.forEach(take);
}

/** An element for this script's site, which comes back if the page's framework swaps the body under it. */
function place(script: HTMLScriptElement): void {
  const site = script.dataset.site ?? "opinno";
  const placed = () => [...document.querySelectorAll<HTMLElement>(NAME)].some((one) => (one.dataset.site ?? "opinno") === site);
  if (placed()) return;
  const made = document.createElement(NAME);
  for (const { name, value } of [...script.attributes]) if (name.startsWith("data-")) made.setAttribute(name, value);
  document.body.append(made);
  let often = 0;
  const watch = new MutationObserver(() => {
    // A page that takes it away again and again does not want it, and must not be caught in a circle.
    if (document.body && !placed() && often++ < 20) {
      document.body.append(made);
      setTimeout(() => { often = 0; }, 1000);
    }
    see();
  });
  const see = () => {
    watch.disconnect();
    for (const place of [document, document.documentElement, document.body]) if (place) watch.observe(place, { childList: true });
  };
  see();
}

function start(): void {
  if (!customElements.get(NAME)) customElements.define(NAME, OpinnoGuide);
  if (SCRIPT && !SCRIPT.hasAttribute("data-manual")) place(SCRIPT);
  if (!window.OpinnoGuide?.open) offer();
}

if (document.body) start();
else document.addEventListener("DOMContentLoaded", start, { once: true });
