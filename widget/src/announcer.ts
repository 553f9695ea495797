// What is said aloud: whole sentences, each once, in a log of its own. The words on the page change far too often.
import { h } from "./dom";
import { sentences } from "./markdown";

const HEARD = 20_000;

export class Announcer {
  readonly log = h("div", { class: "unseen", role: "log", "aria-live": "polite", "aria-relevant": "additions" });
  private said = new Set<string>();
  private ending = 0;

  /** A new answer begins. */
  begin(language: string): void {
    clearTimeout(this.ending);
    this.said.clear();
    this.log.replaceChildren();
    this.log.lang = language;
  }

  /** Say the sentences of the text that are whole and were not said yet. */
  speak(text: string, finished: boolean): void {
    const fresh = sentences(text, finished).filter((sentence) => !this.said.has(sentence));
    for (const sentence of fresh) this.said.add(sentence);
    if (fresh.length) this.log.append(h("p", {}, fresh.join(" ")));
  }

  /** Say something in the guide's own words. */
  say(text: string, language: string): void {
    this.log.append(h("p", { lang: language }, text));
  }

  /** All is said. Who reads on by themselves must not come upon it a second time. */
  end(): void {
    this.ending = setTimeout(() => this.log.replaceChildren(), HEARD);
  }

  /** The text that stands is not the one that was said: say what is new in it. */
  correct(text: string, word: string, language: string): void {
    const stands = sentences(text, true);
    const wrong = [...this.said].some((sentence) => !stands.includes(sentence));
    if (wrong) this.say(word, language);
    this.speak(text, true);
  }
}
