/* What stands around the conversation: the frame with header, field and signals, and the views that
   take its place at once (languages, first notice, help). Tells `on` what is tapped; decides nothing
   and knows no message. */
import { actions, calls } from "./talk.js";
import { button, el, icon } from "./markup.js";

export function item(shape, label, click, kind) {
  return button("item " + (kind || ""), click, shape && icon(shape), el("span", null, label));
}

export function titled(node, label) {
  node.title = label;
  node.setAttribute("aria-label", label);
  return node;
}

export function heading(tag, shape, label) {
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
  const whole = button("sign whole", () => on.view("notice"), icon("more"), words.say("notice_all"));
  box.append(heading("h2", "chat", words.say("before")), notice, whole);
  if (!log.able) {
    box.append(el("p", null, words.say("no_memory")), item("yes", words.say("go_on"), () => on.keep(false), "main"));
    return;
  }
  box.append(
    el("h3", null, words.say("keep_question")),
    item("yes", words.say("keep_yes"), () => on.keep(true), "main"),
    item("no", words.say("keep_no"), () => on.keep(false)),
    item("lock", words.say("keep_nothing"), () => on.keep(false, true)),
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

export function frame(words, options, on) {
  const tool = (shape, key, click) => titled(button("tool " + shape, click, icon(shape)), words.say(key));
  const parts = {
    status: el("span", { class: "status", role: "status", dir: "auto" }),
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
  const form = el("div", { class: "composer" }, tool("camera", "letter", () => on.view("letter")), parts.field, tool("send", "send", on.send));
  const back = button("sign", () => on.ask("back"), icon("robot"), words.say("say_back"));
  parts.lead = el("div", { class: "lead", hidden: true }, icon("person"), parts.status, back);
  parts.talk = el("div", { class: "talk" }, parts.list, parts.dots, form);
  const sos = button("sos", () => on.toggle("help"), "SOS");
  const title = words.say("title");
  const header = el(
    "header",
    null,
    el("div", { class: "title" }, el("strong", null, title)),
    titled(sos, "SOS: " + words.say("help")),
    tool("globe", "language", () => on.toggle("languages")),
    tool("menu", "menu", () => on.toggle("menu")),
    tool("leave", "leave", on.leave)
  );
  if (!options.page) header.append(tool("down", "close", () => on.reveal(false)));
  const all = [header, parts.lead, parts.strip, parts.page, parts.talk];
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

/* What the frame shows of the line and of who writes: no connection, who leads, who is typing, how
   much is unread. */
export class Signals {
  constructor(log, words, page) {
    Object.assign(this, { log, words, page, led: null, up: true, unread: 0, seen: false });
  }

  /* Takes the frame's nodes, which are new after each change of the language. */
  take(nodes) {
    this.nodes = nodes;
    this.leading(this.led);
    this.line(this.up);
    this.count(0);
  }

  line(up) {
    this.up = up;
    clearTimeout(this.late);
    if (up) this.nodes.strip.textContent = "";
    else this.late = setTimeout(() => this.offline(), 3000);
    if (!up) this.typing(false);
  }

  offline() {
    const { list, strip } = this.nodes;
    const end = list.scrollHeight - list.scrollTop - list.clientHeight < 9;
    strip.textContent = this.words.say("offline");
    if (end) list.scrollTop = list.scrollHeight;
  }

  /* Who leads: a colleague by name and role, as soon as they have said a word. */
  leading(led) {
    // A new colleague is nobody by name until they have spoken.
    if (led === false || (led && this.led === false)) this.log.colleague = null;
    this.led = led;
    const { name, role } = this.log.colleague || {};
    const shown = name ? [name, role].filter(Boolean).join(", ") : this.words.say("led");
    this.nodes.lead.hidden = !led;
    this.nodes.status.textContent = led ? shown : "";
  }

  spoke(from) {
    if (!this.led || !from || from.kind !== "staff") return;
    this.log.colleague = from;
    this.log.save();
    this.leading(this.led);
  }

  typing(on) {
    const { dots } = this.nodes;
    clearTimeout(this.dotting);
    dots.hidden = !on;
    const colleague = this.log.colleague ? this.log.colleague.name : this.words.say("colleague");
    const name = this.led ? colleague : this.words.say("assistant");
    dots.textContent = on ? this.words.say("typing", { name }) : "";
    if (on) this.dotting = setTimeout(() => this.typing(false), 8000);
  }

  /* `more` messages came; `seen` says that the chat is open before the person's eyes. */
  count(more) {
    const { badge, launcher } = this.nodes;
    const { words } = this;
    this.unread = this.seen && !document.hidden ? 0 : this.unread + more;
    badge.textContent = this.unread || "";
    badge.hidden = !this.unread;
    const told = this.unread ? ". " + words.say("unread", { count: this.unread }) : "";
    launcher.setAttribute("aria-label", words.say("launch") + told);
    if (this.page) document.title = (this.unread ? "(" + this.unread + ") " : "") + words.say("title");
  }
}
