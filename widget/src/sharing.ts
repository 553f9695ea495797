// Taking an answer along: as text, on paper, or behind a link that can be withdrawn.
import { fill, h, show } from "./dom";
import type { Guide } from "./guide";
import { day } from "./i18n";
import { plain } from "./markdown";
import type { Answer } from "./records";

/** The answer with its sources, as plain text. */
export function asText(guide: Guide, answer: Answer): string {
  const w = guide.words;
  const listed = answer.citations.map((one) =>
    `[${one.number}] ${[one.title, one.heading].filter(Boolean).join(", ")}. ${guide.transport.address(one.address)?.href ?? ""} (${w.checked(day(one.checked, w))})`);
  return [plain(answer.text, true), listed.join("\n"), `${w.name}: ${w.made[answer.made_by] ?? w.aiLabel}.`].filter(Boolean).join("\n\n").replaceAll("\u00a0", " ");
}

/** Put a text on the clipboard; false where that is not allowed. */
export async function copy(text: string, root: ParentNode & Node): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // In a frame without permission the old way may still work.
    const before = (root as ShadowRoot).activeElement as HTMLElement | null;
    const box = h("textarea", { class: "unseen", tabindex: -1, "aria-hidden": "true" });
    box.value = text;
    root.append(box);
    box.select();
    let done = false;
    try { done = document.execCommand("copy"); } catch { /* not allowed either */ }
    box.remove();
    before?.focus();
    return done;
  }
}

/** Ask first, then make a link to one answer; it can be withdrawn at once. */
export function share(guide: Guide, answer: Answer, place: HTMLElement): void {
  const w = guide.words;
  const send = (method: string, path: string) => guide.transport.json<{ address: string }>(path, {
    method, conversation: guide.conversation, ...(method === "POST" ? { body: JSON.stringify({ answer: answer.id }) } : {}),
  });
  const say = (text: string) => { state.textContent = text; guide.tell(text); };
  const make = async () => {
    try {
      const url = guide.transport.address((await send("POST", "/api/share")).address);
      if (!url) throw new Error("The link leads nowhere.");
      say(w.shareDone);
      fill(choices, h("input", { class: "address", readonly: true, value: url.href, "aria-label": w.shareDone, onfocus: (event: any) => event.target.select() }),
        h("button", { type: "button", class: "action primary", onclick: async () =>
          say(await copy(url.href, place.getRootNode() as ShadowRoot) ? w.copied : w.copyFailed) }, w.shareCopy),
        h("button", { type: "button", class: "action secondary", onclick: () => end(url.pathname.split("/").pop()!) }, w.shareEnd));
      choices.querySelector("input")!.focus();
    } catch {
      say(w.dataFailed);
    }
  };
  const end = async (id: string) => {
    try {
      await send("DELETE", `/api/share/${encodeURIComponent(id)}`);
      say(w.shareEnded);
      fill(choices);
      note.focus();
    } catch {
      say(w.dataFailed);
    }
  };
  const state = h("p", { class: "small" }, w.sharePromise);
  const choices = h("div", { class: "acts" }, h("button", { type: "button", class: "action primary", onclick: make }, w.shareMake));
  const note = h("div", { class: "note", role: "group", "aria-label": w.shareTitle, tabindex: -1 },
    h("p", { class: "title" }, w.shareTitle), state, choices);
  fill(place, note);
  note.focus({ preventScroll: true });
  show(note);
}

/** Print turns on paper of their own, so that the page around the widget stays out of it. */
export function print(guide: Guide, turns: Element[], css: string): void {
  const frame = h("iframe", { title: guide.words.print, "aria-hidden": "true", tabindex: -1 });
  // The style of the element itself is not markup, so that no policy forbids it.
  Object.assign(frame.style, { position: "fixed", width: "0", height: "0", border: "0", visibility: "hidden" });
  document.body.append(frame);
  const paper = frame.contentDocument!;
  const sheet = new (frame.contentWindow as any).CSSStyleSheet();
  sheet.replaceSync(css);
  paper.adoptedStyleSheets = [sheet];
  paper.documentElement.lang = guide.language;
  paper.title = guide.words.name;
  const heading = paper.createElement("h1");
  heading.textContent = guide.words.name;
  const note = paper.createElement("p");
  note.textContent = `${guide.words.aiLabel}. ${guide.words.reminder} ${guide.words.printed(day(new Date().toISOString(), guide.words))}`;
  paper.body.append(heading, note, ...turns.map((turn) => {
    const copied = paper.importNode(turn, true);
    for (const one of copied.querySelectorAll(".actions, .more, .under, .welcome, button:not(.cite), .unseen")) one.remove();
    for (const one of copied.querySelectorAll("details")) one.open = true;
    for (const one of copied.querySelectorAll("[hidden]")) one.removeAttribute("hidden");
    return copied;
  }));
  const done = () => frame.remove();
  frame.contentWindow!.addEventListener("afterprint", () => setTimeout(done));
  frame.contentWindow!.focus();
  frame.contentWindow!.print();
}
