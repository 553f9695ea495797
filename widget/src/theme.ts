// The site's colour, checked: what could not be read is corrected, and the console says so.

type Colour = [number, number, number];

const PAPER = { light: [255, 255, 255] as Colour, dark: [22, 31, 28] as Colour };
const INK: Colour = [12, 28, 24];
const WHITE: Colour = [255, 255, 255];
const READABLE = 4.5;

function luminance(colour: Colour): number {
  const [r, g, b] = colour.map((part) => {
    const value = part / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as Colour;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** The contrast of two colours, as WCAG reckons it. */
export function contrast(one: Colour, other: Colour): number {
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

export function mix(one: Colour, other: Colour, part: number): Colour {
  return one.map((value, place) => Math.round(value + (other[place]! - value) * part)) as Colour;
}

/** The least contrast of a colour: on a ground, or on its own tint of it, where numbers and buttons stand. */
const least = (colour: Colour, ground: Colour) => Math.min(contrast(colour, ground), contrast(colour, mix(ground, colour, TINT)));

/** The colour, as near as can be read on a ground and on its tint. */
export function readable(colour: Colour, ground: Colour, towards: Colour): Colour {
  for (let part = 0; part <= 1; part += 0.04) {
    const tried = mix(colour, towards, part);
    if (least(tried, ground) >= READABLE) return tried;
  }
  return towards;
}

const TINT = 0.11;
const text = (colour: Colour) => `rgb(${colour.join(" ")})`;

/** Variables for light and dark out of one colour; `corrected` where it could not be used as it was. */
export function palette(colour: Colour): { light: string; dark: string; corrected: Colour | null } {
  const variables = (accent: Colour, ground: Colour) => {
    const on = contrast(WHITE, accent) >= contrast(INK, accent) ? WHITE : INK;
    const asked = ground === PAPER.dark ? `--asked:${text(mix(ground, accent, 0.25))}!important;` : "";
    return `--accent:${text(accent)}!important;--on-accent:${text(on)}!important;--tint:${text(mix(ground, accent, TINT))}!important;${asked}`;
  };
  const light = readable(colour, PAPER.light, [0, 0, 0]);
  const dark = readable(mix(colour, WHITE, 0.25), PAPER.dark, WHITE);
  return { light: variables(light, PAPER.light), dark: variables(dark, PAPER.dark), corrected: light.join() === colour.join() ? null : light };
}

/** A colour as the browser understands it; null if it does not. */
export function parse(wanted: string, near: HTMLElement): Colour | null {
  if (!wanted || !CSS.supports("color", wanted)) return null;
  const probe = near.ownerDocument.createElement("canvas").getContext("2d", { willReadFrequently: true });
  if (!probe) return null;
  probe.fillStyle = wanted;
  probe.fillRect(0, 0, 1, 1);
  const [r, g, b, a] = probe.getImageData(0, 0, 1, 1).data;
  return a === 255 ? [r!, g!, b!] : null;
}

/** The style of one element's own colour; empty when the site names none. */
export function themed(host: HTMLElement): string {
  const wanted = (host.getAttribute("data-colour") ?? host.getAttribute("data-color") ?? getComputedStyle(host).getPropertyValue("--opinno-accent")).trim();
  if (!wanted) return "";
  const colour = parse(wanted, host);
  if (!colour) {
    console.warn(`<opinno-guide>: “${wanted}” is no colour that can be used; the guide keeps its own.`);
    return "";
  }
  const { light, dark, corrected } = palette(colour);
  if (corrected) {
    console.warn(`<opinno-guide>: “${wanted}” has too little contrast (${(Math.floor(least(colour, PAPER.light) * 10) / 10).toFixed(1)}:1, ${READABLE}:1 is needed); ${text(corrected)} is used.`);
  }
  return `:host{${light}}@media (prefers-color-scheme:dark){:host(:not([data-theme=light])){${dark}}}:host([data-theme=dark]){${dark}}`;
}
