/* What stands around the conversation: the frame with header and field, and the views that take
   its place (languages, first notice, help, menu, deletion). Tells `on` what is tapped; decides
   nothing and knows no message. */
import { actions, calls } from "./talk.js";
import { button, el, icon } from "./markup.js";

function item(shape, label, click, kind) {
  return button("item " + (kind || ""), click, icon(shape), el("span", null, label));
}

function titled(node, label) {
  node.title = label;
  node.setAttribute("aria-label", label);
  return node;
}

function heading(tag, shape, label) {
  return el(tag, { tabindex: tag === "h2" ? "-1" : null }, icon(shape), el("span", null, label));
}

export function languages(box, words, on) {
  const list = el("ul", { class: "languages" });
  const here = words.language;
  const others = Object.keys(words.city.languages).filter((code) => code !== here);
  [here, ...others].forEach((code) => {
    const name = el("span", { lang: code, dir: words.direction(code) }, words.city.languages[code]);
    list.append(el("li", null, button(code === here ? "item main" : "item", () => on.language(code), name)));
  });
  box.append(heading("h2", "globe", words.say("choose_language")), list);
}

export function welcome(box, words, on, { log }) {
  const notice = el("ul", { class: "notice" });
  ["robot", "name", "person"].forEach((name) => {
    notice.append(el("li", null, icon(name), el("span", null, words.say("notice_" + name))));
  });
  box.append(heading("h2", "chat", words.say("before")), notice);
  if (!log.able) {
    box.append(el("p", null, words.say("no_memory")), item("yes", words.say("go_on"), () => on.keep(false), "main"));
    return;
  }
  box.append(
    el("h3", null, words.say("keep_question")),
    item("yes", words.say("keep_yes"), () => on.keep(true), "main"),
    item("no", words.say("keep_no"), () => on.keep(false)),
    el("p", { class: "hint" }, words.say("keep_hint"))
  );
}

export function help(box, words, on) {
  const { calls: numbers, office } = words.city;
  const hours = el("ul", { class: "hours" });
  office.hours.forEach((line) => hours.append(el("li", { dir: "auto" }, line)));
  const ways = [
    { kind: "phone", title: office.phone, href: office.phone && "tel:" + office.phone.replace(/[^\d+]/g, "") },
    { kind: "map", title: words.say("map"), href: office.map },
    { kind: "web", title: words.say("website"), href: office.url },
  ];
  box.append(
    heading("h2", "phone", words.say("help")),
    el("p", null, words.say("help_hint")),
    calls(numbers),
    heading("h3", "office", words.say("office")),
    el("p", { dir: "auto" }, el("strong", null, office.name)),
    el("p", { dir: "auto" }, office.address),
    heading("h3", "clock", words.say("hours")),
    hours,
    actions(ways.filter((one) => one.href)),
    item("close", words.say("close"), () => on.toggle("help"))
  );
}

export function menu(box, words, on, { log, led }) {
  const sizes = el("div", { class: "sizes", role: "group", "aria-label": words.say("size") });
  ["normal", "large", "huge"].forEach((name) => {
    const one = titled(button("item " + name, () => on.size(name), "A"), words.say("size_" + name));
    one.setAttribute("aria-pressed", (log.size || "normal") === name);
    sizes.append(one);
  });
  const back = led ? [item("robot", words.say("say_back"), () => on.ask("back"))] : [];
  box.append(
    heading("h2", "menu", words.say("menu")),
    ...back,
    item("topics", words.say("topics"), () => on.ask("topics")),
    item("person", words.say("person"), () => on.ask("person")),
    item("globe", words.say("language"), () => on.view("languages")),
    el("div", { class: "item still" }, icon("size"), el("span", null, words.say("size")), sizes),
    item("trash", words.say("delete"), () => on.view("erase")),
    item("leave", words.say("leave"), on.leave),
    el("p", { class: "hint" }, words.say("leave_hint")),
    item("close", words.say("close"), () => on.toggle("menu"))
  );
}

export function erase(box, words, on) {
  box.append(
    heading("h2", "trash", words.say("delete") + "?"),
    item("trash", words.say("delete"), () => on.ask("delete"), "danger"),
    item("close", words.say("cancel"), () => on.view("chat"))
  );
}

export function frame(words, options, on) {
  const tool = (shape, key, click) => titled(button("tool " + shape, click, icon(shape)), words.say(key));
  const parts = {
    status: el("span", { class: "status" }),
    strip: el("p", { class: "strip", role: "status" }),
    page: el("div", { class: "view" }),
    list: el("div", { class: "log", role: "log", "aria-label": words.say("chat"), tabindex: "0" }),
    dots: el("div", { class: "typing", hidden: true }),
    badge: el("span", { class: "badge" }),
  };
  const write = words.say("write");
  parts.field = el("textarea", {
    rows: "1",
    maxlength: "2000",
    dir: "auto",
    "aria-label": write,
    placeholder: write,
    autocomplete: "off",
    enterkeyhint: "send",
    input: on.grow,
    keydown: (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      on.send();
    },
  });
  const form = el("div", { class: "composer" }, parts.field, tool("send", "send", on.send));
  parts.talk = el("div", { class: "talk" }, parts.list, parts.dots, form);
  const sos = button("sos", () => on.toggle("help"), "SOS");
  const title = words.say("title");
  const header = el(
    "header",
    null,
    el("div", { class: "title" }, el("strong", null, title), parts.status),
    titled(sos, "SOS: " + words.say("help")),
    tool("globe", "language", () => on.toggle("languages")),
    tool("menu", "menu", () => on.toggle("menu")),
    tool("leave", "leave", on.leave)
  );
  if (!options.page) header.append(tool("down", "close", () => on.reveal(false)));
  const all = [header, parts.strip, parts.page, parts.talk];
  parts.panel = el("section", { class: "panel", "aria-label": title }, ...all);
  parts.launcher = button("launcher", () => on.reveal(true), icon("chat"), words.say("launch"), parts.badge);
  const around = { class: "chat", lang: words.language, dir: words.direction(words.language) };
  parts.box = el("div", around, !options.page && parts.launcher, parts.panel);
  if (options.page) parts.box.classList.add("page");
  if (words.city.color) parts.box.style.setProperty("--city", words.city.color);
  const dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
  if (options.theme === "dark" || (options.theme !== "light" && dark)) parts.box.classList.add("dark");
  return parts;
}
