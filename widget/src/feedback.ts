// A thumb, and for a thumb down the reasons. A second opinion replaces the first.
import { fill, h, icon, show, type Child } from "./dom";
import type { Guide } from "./guide";
import type { Answer } from "./records";

type Rating = "up" | "down";

/** What was said of an answer since the page was loaded. */
const given = new WeakMap<Answer, Rating>();

export function feedback(guide: Guide, answer: Answer, place: HTMLElement): Child[] {
  const w = guide.words;
  const press = (rating: Rating) => {
    given.set(answer, rating);
    mark();
    if (rating === "up") { fill(place); void tell(guide, answer, place, "up", [], ""); return; }
    // The thumb counts by itself: the reasons replace it if they come.
    void send(guide, answer, "down", [], "").catch(() => {});
    ask(guide, answer, place);
  };
  const thumb = (rating: Rating, name: string, drawing: "good" | "bad") => h("button", {
    type: "button", class: "plain", "aria-label": name, title: name, onclick: () => press(rating),
  }, icon(drawing));
  const buttons = { up: thumb("up", w.good, "good"), down: thumb("down", w.bad, "bad") };
  const mark = () => Object.entries(buttons).forEach(([rating, button]) => button.setAttribute("aria-pressed", String(rating === given.get(answer))));
  mark();
  return [buttons.up, buttons.down];
}

function ask(guide: Guide, answer: Answer, place: HTMLElement): void {
  const w = guide.words;
  const reasons = Object.entries(w.reasons).map(([value, name]) =>
    h("label", { class: "choice" }, h("input", { type: "checkbox", value }), h("span", {}, name)));
  const comment = h("textarea", { rows: 2, maxlength: 1000 });
  const give = () => {
    const chosen = [...form.querySelectorAll<HTMLInputElement>("input:checked")].map((box) => box.value);
    void tell(guide, answer, place, "down", chosen, comment.value.trim());
  };
  const form = h("div", { class: "note" }, h("fieldset", {}, h("legend", {}, w.why), reasons), h("label", {}, w.comment, comment),
    h("button", { type: "button", class: "action primary", onclick: give }, w.sendFeedback));
  fill(place, form);
  form.querySelector("input")!.focus();
  show(form);
}

/** One at a time, so that what was said last is what stands. */
let before: Promise<unknown> = Promise.resolve();

function send(guide: Guide, answer: Answer, rating: Rating, reasons: string[], comment: string): Promise<unknown> {
  return before = before.catch(() => {}).then(() => guide.transport.json("/api/feedback", {
    method: "POST", conversation: guide.conversation,
    body: JSON.stringify({ answer: answer.id, rating, reasons, comment }),
  }));
}

async function tell(guide: Guide, answer: Answer, place: HTMLElement, rating: Rating, reasons: string[], comment: string): Promise<void> {
  const w = guide.words;
  const inside = place.contains((place.getRootNode() as ShadowRoot).activeElement);
  let said: string;
  try {
    await send(guide, answer, rating, reasons, comment);
    said = w.thanks;
    if (inside) place.parentElement?.querySelector<HTMLElement>("[aria-pressed=true]")?.focus();
    fill(place, h("p", { class: "small" }, said));
  } catch {
    said = w.dataFailed;
    // What was written stays, so that it can be sent again.
    place.querySelector(".fault")?.remove();
    place.append(h("p", { class: "small fault" }, said));
  }
  guide.tell(said);
}
