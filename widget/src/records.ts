// What the server sends, as far as the widget looks at it. Nothing in it is trusted to be there.
import type { Language } from "./i18n";

export interface Reference { title: string; publisher?: string; address?: string | null; as_of?: string | null }

export interface Citation {
  number: number; title: string; heading: string; address: string; quote: string; kind: string; checked: string;
  language: string; example?: boolean; publisher?: string; references?: Reference[];
}

export interface Verdict { need: string; line?: string | null; detail?: string | null }

/** A vacancy, event, course or path; which fields it has is its kind's business. */
export interface Card {
  kind: string; id: string; title: string; address: string; checked?: string; example?: boolean;
  employer?: string; places?: string[]; remote?: string | null; contract?: string | null; hours?: string | null;
  salary?: string | null; verdicts?: Record<string, Verdict>; posted?: string | null; closes?: string | null;
  closed?: string | null; apply?: string | null; phd?: string; phd_line?: string | null; degree?: string | null;
  organiser?: string; starts?: string | null; starts_at?: string | null; place?: string | null; online?: boolean;
  cancelled?: boolean; last_known?: string | null; ics?: string | null;
  provider?: string; format?: string | null; deadline?: string | null; price?: string | null; duration?: string | null;
  language?: string | null; skills?: string[]; summary?: string; entry?: Record<string, string>; family?: string;
}

export interface Answer {
  id: string; conversation: string; text: string; language: Language; outcome: string; made_by: string;
  citations: Citation[]; cards: Card[]; suggestions: string[]; stopped?: boolean;
}

export interface KeptTurn { question: string; answer: Answer; at: string }
export interface KeptConversation { conversation: string; language: Language | null; turns: KeptTurn[]; kept_until?: string }

export interface Session {
  token?: string; expires_in?: number; notice?: { days?: number }; contacts?: Record<string, string>; cv?: boolean;
}

/** An Answer out of whatever came, so that a missing list breaks nothing. */
export function answerOf(data: any): Answer {
  const list = <T>(value: unknown): T[] => Array.isArray(value) ? value.filter((one) => one && typeof one === "object") : [];
  return {
    ...data,
    text: String(data?.text ?? ""),
    citations: list<Citation>(data?.citations),
    cards: list<Card>(data?.cards),
    suggestions: Array.isArray(data?.suggestions) ? data.suggestions.filter((one: unknown) => typeof one === "string").slice(0, 4) : [],
  };
}
