// The box to ask in.
import { h, icon, LABEL, WORD } from "./dom";
import type { Words } from "./i18n";

const LONGEST = 2000;
const NEARLY = 1800;

export interface Asking {
  send(question: string): void;
  stop(): void;
  cv(): void;
}

export class Composer {
  readonly input = h("textarea", {
    rows: 1, maxlength: LONGEST, enterkeyhint: "send", autocomplete: "off", [LABEL]: "hint", "aria-describedby": "reminder left",
    oninput: () => this.settle(),
    onkeydown: (event: KeyboardEvent) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.submit();
    },
  });
  private readonly send = h("button", { type: "button", class: "round", [LABEL]: "send", onclick: () => this.submit() }, icon("send"));
  private readonly stop = h("button", { type: "button", class: "round", [LABEL]: "stop", hidden: true, onclick: () => this.asking.stop() }, icon("stop"));
  private readonly left = h("span", { id: "left", class: "left" });
  /** Said politely, and seen by nobody: on the page it stands where the answer will be. */
  readonly status = h("p", { class: "unseen", role: "status" });
  readonly alert = h("p", { class: "alert", role: "alert" });
  readonly cv = h("button", { type: "button", class: "plain clip", [LABEL]: "cv", onclick: () => this.asking.cv() }, icon("clip"));
  // A frame that may not send forms can still ask: nothing is ever submitted.
  readonly form = h("form", { class: "ask", onsubmit: (event: Event) => event.preventDefault() },
    this.alert, this.status,
    h("div", { class: "box" }, this.cv, this.input, this.send, this.stop),
    h("p", { class: "foot" }, h("span", { id: "reminder", [WORD]: "reminder" }), this.left));
  private words: Words;
  private warning: (words: Words) => string = () => "";
  busy = false;

  constructor(private readonly asking: Asking, words: Words) {
    this.words = words;
  }

  translate(words: Words): void {
    this.words = words;
    const text = this.warning(words);
    if (this.alert.textContent !== text) this.alert.textContent = text;
    this.settle();
  }

  /** Whether an answer is under way: then one can stop, and type what comes next. */
  set(busy: boolean): void {
    const inside = this.form.contains((this.form.getRootNode() as ShadowRoot).activeElement);
    this.busy = busy;
    this.send.hidden = busy;
    this.stop.hidden = !busy;
    // The button that was pressed is gone: the focus must not be.
    if (inside) this.input.focus({ preventScroll: true });
  }

  /** Put a question back, before what was typed since. */
  giveBack(question: string): void {
    this.input.value = [question, this.input.value].filter(Boolean).join("\n").slice(0, LONGEST);
    this.settle();
  }

  /** Say what matters now; `calm` if nothing is wrong. */
  warn(what: (words: Words) => string, calm = false): void {
    this.warning = what;
    this.alert.classList.toggle("calm", calm);
    this.alert.textContent = what(this.words);
  }

  private submit(): void {
    const question = this.input.value.trim();
    if (!question || this.busy) return;
    this.input.value = "";
    this.warn(() => "");
    this.settle();
    this.asking.send(question);
  }

  private settle(): void {
    const { length } = this.input.value;
    this.left.textContent = length < NEARLY ? "" : this.words.left(LONGEST - length);
    if (!CSS.supports("field-sizing", "content")) {
      this.input.style.height = "auto";
      this.input.style.height = `${Math.min(this.input.scrollHeight, 160)}px`;
    }
  }
}
