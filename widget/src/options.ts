// What the page may set: looks and language. Nothing of the model, and no key.
export interface Options {
  site: string;
  server: string;
  language: string | null;
  greeting: string | null;
  avatar: string | null;
  open: boolean;
  inPage: boolean;
}

const SITE = /^[\w.-]{1,64}$/;

/** The script that this file came in: known only while it runs first, and in a module not even then. */
export const SCRIPT = (document.currentScript
  ?? [...document.scripts].find((one) => /\/widget\.js(\?|$)/.test(one.src)) ?? null) as HTMLScriptElement | null;
const HOME = SCRIPT?.src ? new URL(SCRIPT.src).origin : location.origin;

export function optionsOf(host: HTMLElement): Options {
  const said = (name: string) => host.getAttribute(`data-${name}`)?.trim() || null;
  const site = said("site") ?? "opinno";
  const inPage = said("mode") === "page";
  return {
    site: SITE.test(site) ? site : "opinno",
    server: web(said("server"))?.origin ?? HOME,
    language: said("language") ?? (inPage ? null : host.parentElement?.closest("[lang]")?.getAttribute("lang") ?? null),
    greeting: said("greeting"),
    avatar: web(said("avatar"))?.href ?? null,
    open: host.hasAttribute("data-open") && said("open") !== "false",
    inPage,
  };
}

function web(address: string | null): URL | null {
  try {
    const url = address ? new URL(address, document.baseURI) : null;
    return url && /^https?:$/.test(url.protocol) ? url : null;
  } catch {
    return null;
  }
}
