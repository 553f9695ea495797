// What stays on the device: the key of the conversation, and only after the first question.
import type { Language } from "./i18n";

export interface Kept {
  conversation?: string | null;
  /** A question that was sent and whose answer is not here yet. */
  pending?: { message: string; question: string; conversation: string | null } | null;
  language?: Language | null;
  open?: boolean;
  /** The newest answer. */
  last?: string;
}

/** One site's record in this tab, or on the device if the visitor wants that; in memory where storage is blocked. */
export class Keeping {
  private memory: Kept = {};
  blocked = false;
  /** What lies there is old, and cannot be written over. */
  private full = false;

  constructor(private readonly name: string) {}

  get remembered(): boolean {
    return this.in(() => localStorage.getItem(this.name)) != null;
  }

  read(): Kept {
    const text = this.full ? null : this.in(() => sessionStorage.getItem(this.name) ?? localStorage.getItem(this.name));
    try {
      const kept = text ? JSON.parse(text) : this.memory;
      return kept && typeof kept === "object" ? kept : {};
    } catch {
      return {};
    }
  }

  write(change: Kept): void {
    this.memory = { ...this.read(), ...change };
    const text = JSON.stringify(this.memory);
    // What is under way belongs to this tab alone: another one must not send it again.
    const shared = JSON.stringify({ ...this.memory, pending: null });
    this.full = this.in(() => { sessionStorage.setItem(this.name, text); return text; }) === null;
    if (this.remembered) this.in(() => { localStorage.setItem(this.name, shared); return null; });
  }

  remember(wanted: boolean): void {
    this.in(() => {
      if (wanted) localStorage.setItem(this.name, JSON.stringify({ ...this.read(), pending: null }));
      else localStorage.removeItem(this.name);
      return null;
    });
  }

  forget(): void {
    this.memory = {};
    this.in(() => { sessionStorage.removeItem(this.name); localStorage.removeItem(this.name); return null; });
  }

  private in(action: () => string | null): string | null {
    try {
      return action();
    } catch {
      this.blocked = true;
      return null;
    }
  }
}

/** An identity that nobody can guess: 128 bits, safe in an address. */
export function identity(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
