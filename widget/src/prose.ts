// The text of an answer on the page. While it grows, only the blocks that changed are drawn again.
import { add, fill, h, type Child } from "./dom";
import { block, split, type Block, type Inline } from "./markdown";

export interface Drawing {
  mark(number: number): Child;
  link(text: string, address: string): Child;
  text(text: string, strong: boolean): Child;
  table: string;
}

export class Prose {
  private sources: string[] = [];

  constructor(private readonly place: Element) {}

  /** Show a text that is not whole yet. */
  grow(text: string, drawing: Drawing): void {
    const sources = split(text);
    let same = 0;
    // The last block may have been drawn half: it always counts as changed.
    while (same < sources.length - 1 && same < this.sources.length - 1 && sources[same] === this.sources[same]) same++;
    while (this.place.children.length > same) this.place.lastElementChild!.remove();
    sources.slice(same).forEach((source, place) => {
      this.place.append(drawn(block(source, same + place === sources.length - 1), drawing));
    });
    this.sources = sources;
  }

  /** Show the text that stands. */
  finish(text: string, drawing: Drawing): void {
    this.sources = [];
    fill(this.place, split(text).map((source) => drawn(block(source), drawing)));
  }
}

function drawn(shape: Block, drawing: Drawing): HTMLElement {
  if (shape.kind === "list") {
    return h(shape.ordered ? "ol" : "ul", {}, shape.items.map((item) => h("li", {}, pieces(item, drawing))));
  }
  if (shape.kind === "table") return table(shape.head, shape.rows, drawing);
  const made = h("p", shape.heading ? { class: "heading" } : {});
  shape.lines.forEach((line, place) => add(made, [place > 0 && h("br"), pieces(line, drawing)]));
  return made;
}

function pieces(line: Inline[], drawing: Drawing, strong = false): Child[] {
  const made: Child[] = [];
  line.forEach((piece, place) => {
    if (piece.kind === "text") {
      const [before, held] = line[place + 1]?.kind === "mark" ? lastWord(piece.text) : [piece.text, ""];
      if (before) made.push(drawing.text(before, strong));
      if (held) made.push(h("span", { class: "held" }, held));
    } else if (piece.kind === "mark") {
      const held = made.at(-1);
      // A mark goes with the word that it stands behind: it never begins a line.
      if (held instanceof HTMLElement && held.className === "held") add(held, [drawing.mark(piece.number)]);
      else made.push(drawing.mark(piece.number));
    } else made.push(piece.kind === "bold" ? h("strong", {}, pieces(piece.children, drawing, true)) : drawing.link(piece.text, piece.address));
  });
  return made;
}

/** A text before its last word, and that word with the space behind it, unless it is too long to be kept whole. */
function lastWord(text: string): [string, string] {
  const found = /(?<=^|\s)\S{0,16}\s*$/.exec(text);
  return found ? [text.slice(0, found.index), found[0]] : [text, ""];
}

function textOf(piece: Inline): string {
  if (piece.kind === "bold") return piece.children.map(textOf).join("");
  return piece.kind === "mark" ? "" : piece.text;
}

/** A word that does not go into half of a phone's width. */
const LONG = /[\p{L}\p{N}]{17}/u;

/** A table, whose roles are spelled out: on a narrow screen its rows are laid out as a grid. */
function table(head: Inline[][], rows: Inline[][][], drawing: Drawing): HTMLElement {
  const names = head.map((line) => line.map(textOf).join(""));
  const cell = (line: Inline[], first: boolean, place: number) => {
    if (first && !line.length) return h("td", { role: "cell" });
    if (first) return h("th", { scope: "col", role: "columnheader" }, pieces(line, drawing));
    return place ? h("td", { role: "cell", "data-of": names[place] }, pieces(line, drawing)) : h("th", { scope: "row", role: "rowheader" }, pieces(line, drawing));
  };
  const row = (cells: Inline[][], first: boolean) =>
    h("tr", { role: "row" }, cells.map((line, place) => cell(line, first, place)));
  const long = [head, ...rows].flat().some((line) => line.some((piece) => LONG.test(textOf(piece))));
  return h("div", { class: `wide${head.length > 3 ? " many" : long ? " long" : ""}`, tabindex: 0, role: "region", "aria-label": drawing.table },
    h("table", { role: "table" },
      h("thead", { role: "rowgroup" }, row(head, true)),
      h("tbody", { role: "rowgroup" }, rows.map((cells) => row(cells, false)))));
}
