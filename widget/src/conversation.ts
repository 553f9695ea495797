// The course of a conversation: one question at a time, taken up again after a reload, shared with the person's other tabs.
import { bring, h, type Child } from "./dom";
import { Announcer } from "./announcer";
import type { Composer } from "./composer";
import { deliver, type Note, type Sink } from "./delivery";
import type { Guide } from "./guide";
import type { Words } from "./i18n";
import { answerOf, type Answer, type KeptConversation } from "./records";
import { identity } from "./storage";
import { straight, type ServerEvent } from "./stream";
import { Turn } from "./turn";
import { Problem, type Question } from "./transport";

const STOPPING = 2500;
const LASTING = 600;
const STEPS = ["understanding", "gathering", "composing", "checking"] as const;

/** What surrounds the conversation and wants to know of it. */
export interface Around {
  changed(): void;
  /** What had the focus may be gone. */
  moved(): void;
  answered(answer: Answer): void;
  key(conversation: string | null): void;
}

interface Run { turn: Turn; question: Question; stop: AbortController; stopped: boolean }

export class Conversation {
  readonly announcer = new Announcer();
  readonly turns: Turn[] = [];
  readonly place = h("div", { class: "turns" });
  keptUntil: string | null = null;
  private run: Run | null = null;
  private recalled: Promise<void> | null = null;
  private telling = 0;
  private what: (words: Words) => string = () => "";

  constructor(private readonly guide: Guide, private readonly composer: Composer, private readonly around: Around) {}

  get busy(): boolean {
    return this.run !== null;
  }

  ask(text: string, spoken: Question["language"] = null): void {
    if (this.run) return;
    const question = { message: identity(), question: text, conversation: this.guide.conversation, language: spoken };
    this.keep(question);
    void this.deliver(this.add(new Turn(this.guide, text)), question, false);
  }

  /** Bring back what was said before this page was loaded, and go on with what was under way. */
  recall(): Promise<void> {
    this.recalled ??= this.recallOnce();
    return this.recalled;
  }

  private async recallOnce(): Promise<void> {
    const { pending } = this.guide.keeping.read();
    if (this.guide.conversation) await this.history();
    if (!pending?.message || this.run) return;
    const question = { ...pending, language: null };
    void this.deliver(this.add(new Turn(this.guide, pending.question), false), question, true);
  }

  /** The turns that the server keeps, in place of those that are shown. */
  async history(): Promise<KeptConversation | null> {
    try {
      const kept = await this.guide.transport.json<KeptConversation>("/api/conversation", { conversation: this.guide.conversation });
      this.keptUntil = kept.kept_until ?? null;
      if (this.run) return kept;
      this.clear();
      for (const { question, answer } of kept.turns ?? []) {
        this.stand(this.add(new Turn(this.guide, String(question)), false), answerOf(answer));
      }
      this.toLatest();
      return kept;
    } catch (error) {
      if (error instanceof Problem && error.status === 404) this.expire();
      return null;
    }
  }

  stop(): void {
    const { run } = this;
    if (!run || run.stopped) return;
    run.stopped = true;
    // The server ends the answer and says what stands; if it does not, what is here has to do.
    if (run.question.message) this.guide.transport.stop(run.question).catch(() => {});
    setTimeout(() => run.stop.abort(), run.turn.text ? STOPPING : 0);
  }

  /** Leave everything: a conversation that begins anew. */
  leave(): void {
    this.run?.stop.abort();
    this.run = null;
    this.clear();
    this.keptUntil = null;
    this.rest();
    this.composer.warn(() => "");
    this.around.key(null);
    this.around.changed();
  }

  redraw(): void {
    for (const turn of this.turns) turn.redraw();
    if (this.run) this.doing(this.run.turn);
  }

  /** A file is read for one answer; it is sent once and by hand, so that it never waits anywhere. */
  async askWithFile(file: File): Promise<void> {
    if (this.run) return;
    const { guide } = this;
    const body = new FormData();
    body.set("file", file);
    body.set("language", guide.language);
    body.set("consent", "yes");
    if (guide.conversation) body.set("conversation", guide.conversation);
    const turn = this.add(new Turn(guide, guide.words.cvQuestion(straight(file.name)), false));
    const stop = new AbortController();
    const run = this.run = { turn, stop, stopped: false, question: { message: "", question: "", conversation: null, language: null } };
    this.begin(turn, (words) => words.reading);
    try {
      const said = answerOf(await guide.transport.json("/api/cv", { method: "POST", body, signal: stop.signal }));
      this.settle(turn, { ...said, conversation: "" }, false);
    } catch (error) {
      const detail = error instanceof Problem ? error.detail : "";
      if (stop.signal.aborted) this.halt(turn);
      else this.fail(turn, () => detail || guide.words.failed, null);
    }
    this.finish(run);
  }

  private async deliver(turn: Turn, question: Question, known: boolean): Promise<void> {
    const { guide } = this;
    const run: Run = this.run = { turn, question, stop: new AbortController(), stopped: false };
    this.begin(turn, (words) => words.sending);
    const sink: Sink = {
      event: (event) => this.take(run, event),
      restart: () => turn.replace(""),
      waiting: (note) => this.doing(turn, (words) => waitingFor(note, words)),
    };
    try {
      await deliver(guide.transport, question, sink, run.stop.signal, known);
    } catch (error) {
      if (this.run !== run) return;
      if (run.stop.signal.aborted) this.halt(turn);
      else if (error instanceof Problem && error.status === 404 && question.conversation) {
        // The conversation is gone, the question is not: it opens a new one.
        this.expire(turn);
        const anew = { ...question, message: identity(), conversation: null };
        this.keep(anew);
        return this.deliver(turn, anew, false);
      } else this.explain(turn, question, error);
    }
    this.finish(run);
  }

  private begin(turn: Turn, doing: (words: Words) => string): void {
    this.announcer.begin(this.guide.language);
    this.composer.set(true);
    this.doing(turn, doing);
    this.around.changed();
  }

  private finish(run: Run): void {
    if (this.run !== run) return;
    this.run = null;
    if (this.guide.keeping.read().pending) this.guide.keeping.write({ pending: null });
    this.rest();
    this.announcer.end();
    this.around.changed();
  }

  private rest(): void {
    clearTimeout(this.telling);
    this.composer.status.textContent = "";
    this.composer.set(false);
  }

  private take(run: Run, { name, data }: ServerEvent): void {
    const { turn } = run;
    if (this.run !== run) return;
    if (name === "status") {
      const step = STEPS.find((one) => one === data?.step);
      if (step) this.doing(turn, (words) => words[step]);
    } else if (name === "text" || name === "replace") {
      if (name === "text") turn.grow(String(data?.delta ?? ""));
      else turn.replace(String(data?.text ?? ""));
      this.announcer.speak(turn.text, false);
    } else if (name === "answer") {
      this.settle(turn, answerOf(data), run.stopped);
    }
  }

  private settle(turn: Turn, answer: Answer, stopped: boolean): void {
    const { guide } = this;
    // What was said of a CV is not kept, and belongs to no conversation.
    if (answer.conversation) this.around.key(answer.conversation);
    this.announcer.log.lang = answer.language;
    // A reload may have found it in the history already.
    for (const twin of this.turns.filter((one) => one !== turn && one.answer?.id === answer.id && answer.id)) this.drop(twin);
    this.stand(turn, answer, stopped);
    this.announcer.correct(answer.text, guide.words.corrected, guide.language);
    if (answer.citations.length) this.announcer.say(guide.words.sourcesFound(answer.citations.length), guide.language);
    this.around.answered(answer);
  }

  /** What was answered stands; where it is not whole, the question can be asked anew. */
  private stand(turn: Turn, answer: Answer, stopped = !!answer.stopped): void {
    turn.settle(answer);
    if (stopped || answer.stopped) this.halt(turn);
    else if (answer.outcome === "failed") turn.end("answered", () => h("div", { class: "acts" }, this.anew(turn)));
  }

  private halt(turn: Turn): void {
    turn.end("stopped", () => h("div", { class: "note" }, h("p", {}, this.guide.words.stopped), this.anew(turn)));
  }

  /** The button that asks the same once more. A file is gone by then, and is chosen again. */
  private anew(turn: Turn): Child {
    return turn.kept && h("button", { type: "button", class: "action secondary", onclick: () => {
      if (this.run) return;
      if (!turn.answer) this.drop(turn);
      this.guide.ask(turn.question);
    } }, this.guide.words.retry);
  }

  private explain(turn: Turn, question: Question, error: unknown): void {
    if (error instanceof Problem && [400, 413, 422].includes(error.status)) {
      // The question itself was refused: it goes back into the box with the reason.
      this.drop(turn);
      this.composer.giveBack(question.question);
      this.composer.warn((words) => error.detail || words.failed);
      return;
    }
    const { status, detail } = error instanceof Problem ? error : { status: 0, detail: "" };
    // The server's own words come first: to somebody in need they say where there is help.
    const why = () => status === 401 || status === 403 ? this.guide.words.notAllowed
      : detail || (status === 429 || status === 503 ? this.guide.words.busyStill : this.guide.words.failed);
    this.fail(turn, why, () => {
      if (this.run) return;
      turn.again();
      this.around.moved();
      this.keep(question);
      // The same message: if the server had it after all, it does not answer twice.
      void this.deliver(turn, question, false);
    });
  }

  private fail(turn: Turn, why: () => string, again: (() => void) | null): void {
    const { guide } = this;
    const edit = () => { this.drop(turn); this.composer.giveBack(turn.question); this.around.changed(); this.composer.input.focus(); };
    turn.end("failed", () => h("div", { class: "note fault" }, h("p", {}, why()), h("div", { class: "acts" },
      again && h("button", { type: "button", class: "action primary", onclick: again }, guide.words.retry),
      again && h("button", { type: "button", class: "action secondary", onclick: edit }, guide.words.edit))));
    // It stands where the answer would be; to those who do not see it, it is said.
    this.announcer.say(why(), guide.language);
  }

  private keep({ message, question, conversation }: Question): void {
    this.guide.keeping.write({ pending: { message, question, conversation }, open: true });
  }

  /** What is being done; without a new word for it, the same in the language that is now chosen. */
  private doing(turn: Turn, what = this.what): void {
    this.what = what;
    const text = what(this.guide.words);
    turn.doing(text);
    clearTimeout(this.telling);
    // Steps that pass at once are not worth hearing.
    this.telling = setTimeout(() => {
      if (this.composer.status.textContent !== text) this.composer.status.textContent = text;
    }, LASTING);
  }

  private expire(before?: Turn): void {
    this.around.key(null);
    for (const turn of this.turns.filter((one) => one !== before)) this.drop(turn);
    this.composer.warn((words) => words.expired);
  }

  private add(turn: Turn, show = true): Turn {
    this.turns.push(turn);
    this.place.append(turn.element);
    this.around.changed();
    // The question at the top, so that its answer is read from its beginning.
    if (show) bring(turn.element);
    return turn;
  }

  private drop(turn: Turn): void {
    turn.element.remove();
    const place = this.turns.indexOf(turn);
    if (place >= 0) this.turns.splice(place, 1);
  }

  private clear(): void {
    for (const turn of [...this.turns]) this.drop(turn);
    this.announcer.begin(this.guide.language);
  }

  private toLatest(): void {
    const last = this.turns.at(-1);
    if (last) bring(last.element);
    this.around.changed();
  }
}

function waitingFor(note: Note, words: Words): string {
  return note.step === "busy" ? `${note.detail || words.crowded} ${words.busy(note.seconds)}` : words[note.step];
}
