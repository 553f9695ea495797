// The whole guide in its frame: what is open, in which language, and where the focus goes.
import { Composer } from "./composer";
import { Conversation } from "./conversation";
import { add, fill, h, icon, LABEL, translate, WORD, type Child } from "./dom";
import { greeting } from "./greeting";
import type { Guide } from "./guide";
import { Header } from "./header";
import { spoken, WORDS, type Language, type Words } from "./i18n";
import type { Options } from "./options";
import printed from "./print.css";
import type { Session } from "./records";
import { cvSheet, dataSheet, personSheet } from "./sheets";
import { print } from "./sharing";
import { Keeping } from "./storage";
import { Transport } from "./transport";

/** On a small screen the panel is all there is: then it is modal, and what lies behind it is out of reach. */
const SMALL = "(max-width: 34rem), (max-height: 26rem)";

/** Whether it is held in the hand. */
const touched = () => matchMedia("(pointer: coarse)").matches;

type Sheet = "data" | "person" | "cv";

export class Panel implements Guide {
  language: Language;
  conversation: string | null;
  readonly transport: Transport;
  readonly keeping: Keeping;
  private readonly header: Header;
  private readonly composer: Composer;
  private readonly said: Conversation;
  private session: Session = {};
  private met = false;
  private chosen = false;
  private sheet: Sheet | null = null;
  private before: HTMLElement | null = null;
  private opener: HTMLElement | null = null;
  private stood = 0;
  private readonly small = matchMedia(SMALL);
  private here = new AbortController();
  /** Above the page, whatever it does to what stands in it: transforms, clips, the largest z-index. */
  private readonly top = h("div", { class: "top" });

  private readonly welcome = h("section", { class: "welcome" });
  private readonly body = h("div", { class: "body", role: "region", tabindex: 0, [LABEL]: "conversation" });
  private readonly over = h("section", { class: "sheet", hidden: true, "aria-labelledby": "sheet-title" });
  private readonly latest = h("button", { type: "button", class: "latest", [LABEL]: "latest", hidden: true,
    onclick: () => { this.body.scrollTo({ top: this.body.scrollHeight }); this.body.focus(); } }, icon("down"));
  private readonly launcher = h("button", { type: "button", class: "launcher", "aria-haspopup": "dialog", "aria-expanded": "false",
    [LABEL]: "launchLong", onclick: () => this.open() });
  readonly frame: HTMLElement;

  constructor(private readonly host: HTMLElement, private readonly options: Options) {
    this.keeping = new Keeping(`opinno-guide:${options.site}`);
    const kept = this.keeping.read();
    this.chosen = !!kept.language;
    this.language = spoken(kept.language, options.language, ...navigator.languages);
    this.conversation = kept.conversation ?? null;
    this.transport = new Transport(options.server, options.site, () => this.language);
    this.header = new Header({
      speak: (language) => this.speak(language, true), close: () => this.close(), widen: () => this.widen(),
      anew: () => { this.said.leave(); this.back(); this.rest(); }, person: () => this.show("person"), data: () => this.show("data"),
      print: () => print(this, this.said.turns.map((turn) => turn.element), printed),
    }, options.inPage, options.avatar);
    this.composer = new Composer({ send: (text) => this.ask(text), stop: () => this.said.stop(), cv: () => this.show("cv") }, this.words);
    this.said = new Conversation(this, this.composer, {
      changed: () => this.settle(), moved: () => this.rest(), key: (conversation) => this.key(conversation),
      answered: ({ id }) => {
        // Another tab of this conversation sees by it that there is something new.
        if (this.conversation) this.keeping.write({ last: id });
        this.host.dispatchEvent(new CustomEvent("opinno-answer", { bubbles: true }));
      },
    });
    // On a page of its own the questions stand one level below its title, as they do in a panel.
    if (options.inPage) this.body.append(h("h2", { class: "unseen", [WORD]: "conversation" }));
    this.body.append(this.welcome, this.said.place);
    const parts: Child[] = [this.header.element, this.body, this.latest, this.composer.form, this.over, this.said.announcer.log];
    this.frame = options.inPage ? h("main", { class: "panel page", "aria-labelledby": "title" }, parts)
      : h("dialog", { class: "panel", "aria-labelledby": "title" }, parts);
    this.launcher.append(options.avatar ? h("img", { class: "avatar", src: options.avatar, alt: "" }) : icon("mark"), h("span", { [WORD]: "launch" }));
    this.listen();
  }

  get words(): Words {
    return WORDS[this.language];
  }

  get isOpen(): boolean {
    return this.options.inPage || (this.frame as HTMLDialogElement).open;
  }

  /** Put it on the page. */
  mount(root: ShadowRoot): void {
    if (!this.options.inPage) add(this.top, [this.launcher, this.frame]);
    root.append(this.options.inPage ? this.frame : this.top);
    this.speak(this.language, false);
    this.arrive();
    if (this.options.inPage) void this.wake();
    // What was open stays open on the next page; a small screen shows the page that was asked for.
    else if ((this.options.open || this.keeping.read().open) && !this.small.matches) this.open(false);
  }

  /** It came to a place on the page: into the top layer, where the browser has one, which what is moved about leaves. */
  arrive(): void {
    this.attend();
    const { top, small, frame } = this;
    if (this.options.inPage || !top.showPopover) return;
    top.popover = "manual";
    if (!top.matches(":popover-open")) top.showPopover();
    if (small.matches && this.isOpen) this.anew(frame as HTMLDialogElement);
  }

  /** It was taken off the page, perhaps for ever: nothing there must hold on to it. */
  depart(): void {
    this.here.abort();
  }

  open(focus = true): void {
    if (!this.isOpen) {
      this.before = (document.activeElement === this.host ? null : document.activeElement) as HTMLElement | null;
      this.launcher.hidden = true;
      this.launcher.setAttribute("aria-expanded", "true");
      this.raise();
      if (this.conversation) this.keeping.write({ open: true });
      this.host.dispatchEvent(new CustomEvent("opinno-open", { bubbles: true }));
      void this.wake();
    }
    // A touch keyboard would cover the welcome: there the title gets the focus.
    if (focus) (touched() ? this.header.title : this.composer.input).focus();
  }

  close(): void {
    if (this.options.inPage || !this.isOpen) return;
    const { inside } = this;
    (this.frame as HTMLDialogElement).close();
    this.launcher.hidden = false;
    this.launcher.setAttribute("aria-expanded", "false");
    if (this.conversation) this.keeping.write({ open: false });
    if (inside) (this.before?.isConnected && this.before !== document.body ? this.before : this.launcher).focus();
    this.host.dispatchEvent(new CustomEvent("opinno-close", { bubbles: true }));
  }

  ask(question: string): void {
    const inside = this.inside;
    this.open(false);
    this.back();
    // A word or two does not tell its language: then the chosen one counts.
    const short = this.chosen && question.trim().split(/\s+/).length < 3;
    this.said.ask(question, short ? this.language : null);
    // What was pressed, a starter or a suggestion, is gone.
    if (inside) this.rest();
  }

  tell(text: string): void {
    this.composer.status.textContent = "";
    this.composer.status.textContent = text;
  }

  speak(language: Language, chosen: boolean): void {
    this.language = language;
    this.host.lang = language;
    if (this.options.inPage) document.documentElement.lang = language;
    if (chosen) this.chosen = true;
    // Only once there is something to keep: before the first question nothing is stored.
    if (chosen && this.conversation) this.keeping.write({ language });
    translate(this.frame, this.words);
    translate(this.launcher.parentNode ?? this.frame, this.words);
    this.composer.translate(this.words);
    this.header.show(language);
    this.greet();
    this.said.redraw();
    if (this.sheet) this.show(this.sheet);
  }

  private key(conversation: string | null): void {
    this.conversation = conversation;
    if (conversation) this.keeping.write({ conversation, open: true, language: this.chosen ? this.language : null });
    else this.keeping.forget();
  }

  /** The first time that it is seen: what the server tells the site, and what was said before. */
  private async wake(): Promise<void> {
    const kept = this.keeping.read();
    if (kept.pending || this.conversation) void this.said.recall();
    if (this.met) return;
    this.met = true;
    this.session = await this.transport.notice();
    this.composer.cv.hidden = this.session.cv === false;
    this.greet();
    if (this.sheet) this.show(this.sheet);
  }

  private greet(): void {
    fill(this.welcome, greeting(this, this.options.greeting, this.session.notice?.days ?? null));
  }

  private show(sheet: Sheet): void {
    const fresh = this.sheet !== sheet;
    if (!this.sheet) this.opener = this.active;
    this.sheet = sheet;
    const { words: w } = this;
    const doing = {
      back: () => this.back(), ask: (text: string) => this.ask(text),
      file: (file: File) => { this.back(); void this.said.askWithFile(file); this.rest(); },
      deleted: () => { this.said.leave(); this.back(); this.composer.warn((words) => words.dataDeleted, true); },
    };
    const titles = { data: w.data, person: w.person, cv: w.cvTitle };
    const content = sheet === "data" ? dataSheet(this, doing, this.session.notice?.days ?? null, this.said.keptUntil)
      : sheet === "person" ? personSheet(this, doing, this.session) : cvSheet(this, doing);
    const title = h("h3", { id: "sheet-title", tabindex: -1 }, titles[sheet]);
    fill(this.over, h("div", { class: "top" },
      h("button", { type: "button", class: "plain", "aria-label": w.back, title: w.back, onclick: () => this.back() }, icon("back")), title), content);
    this.over.hidden = false;
    this.body.inert = this.composer.form.inert = true;
    if (fresh) title.focus();
  }

  /** Away with what lies over the conversation; true if there was anything. */
  private back(): boolean {
    if (!this.sheet) return false;
    this.sheet = null;
    this.over.hidden = true;
    fill(this.over);
    this.body.inert = this.composer.form.inert = false;
    if (this.opener) this.opener.focus();
    else this.rest();
    return true;
  }

  private get active(): HTMLElement | null {
    return (this.frame.getRootNode() as ShadowRoot).activeElement as HTMLElement | null;
  }

  private get inside(): boolean {
    return !!this.active;
  }

  /** The focus comes to rest where one goes on: in the box, or where that would call up a keyboard, at the question. */
  private rest(): void {
    (touched() ? this.said.turns.at(-1)?.heading ?? this.header.title : this.composer.input).focus({ preventScroll: true });
  }

  private settle(): void {
    const started = this.said.turns.length > 0;
    this.welcome.hidden = started;
    this.body.setAttribute("aria-busy", String(this.said.busy));
    this.scrolled();
  }

  /** One layer at a time: the menu, a sheet, an answer under way, the panel. */
  private away(): void {
    if (this.header.toggle(false) || this.back()) return;
    if (this.said.busy) this.said.stop();
    else this.close();
  }

  private widen(): void {
    const wide = this.frame.classList.toggle("wide-panel");
    this.header.wide.setAttribute(LABEL, wide ? "shrink" : "expand");
    translate(this.header.element, this.words);
  }

  private raise(): void {
    const dialog = this.frame as HTMLDialogElement;
    // `show()` would take the focus from the page also when nobody asked for it.
    if (this.small.matches) dialog.showModal();
    else dialog.open = true;
  }

  private anew(dialog: HTMLDialogElement): void {
    dialog.close();
    this.raise();
  }

  /** The way to the latest shows to those who went back, and not to those who are reading on. */
  private scrolled(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.body;
    const back = scrollTop < this.stood - 2;
    if (Math.abs(scrollTop - this.stood) > 2) this.latest.hidden = !back || scrollHeight - scrollTop - clientHeight < 400;
    this.stood = scrollTop;
  }

  private listen(): void {
    this.frame.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      this.away();
    });
    this.frame.addEventListener("cancel", (event) => { event.preventDefault(); this.away(); });
    this.frame.addEventListener("pointerdown", (event) => {
      if (!this.header.element.contains(event.target as Node)) this.header.toggle(false);
    });
    this.body.addEventListener("scroll", () => this.scrolled(), { passive: true });
  }

  /** Look at what goes on around it, as long as it is here. */
  private attend(): void {
    this.here.abort();
    const { signal } = this.here = new AbortController();
    this.small.addEventListener("change", () => {
      if (!this.options.inPage && this.isOpen) this.anew(this.frame as HTMLDialogElement);
    }, { signal });
    // Another tab of the same conversation said something, or ended it.
    window.addEventListener("storage", (event) => {
      if (event.key !== `opinno-guide:${this.options.site}` || event.storageArea === sessionStorage || this.said.busy) return;
      const mine = JSON.stringify(this.conversation);
      if (this.conversation && this.isOpen && (event.newValue ?? event.oldValue)?.includes(mine)) void this.said.history();
    }, { signal });
    // The keyboard of a phone takes its room from below.
    window.visualViewport?.addEventListener("resize", () => {
      // Enlarged with two fingers, less is seen of a panel that stays as large as it was.
      const { height, scale } = window.visualViewport!;
      this.frame.style.setProperty("--seen", `${Math.ceil(height * scale)}px`);
    }, { signal });
  }
}
