// What the parts of one guide share: its words, its way to the server, and what they may ask of it.
import type { Language, Words } from "./i18n";
import type { Keeping } from "./storage";
import type { Transport } from "./transport";

export interface Guide {
  readonly words: Words;
  readonly language: Language;
  readonly transport: Transport;
  readonly keeping: Keeping;
  /** The key of the conversation: whoever has it can read it. */
  readonly conversation: string | null;
  ask(question: string): void;
  /** Tell something that happened to everyone, also to those who do not see it. */
  tell(text: string): void;
}
