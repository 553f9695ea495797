// What is laid over the conversation for a while: my data, a person to talk to, the promise beside a CV.
import { fill, h, type Child } from "./dom";
import type { Guide } from "./guide";
import { day } from "./i18n";
import { withLinks } from "./links";
import { Prose } from "./prose";
import type { KeptConversation, Session } from "./records";

export interface Doing {
  back(): void;
  ask(question: string): void;
  deleted(): void;
  file(file: File): void;
}

const button = (className: string, name: string, action: () => void) =>
  h("button", { type: "button", class: `action ${className}`, onclick: action }, name);

/** What is stored, for how long, and every way to see it and be rid of it. */
export function dataSheet(guide: Guide, doing: Doing, days: number | null, until: string | null): Child[] {
  const { words: w, keeping } = guide;
  const state = h("p", { class: "small", role: "status" });
  if (!guide.conversation) return [h("p", {}, w.dataNone), h("p", {}, w.keeping(days)), keeping.blocked && h("p", { class: "small" }, w.blocked)];
  const seen = h("div", { class: "seen" });
  const fetched = async (show: (kept: KeptConversation) => void) => {
    try {
      show(await guide.transport.json<KeptConversation>("/api/conversation", { conversation: guide.conversation }));
    } catch {
      state.textContent = w.dataFailed;
    }
  };
  const see = () => fetched((kept) => fill(seen, h("dl", {}, kept.turns.map(({ question, answer, at }) => [
    h("dt", { lang: answer.language }, question), h("dd", { lang: answer.language }, h("p", { class: "small", lang: guide.language }, day(at, w)), whole(answer.text))]))));
  const whole = (text: string) => {
    const place = h("div", { class: "text" });
    new Prose(place).finish(text, { mark: (number) => `[${number}]`, link: (said) => said, text: (said) => said, table: w.table });
    return place;
  };
  const download = () => fetched((kept) => {
    const address = URL.createObjectURL(new Blob([JSON.stringify(kept, null, 2)], { type: "application/json" }));
    h("a", { href: address, download: "opinno-conversation.json" }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  });
  const sure = () => {
    fill(seen, h("div", { class: "note fault", role: "group", tabindex: -1, "aria-label": w.dataDelete }, h("p", {}, w.dataSure),
      h("div", { class: "acts" }, button("danger", w.yes, remove), button("secondary", w.no, () => fill(seen)))));
    (seen.firstElementChild as HTMLElement).focus();
  };
  const remove = async () => {
    try {
      await guide.transport.json("/api/conversation", { method: "DELETE", conversation: guide.conversation });
      doing.deleted();
    } catch {
      state.textContent = w.dataFailed;
    }
  };
  const remember = h("input", { type: "checkbox", id: "remember", "aria-describedby": "remember-text", onchange: () => keeping.remember(remember.checked) });
  remember.checked = keeping.remembered;
  return [
    h("p", {}, w.dataText, " ", until ? w.dataUntil(day(until, w)) : days ? w.dataDays(days) : ""),
    keeping.blocked ? h("p", { class: "small" }, w.blocked)
      : h("div", { class: "switch" }, remember, h("label", { for: "remember" }, w.remember), h("p", { id: "remember-text", class: "small" }, w.rememberText)),
    h("div", { class: "acts" }, button("secondary", w.dataSee, see), button("secondary", w.dataDownload, download), button("danger", w.dataDelete, sure)),
    state, seen,
  ];
}

/** Whom one can reach. The guide never pretends to be one of them. */
export function personSheet(guide: Guide, doing: Doing, session: Session): Child[] {
  const { words: w } = guide;
  const named = session.contacts?.["human"];
  return [
    named ? [h("p", {}, w.personText), h("p", { class: "note contact" }, h("span", {}, withLinks(guide, named)))] : h("p", {}, w.personNone),
    button("secondary", w.personAsk, () => { doing.back(); doing.ask(w.personQuestion); }),
  ];
}

const LARGEST = 5_000_000;

/** A CV is only read after its promise was seen and agreed to. */
export function cvSheet(guide: Guide, doing: Doing): Child[] {
  const { words: w } = guide;
  const alert = h("p", { class: "alert", role: "alert" });
  const name = h("span", { class: "small", id: "cv-name" });
  const settle = () => {
    name.textContent = file.files?.[0]?.name ?? "";
    read.disabled = !(agreed.checked && file.files?.length);
  };
  const file = h("input", { type: "file", accept: ".pdf,.docx,.txt,.md", title: w.cvChoose, "aria-describedby": "cv-promise cv-limits cv-name", onchange: () => {
    const chosen = file.files?.[0];
    const wrong = chosen && !/\.(pdf|docx|txt|md)$/i.test(chosen.name) ? w.cvWrong : chosen && chosen.size > LARGEST ? w.cvLarge : "";
    alert.textContent = wrong;
    if (wrong) file.value = "";
    settle();
  } });
  const agreed = h("input", { type: "checkbox", id: "cv-agree", onchange: settle });
  const read = button("primary", w.cvSend, () => doing.file(file.files![0]!));
  read.disabled = true;
  return [
    h("p", { class: "note", id: "cv-promise" }, w.cvPromise),
    // The browser's own button speaks the browser's language.
    h("div", { class: "acts" }, h("label", { class: "action secondary pick" }, w.cvChoose, file), name),
    h("p", { class: "small", id: "cv-limits" }, w.cvLimits), alert,
    h("div", { class: "switch" }, agreed, h("label", { for: "cv-agree" }, w.cvAgree)),
    read,
  ];
}
