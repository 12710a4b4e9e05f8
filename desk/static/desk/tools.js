// The panel beside the answer: phrases, topics, courses, appointment, translation. Draws fragments that
// the desk sends, filters lists while one types, shows both languages before anything is sent.
import { fragment } from "./live.js";
import { newId } from "./composer.js";

const LIVE = { headers: { "X-Live": "1" } };

/** Makes the panel live; `onSent` is called when the desk has stored a line. */
export function bindTools(panel, foot, onSent) {
  const body = panel.querySelector(".body");
  let here = "";

  foot.addEventListener("click", (event) => {
    const link = event.target.closest("[data-open]");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (!panel.hidden && here === link.href) close();
    else open(link.href);
  });
  panel.querySelector(".shut").addEventListener("click", () => close());
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    if (event.key === "ArrowDown" || event.key === "ArrowUp") walk(event);
  });
  panel.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-tool]");
    if (link) {
      event.preventDefault();
      open(link.href);
    }
    const insert = event.target.closest("[data-insert]");
    if (insert) take(insert.dataset.insert, insert.dataset.language);
  });
  panel.addEventListener("input", (event) => {
    if (event.target.matches("[data-filter]")) filter(event.target.value);
    const form = event.target.closest("form[data-preview]");
    if (form) preview(form);
  });
  panel.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.submitter?.hasAttribute("data-plain")) return;
    event.preventDefault();
    if (form.matches("[data-search]")) open(`${form.action}?${new URLSearchParams(new FormData(form))}`);
    else post(form);
  });

  async function open(address) {
    const found = await fragment(address, LIVE);
    if (!found) return;
    here = address;
    draw(found);
  }
  function draw(found) {
    body.replaceChildren(...found.childNodes);
    panel.hidden = false;
    body.scrollTop = 0;
    (body.querySelector("[data-filter], form[data-send] input:not([type=hidden]), [data-focus]") ?? body.querySelector("a, button"))?.focus();
  }
  function close() {
    if (panel.hidden) return;
    panel.hidden = true;
    body.replaceChildren();
    document.getElementById("text")?.focus();
  }
  async function post(form) {
    if (form.getAttribute("aria-busy") === "true") return;
    form.setAttribute("aria-busy", "true");
    let answer;
    try {
      answer = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual", ...LIVE });
    } catch { /* the words stay; pressing again sends the same line under the same id */ }
    form.removeAttribute("aria-busy");
    if (answer?.status === 204) {
      if (form.isConnected) close(); // else another panel has been opened meanwhile
      onSent();
    } else if (answer?.status === 409 || answer?.type === "opaqueredirect") location.reload();
    else if (answer?.status === 422) draw(new DOMParser().parseFromString(await answer.text(), "text/html").body);
    else document.getElementById("unsent").hidden = false;
  }
  async function preview(form) {
    const values = new URLSearchParams(new FormData(form));
    values.delete("csrfmiddlewaretoken");
    const found = await fragment(`${form.dataset.preview}?${values}`, LIVE);
    const sides = found?.querySelector("[data-sides]");
    if (sides) form.querySelector("[data-sides]")?.replaceChildren(...sides.childNodes);
  }
  function take(text, language) {
    const form = document.getElementById("composer");
    form.elements.text.value = [form.elements.text.value.trim(), text].filter(Boolean).join("\n\n");
    if (language) form.elements.language.value = language;
    close();
    form.elements.text.dispatchEvent(new Event("input"));
  }
  function filter(words) {
    const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
    for (const item of body.querySelectorAll(".phrases li")) {
      const text = item.textContent.toLowerCase();
      item.hidden = !wanted.every((word) => text.includes(word));
    }
    for (const part of body.querySelectorAll(".phrases")) part.hidden = !part.querySelector("li:not([hidden])");
  }
  // Arrow keys walk through a list, from its search field too.
  function walk(event) {
    const links = [...body.querySelectorAll(".phrases li:not([hidden]) a")].filter((link) => link.offsetParent);
    if (!links.length || event.target.matches("select, textarea, input[type=number], input[type=date], input[type=time]")) return;
    event.preventDefault();
    const at = links.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
    links[Math.max(0, Math.min(links.length - 1, at))].focus();
  }

  async function translate(address, text, token) {
    const form = new FormData();
    form.set("csrfmiddlewaretoken", token);
    form.set("reply", newId());
    form.set("text", text);
    const found = await fragment(address, { method: "POST", body: form, ...LIVE });
    if (found) draw(found);
  }

  return { open, close, translate };
}
