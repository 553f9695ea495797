// The little Markdown that an answer may hold: paragraphs, lists, bold, tables, [n] marks and links. Pure.

export type Inline =
  | { kind: "text"; text: string }
  | { kind: "bold"; children: Inline[] }
  | { kind: "mark"; number: number }
  | { kind: "link"; text: string; address: string };

export type Block =
  | { kind: "paragraph"; heading: boolean; lines: Inline[][] }
  | { kind: "list"; ordered: boolean; items: Inline[][] }
  | { kind: "table"; head: Inline[][]; rows: Inline[][][] };

const LIST = /^\s{0,3}(?:[-*•]|(\d{1,2})[.)])\s+/;
const TABLE = /^\s{0,3}\|/;
const RULE = /^[|\s:-]+$/;
const HEADING = /^#{1,6}\s+/;

type Shape = "list" | "table" | "heading" | "paragraph";

function shapeOf(line: string): Shape {
  if (TABLE.test(line)) return "table";
  if (LIST.test(line)) return "list";
  return HEADING.test(line) ? "heading" : "paragraph";
}

/** The text in blocks, each as its lines: what stays the same while a text grows need not be drawn again. */
export function split(text: string): string[] {
  const found: string[][] = [];
  let open: Shape | null = null;
  for (const line of text.split(/\r?\n/)) {
    if (!line.trim()) { open = open === "list" ? "list" : null; if (open) found.at(-1)!.push(""); continue; }
    const shape = shapeOf(line);
    // An indented line goes on with the point above it.
    const goesOn = shape === open || (open === "list" && /^\s{2,}\S/.test(line) && found.at(-1)!.at(-1) !== "");
    if (goesOn && shape !== "heading") found.at(-1)!.push(line);
    else { found.push([line]); open = shape === "heading" ? null : shape; }
  }
  return found.map((lines) => lines.filter(Boolean).join("\n"));
}

/** One block of `split`. An `unfinished` one is still being written: what is half there is not shown yet. */
export function block(source: string, unfinished = false): Block {
  const lines = source.split("\n");
  const parsed = (text: string, last: boolean) => inline(unfinished && last ? tidied(text) : text);
  const shape = shapeOf(lines[0]!);
  if (shape === "table") {
    const rows = lines.filter((line) => !RULE.test(line)).map((line) => cells(line).map((cell) => parsed(cell, true)));
    return { kind: "table", head: rows[0] ?? [], rows: rows.slice(1) };
  }
  if (shape === "list") {
    const items: string[] = [];
    for (const line of lines) {
      if (LIST.test(line)) items.push(line.replace(LIST, ""));
      else items[items.length - 1] += ` ${line.trim()}`;
    }
    const ordered = !!LIST.exec(lines[0]!)?.[1];
    return { kind: "list", ordered, items: items.map((item, place) => parsed(item, place === items.length - 1)) };
  }
  const heading = shape === "heading";
  return { kind: "paragraph", heading, lines: lines.map((line, place) => parsed(line.replace(HEADING, ""), place === lines.length - 1)) };
}

function cells(line: string): string[] {
  const inner = line.trim().replace(/^\||(?<!\\)\|$/g, "");
  return inner.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));
}

function tidied(text: string): string {
  const whole = text.replace(/\[\d{0,2}$/, "").replace(/(?<!\*)\*$/, "");
  return (whole.match(/\*\*/g)?.length ?? 0) % 2 ? `${whole}**`.replace(/\*\*\*\*$/, "") : whole;
}

const PIECES = /(\*\*(?=\S)[^]+?\*\*|\[\d{1,2}\]|\[[^\]\n]{1,200}\]\([^\s()]{1,2000}\)|https?:\/\/[^\s<>"'()[\]{}|\\^`*]+)/;

/** The pieces of a line. */
export function inline(text: string): Inline[] {
  return text.split(PIECES).filter(Boolean).flatMap((piece): Inline[] => {
    const mark = /^\[(\d{1,2})\]$/.exec(piece);
    if (mark) return [{ kind: "mark", number: Number(mark[1]) }];
    if (/^\*\*[^]+\*\*$/.test(piece)) return [{ kind: "bold", children: inline(piece.slice(2, -2)) }];
    const link = /^\[([^\]]+)\]\((\S+)\)$/.exec(piece);
    if (link) return [{ kind: "link", text: link[1]!, address: link[2]! }];
    if (/^https?:\/\//.test(piece)) {
      const address = piece.replace(/[.,;:!?]+$/, "");
      return [{ kind: "link", text: address, address }, ...inline(piece.slice(address.length))];
    }
    return [{ kind: "text", text: piece }];
  });
}

/** The text as one would read it aloud or paste it: no signs of Markdown. */
export function plain(text: string, marks = false): string {
  const bare = text.replace(/\*\*/g, "").replace(/^#{1,6}\s+/gm, "").replace(/^\s*[|\s:-]*-{3}[|\s:-]*$/gm, "")
    .replace(/^\s*\|\s*|\s*\|\s*$/gm, "").replace(/\s*(?<!\\)\|\s*/g, ": ").replace(/\n{3,}/g, "\n\n");
  return (marks ? bare : bare.replace(/\s*\[\d{1,2}\]/g, "")).trim();
}

/** The sentences of a growing text that are whole by now, each without signs. */
export function sentences(text: string, finished: boolean): string[] {
  const found: string[] = [];
  const lines = text.split("\n");
  lines.forEach((line, place) => {
    const open = place === lines.length - 1 && !finished;
    // A table is read when it is whole: half a row says nothing.
    if (open && TABLE.test(line)) return;
    const bare = plain(line).replace(/^\s*[-*•]\s+/, "");
    const pieces = bare.split(/(?<=[.!?…:]["”»’)]*)\s+(?=[\p{Lu}\p{N}“"«(‘])/u).filter((piece) => /[\p{L}\p{N}]/u.test(piece));
    found.push(...(open ? pieces.slice(0, -1) : pieces));
  });
  return found;
}
