// Elements are built from parts, and words are set as text: no markup is ever parsed.

export type Child = Node | string | number | null | undefined | false | readonly Child[];
type Value = string | number | boolean | null | undefined | ((event: any) => void);
export type Props = Record<string, Value>;

/** An element with attributes, listeners (`onclick: …`) and children. */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, props: Props = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function") made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value != null) made.setAttribute(name, String(value));
  }
  add(made, children);
  return made;
}

/** The text with spaces that do not break where French has them: before high signs and within quotation marks. */
function bound(text: string): string {
  return text.replace(/ (?=[?!:;»])|(?<=«) /g, "\u00a0");
}

/** Put children at the end of a place. */
export function add(place: Element | DocumentFragment, children: readonly Child[]): void {
  for (const child of children) {
    if (Array.isArray(child)) add(place, child);
    else if (child || child === 0) place.append(child instanceof Node ? child : bound(String(child)));
  }
}

const FOCUSABLE = "button, a, input, textarea, summary, [tabindex]";

/** Let a place hold these children and nothing else. A focus in it goes to what now stands where it was. */
export function fill(place: Element, ...children: Child[]): void {
  const active = (place.getRootNode() as Partial<ShadowRoot>).activeElement;
  const before = active && active !== place && place.contains(active) ? [...place.querySelectorAll(FOCUSABLE)].indexOf(active) : -1;
  place.replaceChildren();
  add(place, children);
  if (before >= 0) place.querySelectorAll<HTMLElement>(FOCUSABLE)[before]?.focus({ preventScroll: true });
}

// `scrollIntoView` would move the page around the guide, too.

function scrolling(element: Element): HTMLElement | null {
  let place = element.parentElement;
  while (place && !/auto|scroll/.test(getComputedStyle(place).overflowY)) place = place.parentElement;
  return place;
}

/** Scroll so that an element stands at the top, or some rem below it. */
export function bring(element: HTMLElement, below = 1): void {
  const place = scrolling(element);
  if (place) place.scrollTop += element.getBoundingClientRect().top - place.getBoundingClientRect().top - below * 16;
}

/** Scroll as little as needed for an element to be seen whole. */
export function show(element: HTMLElement): void {
  const place = scrolling(element);
  if (!place) return;
  const [inner, outer] = [element.getBoundingClientRect(), place.getBoundingClientRect()];
  if (inner.bottom > outer.bottom) place.scrollTop += inner.bottom - outer.bottom + 12;
  else if (inner.top < outer.top) place.scrollTop -= outer.top - inner.top + 12;
}

// Words of the frame outlive a change of language: the place remembers which word it shows.

/** Show one of the words in a place, now and after every `translate`. */
export const WORD = "data-word";
export const LABEL = "data-label";

export function translate(root: ParentNode, words: object): void {
  const word = (key: string | null) => String((words as Record<string, unknown>)[key ?? ""] ?? "");
  for (const place of root.querySelectorAll(`[${WORD}]`)) place.textContent = bound(word(place.getAttribute(WORD)));
  for (const place of root.querySelectorAll(`[${LABEL}]`)) {
    const text = word(place.getAttribute(LABEL));
    place.setAttribute("aria-label", text);
    if (place instanceof HTMLButtonElement) place.title = text;
    if (place instanceof HTMLTextAreaElement) place.placeholder = text;
  }
}

const PATHS = {
  mark: "M16 26v-8c0-5-7-3-7-9m7 9c0-5 7-3 7-9",
  close: "M5 5l10 10M15 5 5 15",
  menu: "M5 10h.01M10 10h.01M15 10h.01",
  wide: "M11.5 4H16v4.5M16 4l-5 5M8.5 16H4v-4.5M4 16l5-5",
  send: "M10 16V4M4.5 9.5 10 4l5.5 5.5",
  stop: "M6.5 6.5h7v7h-7z",
  clip: "M5 2.5h6.5L15 6v11.5H5zM11.5 2.5V6H15M7.5 10h5M7.5 13h3.5",
  back: "M12 4.5 6.5 10l5.5 5.5",
  copy: "M7.5 7.5h8v8h-8zM12.5 4.5h-8v8",
  share: "M10 12V3.5M6.5 6.5 10 3l3.5 3.5M6 9.5H4.5v7h11v-7H14",
  print: "M6 8V3.5h8V8M6 14H3.5V8h13v6H14M6 12h8v4.5H6z",
  good: "M6.5 9 9.5 3c1.5 0 2 1 2 2v3h4l-1 7.5h-8zM3.5 9v6.5",
  bad: "M6.5 11l3 6c1.5 0 2-1 2-2v-3h4l-1-7.5h-8zM3.5 11V4.5",
  anew: "M10 4v12M4 10h12",
  person: "M10 10.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6M4 16.5c.5-3 3-4 6-4s5.5 1 6 4",
  data: "M10 3l5.5 2v4.5c0 4-2.5 6.5-5.5 7.5-3-1-5.5-3.5-5.5-7.5V5z",
  calendar: "M4 5.5h12v11H4zM4 9h12M7 3.5v3M13 3.5v3",
  down: "M10 4v12M4.5 10.5 10 16l5.5-5.5",
} as const;

export type IconName = keyof typeof PATHS;

/** A drawing of a few strokes, for the eye alone. */
export function icon(name: IconName): SVGSVGElement {
  return drawing(name === "mark" ? "mark" : `icon i-${name}`, name === "mark" ? 32 : 20, [PATHS[name]], []);
}

/** Many ways up from one stem: what the guide is about. */
export function ways(): SVGSVGElement {
  const lines = ["M100 196v-58c0-44-66-30-66-80", "M100 138c0-52-30-60-30-104", "M100 138c0-60 34-66 34-112", "M134 26c0 40 0 0 0 0M117 84c0-32 51-14 51-30"];
  return drawing("ways", 200, lines, [[34, 46], [70, 22], [134, 14], [168, 54]]);
}

function drawing(className: string, size: number, lines: string[], dots: [number, number][]): SVGSVGElement {
  const made = svg("svg", { viewBox: `0 0 ${size} ${size}`, class: className, "aria-hidden": "true", focusable: "false" });
  made.append(...lines.map((d) => svg("path", { d })), ...dots.map(([cx, cy]) => svg("circle", { cx, cy, r: 12 })));
  return made;
}

function svg<K extends keyof SVGElementTagNameMap>(tag: K, attributes: Record<string, string | number>): SVGElementTagNameMap[K] {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  return made;
}
