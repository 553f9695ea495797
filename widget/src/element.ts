// <opinno-guide>: the guide as an element of the page, sealed off from the page's own styles.
import type { Language } from "./i18n";
import { optionsOf, SCRIPT } from "./options";
import { Panel } from "./panel";
import { themed } from "./theme";
import adapt from "./adapt.css";
import answer from "./answer.css";
import frame from "./frame.css";

export class OpinnoGuide extends HTMLElement {
  static readonly observedAttributes = ["data-colour", "data-color", "data-language"];
  private panel: Panel | null = null;
  private own: CSSStyleSheet | HTMLStyleElement | null = null;

  connectedCallback(): void {
    // Moved within the page, or put back by a framework: it goes on where it was.
    if (this.panel) return this.panel.arrive();
    const root = this.attachShadow({ mode: "open" });
    this.panel = new Panel(this, optionsOf(this));
    // Dressed while it is empty: what comes then is laid out once.
    style(root, frame + answer + adapt);
    this.own = style(root, this.looks());
    this.panel.mount(root);
  }

  disconnectedCallback(): void {
    this.panel?.depart();
  }

  attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    if (!this.panel || before === now) return;
    if (name === "data-language") {
      if (now === "en" || now === "nl" || now === "fr") this.panel.speak(now as Language, true);
    } else if (this.own instanceof CSSStyleSheet) this.own.replaceSync(this.looks());
    else if (this.own) this.own.textContent = this.looks();
  }

  /** The site's colour, and the size of type that the reader has set. */
  private looks(): string {
    return `:host{--rem:${getComputedStyle(this).fontSize}!important}${themed(this)}`;
  }

  open(): void { this.panel?.open(); }
  close(): void { this.panel?.close(); }
  ask(question: string): void { this.panel?.ask(String(question)); }
}

/** Styles that no content security policy forbids; where a browser cannot, a style element with the script's nonce. */
function style(root: ShadowRoot, text: string): CSSStyleSheet | HTMLStyleElement {
  if ("adoptedStyleSheets" in root) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    return sheet;
  }
  const made = document.createElement("style");
  if (SCRIPT?.nonce) made.nonce = SCRIPT.nonce;
  made.textContent = text;
  (root as ShadowRoot).append(made);
  return made;
}
