// What the widget says in its own words, in three languages.
import { en, type Words } from "./en";
import { fr } from "./fr";
import { nl } from "./nl";

export type { Words } from "./en";
export type Language = "en" | "nl" | "fr";

export const WORDS: Record<Language, Words> = { en, nl, fr };
export const LANGUAGES: [Language, string][] = [["en", "English"], ["nl", "Nederlands"], ["fr", "français"]];

/** The first of some language tags that the guide speaks. */
export function spoken(...tags: (string | null | undefined)[]): Language {
  for (const tag of tags) {
    const code = tag?.slice(0, 2).toLowerCase();
    if (code && Object.hasOwn(WORDS, code)) return code as Language;
  }
  return "en";
}

/** A day or a month as it is written in a language; what is no date stays as it came. */
export function day(iso: unknown, words: Words, month: "long" | "short" = "long"): string {
  const text = String(iso ?? "");
  const whole = /^\d{4}-\d\d$/.test(text);
  // A day without a time has no time zone: it must not slip to the day before.
  const date = new Date(whole ? `${text}-15` : /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T12:00:00Z` : text);
  if (isNaN(+date) || /^\d{0,4}$/.test(text)) return text;
  return kept(date.toLocaleDateString(words.locale, { day: whole ? undefined : "numeric", month, year: "numeric", timeZone: "Europe/Brussels" }));
}

/** A date is not broken over two lines. */
const kept = (date: string) => date.replaceAll(" ", "\u00a0");

/** A moment with its time, as the clock stands in Flanders. */
export function moment(iso: string, words: Words): string {
  const date = new Date(iso);
  if (isNaN(+date)) return iso;
  return date.toLocaleString(words.locale, {
    weekday: "short", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit",
    timeZone: "Europe/Brussels",
  });
}
