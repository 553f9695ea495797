// The events of a server-sent stream, and what is read of the server at all.

export interface ServerEvent { name: string; id?: string; data: any }

// A heartbeat comes every 15 seconds: a line on which so long nothing comes is dead, though nobody said so.
const SILENCE = 40_000;

/** What is promised, if it comes before a silence is too long to go on waiting. */
export function soon<T>(promised: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("Nothing comes any more.")), SILENCE);
    promised.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

// What turns the order of signs around lets a text be read as another one; none of our languages needs it.
const TURNING = /[\u202A-\u202E\u2066-\u2069]/g;

/** A text as it is read. */
export const straight = (text: string) => text.replace(TURNING, "");

/** JSON of the server, with its texts as they are read. */
export function parsed(text: string): any {
  return JSON.parse(text, (_, value) => typeof value === "string" ? straight(value) : value);
}

/** Each event with its name, number and data. Comments (heartbeats) and what is no JSON are passed over. */
export async function* events(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  try {
    for (let rest = ""; ;) {
      const { done, value } = await soon(reader.read());
      if (done) return;
      const parts = (rest + decoder.decode(value, { stream: true })).split(/\r\n\r\n|\n\n|\r\r/);
      rest = parts.pop()!;
      for (const part of parts) {
        const event = eventOf(part);
        if (event) yield event;
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

function eventOf(part: string): ServerEvent | null {
  let name = "message", id: string | undefined;
  const data: string[] = [];
  for (const line of part.split(/\r\n|\n|\r/)) {
    const [, field, value = ""] = /^([^:]*):? ?(.*)$/.exec(line)!;
    if (field === "event") name = value;
    else if (field === "id") id = value;
    else if (field === "data") data.push(value);
  }
  if (!data.length) return null;
  try {
    return { name, id, data: parsed(data.join("\n")) };
  } catch {
    return null;
  }
}
