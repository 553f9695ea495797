// The demonstration page in three languages: the visitor's own, or the one that is chosen. The guide follows.
const LANGUAGES = ["en", "nl", "fr"];

function speak(language) {
  document.documentElement.lang = language;
  for (const part of document.querySelectorAll("[data-in]")) part.hidden = part.dataset.in !== language;
  for (const button of document.querySelectorAll("[data-speak]")) {
    button.setAttribute("aria-pressed", String(button.dataset.speak === language));
  }
}

speak(navigator.languages.map((tag) => tag.slice(0, 2)).find((code) => LANGUAGES.includes(code)) ?? "en");
document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-speak], [data-ask]");
  if (button?.dataset.speak) {
    speak(button.dataset.speak);
    document.querySelector("opinno-guide")?.setAttribute("data-language", button.dataset.speak);
  } else if (button) {
    (window.OpinnoGuide ||= []).push(["ask", button.textContent.trim()]);
  }
});
