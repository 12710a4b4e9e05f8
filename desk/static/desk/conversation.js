// One conversation: new messages appear, replies go out without leaving the page, drafts are kept.
import { fragment, listen, single } from "./live.js";
import { bindComposer, takeBack } from "./composer.js";
import { bindTools } from "./tools.js";
import { look } from "./look.js";

export function start() {
  const root = document.querySelector(".conversation");
  const thread = root.querySelector(".thread");
  const list = document.getElementById("messages");
  const foot = document.getElementById("foot");
  let version = Number(root.dataset.version);

  const refresh = single(async () => {
    const found = await fragment(`${root.dataset.from}?since=${version}`);
    const news = found?.querySelector("[data-version]");
    if (!news) return;
    if (Number(news.dataset.version) === version && !news.querySelector("li.message")) {
      return replaceState(news);
    }
    version = Number(news.dataset.version);
    const low = thread.scrollHeight - thread.scrollTop - thread.clientHeight < 80;
    // What was said before "only from now on", or was taken back, goes from the page as well.
    const kept = new Set(news.dataset.ids.split(" ").map((id) => `m${id}`));
    for (const item of [...list.children]) {
      const early = item.dataset.order && Number(item.dataset.order) < Number(news.dataset.first);
      if (early || !kept.has(item.id)) item.remove();
    }
    for (const item of [...news.querySelectorAll("li.message")]) place(list, item);
    replaceState(news);
    replaceFoot(news.querySelector(".foot"));
    if (low) bottom();
  });

  function replaceState(news) {
    const old = document.getElementById("state");
    const fresh = news.querySelector("#state");
    if (!fresh || words(old) === words(fresh)) return;
    const chip = (part) => part.querySelector(".chip").className;
    if (old.contains(document.activeElement) && chip(old) === chip(fresh)) return;
    for (const kept of old.querySelectorAll("details[data-keep]")) {
      const same = fresh.querySelector(`details[data-keep=${kept.dataset.keep}]`);
      if (same) same.open = kept.open;
    }
    // What somebody has begun to fill in stays.
    for (const field of old.querySelectorAll("input[name=outcome]:checked, textarea, input[id], select[id]")) {
      const same = field.type === "radio"
        ? fresh.querySelector(`input[name=outcome][value=${field.value}]`)
        : fresh.querySelector(`#${field.id}`);
      if (same && field.type === "radio") same.checked = true;
      else if (same && field.value !== (field.defaultValue ?? "")) same.value = field.value;
    }
    old.replaceWith(fresh);
  }

  function replaceFoot(fresh) {
    const own = (part) => part.querySelector("[data-own]")?.dataset.own;
    if (own(foot) === "yes" && own(fresh) === "yes") return; // somebody is writing in it
    foot.replaceChildren(...fresh.childNodes);
    bind();
  }

  function bottom() { thread.scrollTop = thread.scrollHeight; }
  function sent() { refresh(); bottom(); }
  function bind() {
    const form = document.getElementById("composer");
    if (form) bindComposer(form, sent, tools);
    else tools.close();
  }

  const tools = bindTools(document.getElementById("tool"), foot, sent);
  list.addEventListener("submit", (event) => {
    if (event.target.matches("form.undo")) takeBack(event, refresh);
  });
  if (matchMedia("(max-width: 800px)").matches) {
    for (const part of root.querySelectorAll("details.facts, details.notes")) part.open = false;
  }
  bind();
  bottom();
  look(root.dataset.look);
  listen((cases) => { if (!cases || root.dataset.case in cases) refresh(); });
  document.body.dataset.live = "yes";
}

// The tokens of forms differ in every answer; what a person reads does not.
function words(part) {
  return part.textContent.replace(/\s+/g, " ") + part.querySelectorAll("form").length;
}

/** Puts a message where its number belongs; one without a number stands at the end. */
function place(list, item) {
  document.getElementById(item.id)?.remove();
  const order = item.dataset.order === "" ? Infinity : Number(item.dataset.order);
  const later = [...list.children].find((other) => {
    const its = other.dataset.order === "" ? Infinity : Number(other.dataset.order);
    return its > order;
  });
  list.insertBefore(item, later ?? null);
}
