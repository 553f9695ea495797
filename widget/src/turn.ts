// A question and what was said to it, on the page.
import { fill, h, icon, type IconName } from "./dom";
import { cards } from "./cards";
import { mark, sources } from "./citations";
import { feedback } from "./feedback";
import type { Guide } from "./guide";
import { linkInText, withLinks } from "./links";
import { Prose, type Drawing } from "./prose";
import type { Answer } from "./records";
import { asText, copy, print, share } from "./sharing";
import printed from "./print.css";

const HELP = ["supported", "handed_over"];

export type State = "waiting" | "answered" | "stopped" | "failed";

export class Turn {
  answer: Answer | null = null;
  text = "";
  private readonly asked = h("span");
  private readonly you = h("span", { class: "unseen" });
  private readonly place = h("div", { class: "answer" });
  readonly heading = h("h3", { class: "asked", tabindex: -1 }, this.you, this.asked);
  readonly element = h("article", { class: "turn" }, this.heading, this.place);
  private readonly status = h("p", { class: "status", "aria-hidden": "true" });
  private readonly words = h("div", { class: "text" });
  private prose = new Prose(this.words);
  private state: State = "waiting";
  /** Draws what stands beside a failed or stopped answer anew in another language. */
  private trouble: (() => Node) | null = null;

  /** `kept` says that the server keeps the answer: only then can it be shared and judged. */
  constructor(private readonly guide: Guide, readonly question: string, readonly kept = true) {
    fill(this.asked, question);
    this.redraw();
  }

  /** What the guide is doing, for the eye. */
  doing(text: string): void {
    this.status.textContent = text;
  }

  grow(delta: string): void {
    this.text += delta;
    this.prose.grow(this.text, this.drawing(null));
  }

  replace(text: string): void {
    this.text = text;
    this.prose.grow(text, this.drawing(null));
  }

  settle(answer: Answer, state: State = "answered"): void {
    this.answer = answer;
    this.text = answer.text;
    this.end(state, null);
  }

  /** It ends without an answer, or with half of one. */
  end(state: State, trouble: (() => Node) | null): void {
    this.state = state;
    this.trouble = trouble;
    this.redraw();
  }

  again(): void {
    this.end("waiting", null);
  }

  redraw(): void {
    const w = this.guide.words;
    fill(this.you, `${w.you} `);
    this.element.dataset.state = this.state;
    const { answer } = this;
    if (answer) this.drawAnswer(answer);
    else {
      this.prose.grow(this.text, this.drawing(null));
      fill(this.place, this.words, this.state === "waiting" && this.status, this.trouble?.());
    }
  }

  private drawing(answer: Answer | null): Drawing {
    return {
      mark: (number) => answer ? mark(this.guide, answer, number) : h("span", { class: "cite" }, number),
      link: (text, address) => linkInText(this.guide, answer, text, address),
      // Where there is help, a tap is enough.
      text: answer && answer.made_by === "fixed" && HELP.includes(answer.outcome) ? (text, strong) => withLinks(this.guide, text, strong) : (text) => text,
      table: this.guide.words.table,
    };
  }

  private drawAnswer(answer: Answer): void {
    const w = this.guide.words;
    this.asked.lang = answer.language;
    this.words.lang = answer.language;
    this.prose.finish(answer.text, this.drawing(answer));
    // For machines that look for it: how the text was made.
    this.place.dataset.aiGenerated = answer.made_by;
    const made = [w.outcomes[answer.outcome], w.made[answer.made_by]].filter(Boolean).join(" · ");
    const under = h("div", { class: "under" });
    fill(this.place, this.words, this.trouble?.(), sources(this.guide, answer), cards(this.guide, answer),
      h("p", { class: "made small" }, made), this.actions(answer, under), under,
      answer.suggestions.length > 0 && h("div", { class: "more" }, h("p", { class: "small" }, w.more),
        h("ul", { class: "choices", lang: answer.language }, answer.suggestions.map((text) =>
          h("li", {}, h("button", { type: "button", onclick: () => this.guide.ask(text) }, text))))));
  }

  private actions(answer: Answer, under: HTMLElement): HTMLElement {
    const { guide } = this;
    const w = guide.words;
    const kept = this.kept && answer.id && guide.conversation;
    const act = (name: string, drawing: IconName, action: () => void) =>
      h("button", { type: "button", class: "plain", "aria-label": name, title: name, onclick: action }, icon(drawing));
    const root = () => this.element.getRootNode() as ShadowRoot;
    const copied = async () => {
      const said = await copy(asText(guide, answer), root()) ? w.copied : w.copyFailed;
      fill(under, h("p", { class: "small" }, said));
      guide.tell(said);
    };
    return h("div", { class: "actions" },
      act(w.copy, "copy", copied),
      kept ? act(w.share, "share", () => share(guide, answer, under)) : null,
      act(w.print, "print", () => print(guide, [this.element], printed)),
      kept ? [h("span", { class: "gap" }), feedback(guide, answer, under)] : null);
  }
}
