// One message from the box to its answer, through lost connections, without ever asking twice.
import { OPENED, Problem, type Question, type Transport } from "./transport";
import type { ServerEvent } from "./stream";

export type Note = { step: "sending" | "offline" | "again" } | { step: "busy"; seconds: number; detail: string };

export interface Sink {
  event(event: ServerEvent): void;
  /** What came so far counts no more: the text begins anew. */
  restart(): void;
  waiting(note: Note): void;
}

const PATIENCE = [500, 1000, 2000, 4000, 8000, 15000, 15000, 15000];
const OFFLINE = 15000;
const LONGEST_WAIT = 30;

/** Deliver a question and hand on what comes. `known` says that the server has the message already. Throws a Problem,
 * or the last error of the network when patience ends. */
export async function deliver(transport: Transport, question: Question, sink: Sink, stop: AbortSignal, known = false): Promise<void> {
  let last: string | undefined, lost = 0, busy = 0, forgotten = 0, shown = false;
  for (;;) {
    const line = new AbortController();
    const cut = () => line.abort();
    stop.addEventListener("abort", cut);
    // A page that is put aside must let go of its connection, or it cannot be kept for coming back.
    window.addEventListener("pagehide", cut);
    try {
      if (!known && navigator.onLine) sink.waiting({ step: "sending" });
      const coming = known ? transport.resume(question, last, line.signal) : transport.ask(question, line.signal);
      // Without a last event to go on after, everything comes anew.
      let fresh = !known || last === undefined;
      for await (const event of coming) {
        known = true;
        if (event.name === OPENED) continue;
        if (fresh && shown) sink.restart();
        fresh = false;
        shown = true;
        lost = 0;
        last = event.id ?? last;
        sink.event(event);
        if (event.name === "answer") return;
      }
      throw new Error("The stream ended before its answer.");
    } catch (error) {
      line.abort();
      if (stop.aborted) throw error;
      if (error instanceof Problem) {
        if (error.status === 404 && known && !forgotten++) {
          // The server does not have it (any more): the same message again, whose text then begins anew.
          known = false;
          last = undefined;
        } else if ([429, 502, 503, 504].includes(error.status) && busy++ < 2 && (error.retryAfter ?? 3) <= LONGEST_WAIT) {
          const seconds = error.retryAfter ?? 3;
          sink.waiting({ step: "busy", seconds, detail: error.detail });
          await pause(seconds * 1000, stop);
        } else throw error;
      } else {
        if (lost >= PATIENCE.length) throw error;
        const { onLine } = navigator;
        sink.waiting({ step: onLine ? (known ? "again" : "sending") : "offline" });
        // A browser may think itself offline and not be: a look now and then costs nothing.
        await pause(onLine ? PATIENCE[lost++]! : OFFLINE, stop);
      }
    } finally {
      stop.removeEventListener("abort", cut);
      window.removeEventListener("pagehide", cut);
    }
  }
}

/** Wait a while, or until it makes sense to try again. */
function pause(milliseconds: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = new AbortController();
    const end = () => { clearTimeout(timer); over.abort(); resolve(); };
    const timer = setTimeout(end, milliseconds);
    stop.addEventListener("abort", end, over);
    // The network that comes back does not have to be waited for.
    window.addEventListener("online", end, over);
    window.addEventListener("pageshow", end, over);
  });
}
