// The bar on top: who this is, in which language, and what else one can do. Help stands in the same place everywhere.
import { h, icon, LABEL, WORD, type IconName } from "./dom";
import { LANGUAGES, type Language } from "./i18n";

export interface Bar {
  speak(language: Language): void;
  close(): void;
  widen(): void;
  anew(): void;
  person(): void;
  data(): void;
  print(): void;
}

export class Header {
  private readonly languages = h("div", { class: "languages", role: "group", [LABEL]: "languages" }, LANGUAGES.map(([code, name]) =>
    h("button", { type: "button", value: code, lang: code, "aria-label": `${code.toUpperCase()}, ${name}`, onclick: () => this.bar.speak(code) }, code.toUpperCase())));
  readonly wide = h("button", { type: "button", class: "plain widen", [LABEL]: "expand", onclick: () => this.bar.widen() }, icon("wide"));
  private readonly opener = h("button", { type: "button", class: "plain", [LABEL]: "menu", "aria-expanded": "false", "aria-controls": "menu",
    onclick: () => this.toggle(this.menu.hidden === true) }, icon("menu"));
  readonly menu: HTMLElement;
  readonly element: HTMLElement;

  constructor(private readonly bar: Bar, inPage: boolean, avatar: string | null) {
    const entry = (word: string, drawing: IconName, action: () => void) =>
      h("li", {}, h("button", { type: "button", onclick: () => { this.toggle(false); action(); } }, icon(drawing), h("span", { [WORD]: word })));
    this.menu = h("ul", { class: "menu", id: "menu", hidden: true },
      entry("anew", "anew", () => bar.anew()), entry("person", "person", () => bar.person()),
      entry("data", "data", () => bar.data()), entry("printAll", "print", () => bar.print()));
    // Not a banner: that is the one of the page around.
    this.element = h("div", { class: "bar" },
      avatar ? h("img", { class: "avatar", src: avatar, alt: "" }) : icon("mark"),
      h("div", { class: "who" },
        h(inPage ? "h1" : "h2", { id: "title", tabindex: -1, [WORD]: "name" }),
        h("p", { class: "ai", [WORD]: "aiLabel" })),
      this.languages, this.opener, !inPage && [this.wide,
        h("button", { type: "button", class: "plain", [LABEL]: "close", onclick: () => bar.close() }, icon("close"))],
      this.menu);
    this.element.addEventListener("focusout", (event) => {
      const next = event.relatedTarget as Node | null;
      if (next && !this.menu.contains(next) && next !== this.opener) this.toggle(false);
    });
  }

  show(language: Language): void {
    for (const button of this.languages.children) button.setAttribute("aria-pressed", String((button as HTMLButtonElement).value === language));
  }

  /** Open or close the menu; true if that changed anything. */
  toggle(open: boolean): boolean {
    if (this.menu.hidden === !open) return false;
    const inside = this.menu.contains((this.menu.getRootNode() as ShadowRoot).activeElement);
    this.menu.hidden = !open;
    this.opener.setAttribute("aria-expanded", String(open));
    if (open) this.menu.querySelector("button")!.focus();
    else if (inside) this.opener.focus();
    return true;
  }

  get title(): HTMLElement {
    return this.element.querySelector<HTMLElement>("#title")!;
  }
}
