// The way to the server: a token where one is needed, a kind reason where it fails.
import type { Language } from "./i18n";
import type { Session } from "./records";
import { events, parsed, soon, type ServerEvent } from "./stream";

/** The server said no, and why: `detail` is in the visitor's language. */
export class Problem extends Error {
  constructor(readonly status: number, readonly detail: string, readonly retryAfter: number | null) {
    super(`${status} ${detail}`);
  }
}

/** The event that comes before all others: the server has taken the question. */
export const OPENED = "opened";

type Asked = RequestInit & { conversation?: string | null };

export interface Question { message: string; question: string; conversation: string | null; language: Language | null }

export class Transport {
  private session: Promise<Session> | null = null;
  private readonly elsewhere: boolean;

  constructor(readonly base: string, private readonly site: string, private readonly language: () => Language) {
    // Not the origin of its address: a frame in a sandbox has none.
    this.elsewhere = new URL(base).origin !== self.origin;
  }

  /** An address of the server as a whole one; null for what no link may lead to. */
  address(address: unknown): URL | null {
    const text = String(address ?? "").trim();
    if (!/^(https?:\/\/|\/(?![/\\]))/i.test(text)) return null;
    try {
      const url = new URL(text, this.base);
      return /^https?:$/.test(url.protocol) && !url.username && !url.password ? url : null;
    } catch {
      return null;
    }
  }

  private isThere(): Promise<boolean> {
    return fetch(new URL("/widget.js", this.base).href, { method: "HEAD", cache: "no-store", credentials: "omit" })
      .then(() => true, () => false);
  }

  /** What the server tells this site: a token, how long a conversation is kept, whom one can reach. */
  meet(): Promise<Session> {
    this.session ??= this.fetch("/api/session", { method: "POST", body: JSON.stringify({ site: this.site }) })
      .then(async (response) => parsed(await response.text()) as Session)
      .catch(async (error) => {
        // A browser does not say why it got nothing: a server that is there all the same does not know this page.
        throw error instanceof TypeError && this.elsewhere && await this.isThere() ? new Problem(403, "", null) : error;
      });
    this.session.catch(() => { this.session = null; });
    return this.session;
  }

  /** The notice alone, as far as the server gives one: nothing hangs on it. */
  async notice(): Promise<Session> {
    try {
      return await this.meet();
    } catch {
      return {};
    }
  }

  async json<T>(path: string, init: Asked = {}): Promise<T> {
    const response = await this.send(path, init);
    return (response.status === 204 ? null : parsed(await response.text())) as T;
  }

  /** Ask. The same message is never answered twice, however often it is sent. */
  async *ask(question: Question, signal: AbortSignal): AsyncGenerator<ServerEvent> {
    yield* this.stream("/api/chat", { method: "POST", body: JSON.stringify(question), signal });
  }

  /** Go on with a message that the server has, after the last event that was seen. */
  async *resume({ message, conversation }: Question, last: string | undefined, signal: AbortSignal): AsyncGenerator<ServerEvent> {
    yield* this.stream(`/api/chat/${message}`, { signal, conversation, headers: last ? { "Last-Event-ID": last } : {} });
  }

  /** End an answer where it is. */
  stop({ message, conversation }: Question): Promise<unknown> {
    return this.json(`/api/chat/${message}/stop`, { method: "POST", conversation });
  }

  private async *stream(path: string, init: Asked): AsyncGenerator<ServerEvent> {
    const response = await this.send(path, { ...init, headers: { ...init.headers as object, Accept: "text/event-stream" } });
    if (!response.body) throw new Error("The answer has no body.");
    // From here on the server has the question, whatever becomes of the connection.
    yield { name: OPENED, data: null };
    yield* events(response.body);
  }

  private async send(path: string, { conversation, ...init }: Asked): Promise<Response> {
    const headers: Record<string, string> = { ...init.headers as Record<string, string> };
    if (conversation) headers["X-Conversation"] = conversation;
    for (let tried = 0; ; tried++) {
      const token = this.elsewhere ? (await this.meet()).token : undefined;
      if (token) headers["Authorization"] = `Bearer ${token}`;
      try {
        return await this.fetch(path, { ...init, headers });
      } catch (error) {
        if (!(error instanceof Problem) || error.status !== 401 || tried) throw error;
        // The token is old: fetch another one and go on.
        this.session = null;
        if (!this.elsewhere) headers["Authorization"] = `Bearer ${(await this.meet()).token}`;
      }
    }
  }

  private async fetch(path: string, init: RequestInit): Promise<Response> {
    const headers: Record<string, string> = { "Accept-Language": this.language(), ...init.headers as Record<string, string> };
    if (typeof init.body === "string") headers["Content-Type"] = "application/json";
    // As text: many pages wrap `fetch` in something that expects no more than that.
    const sent = fetch(new URL(path, this.base).href, { ...init, headers, credentials: "omit", cache: "no-store", referrerPolicy: "origin" });
    // A file takes the time that it takes.
    const response = await (init.body instanceof FormData ? sent : soon(sent));
    // Whoever lets people into a network, or stands before the server, answers with pages: then nothing was said yet.
    const ours = response.status === 204 || /json|event-stream/.test(response.headers.get("Content-Type") ?? "");
    if (!ours && response.status !== 429) throw new Error(`Somebody else answered: ${response.status}.`);
    if (response.ok) return response;
    const told = ours ? await response.text().then(parsed).catch(() => null) : null;
    const wait = Number(response.headers.get("Retry-After"));
    throw new Problem(response.status, typeof told?.detail === "string" ? told.detail : "", wait > 0 ? wait : null);
  }
}
