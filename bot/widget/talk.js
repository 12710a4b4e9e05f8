/* The conversation on the screen: one node for each entry of the log, in its order, with date line,
   calls, course card, choices and signs. Tells `on` what is tapped; knows no line and no other view. */
import { button, draw, drawable, el, icon, link, spoken } from "./markup.js";

const STARTERS = ["topics", "course", "person"];

export class Talk {
  constructor(list, log, words, on) {
    Object.assign(this, { list, log, words, on });
    if (!log.entries.length) this.hello();
    log.entries.forEach((entry) => this.insert(entry));
  }

  /* Before anything is said: a greeting that needs no line, with three ways to begin. */
  hello() {
    const ways = STARTERS.map((shape) => ({ shape, title: this.words.say("say_" + shape) }));
    const data = { text: this.words.say("hello"), quick_replies: ways };
    this.list.append(reply({ id: "hello", data }, this.words, this.on, true));
  }

  node(id) {
    return Array.from(this.list.children).find((node) => node.getAttribute("data-id") === id);
  }

  after(entry) {
    return this.log.entries.slice(this.log.entries.indexOf(entry) + 1);
  }

  draw(entry) {
    if (entry.mine) return own(entry, this.words, this.on);
    return reply(entry, this.words, this.on, !this.after(entry).some((one) => one.mine));
  }

  insert(entry) {
    const node = this.draw(entry);
    const next = this.after(entry).map((one) => this.node(one.id)).find(Boolean);
    const hello = this.node("hello");
    if (hello && !entry.mine && !this.log.entries.some((one) => one.mine)) hello.remove();
    this.list.insertBefore(node, next || null);
    return node;
  }

  /* The person's own new message: what could be tapped before is now history. */
  said(entry) {
    this.list.querySelectorAll(".choices, .sign:not([aria-pressed])").forEach((node) => node.remove());
    this.insert(entry);
    this.list.scrollTop = this.list.scrollHeight;
  }

  /* A reply: shown with the question above it. */
  heard(entry) {
    const node = this.insert(entry);
    const asked = this.log.find(String(entry.id).replace(/\.[^.]*$/, ""));
    if (asked) this.redraw(asked);
    this.list.scrollTop = ((asked && this.node(asked.id)) || node).offsetTop - 12;
  }

  redraw(entry) {
    const old = this.node(entry.id);
    if (old) old.replaceWith(this.draw(entry));
  }

  /* Only the last message stays: the server's word that the rest is deleted. */
  clear() {
    Array.from(this.list.children).slice(0, -1).forEach((node) => node.remove());
  }
}

/* The device's own voice for a language; voices that speak over the network are not asked. */
function voice(language) {
  const synthesis = window.speechSynthesis;
  const voices = synthesis ? synthesis.getVoices() : [];
  return voices.find((one) => one.localService && one.lang.toLowerCase().split(/[-_]/)[0] === language);
}

export function hush() {
  if (window.speechSynthesis) window.speechSynthesis.cancel();
}

function speak(text, language, button) {
  const speaking = button.getAttribute("aria-pressed") === "true";
  hush();
  if (speaking) return;
  const words = new SpeechSynthesisUtterance(spoken(text));
  words.voice = voice(language);
  words.lang = words.voice ? words.voice.lang : language;
  words.rate = 0.9;
  const off = () => button.setAttribute("aria-pressed", "false");
  words.onend = off;
  words.onerror = off;
  button.setAttribute("aria-pressed", "true");
  window.speechSynthesis.speak(words);
}

function sign(name, words, click) {
  return button("sign", click, icon(name), words.say(name));
}

export function own(entry, words, on) {
  const node = el("div", { class: "message mine " + entry.state, "data-id": entry.id });
  node.append(unseen(words.say("you")), el("div", { class: "bubble", dir: "auto" }, el("p", null, entry.text)));
  if (entry.state === "waiting") node.append(el("div", { class: "state" }, icon("clock"), words.say("waiting")));
  if (entry.state === "failed") {
    node.append(
      el("div", { class: "state" }, icon("no"), entry.note || words.say("failed")),
      button("choice", () => on.retry(entry), icon("again"), words.say("retry"))
    );
  }
  return node;
}

function unseen(who) {
  return el("span", { class: "unseen" }, who + ": ");
}

/* A reply. `live` says that it belongs to the last turn: only then its choices can be tapped. */
export function reply(entry, words, on, live) {
  const data = entry.data;
  const about = data.metadata || {};
  const staff = data.from && data.from.kind === "staff" ? data.from : null;
  const language = about.language || words.language;
  let text = data.text || "";
  const stamp = about.stamp;
  if (stamp && text.slice(-stamp.length) === stamp) text = text.slice(0, -stamp.length).trim();

  const node = el("div", { class: "message " + (staff ? "staff" : "bot"), "data-id": entry.id });
  node.append(staff ? who(staff) : unseen(words.say("assistant")));
  const known = !staff && language in words.city.languages;
  const bubble = el("div", { class: "bubble", dir: known ? words.direction(language) : "auto", lang: language });
  if (drawable(about.sign)) bubble.append(el("div", { class: "emoji", "aria-hidden": "true" }, about.sign));
  if (data.card) bubble.append(card(data.card, words));
  else draw(text, bubble);
  if (about.emergency) bubble.append(calls(about.emergency.calls));
  if (stamp) bubble.append(dated(stamp, about.source, words));
  node.append(bubble);

  const choices = data.quick_replies || [];
  const named = (name) => choices.find((one) => one.sign === name);
  const row = el("div", { class: "signs" });
  if (text && voice(language)) {
    const listen = sign("listen", words, () => speak(text, language, listen));
    listen.setAttribute("aria-pressed", "false");
    row.append(listen);
  }
  const tell = (name) => {
    const choice = named(name);
    row.append(sign(name, words, () => (choice ? on.choose(choice) : on.ask(name))));
  };
  if (live && (named("simpler") || (about.topic && !about.simple))) tell("simpler");
  if (live && (named("person") || about.topic)) tell("person");
  if (row.firstChild) node.append(row);

  const others = choices.filter((one) => one.sign !== "simpler" && one.sign !== "person");
  if (live && others.length) node.append(choose(others, on));
  return node;
}

function who(staff) {
  const role = staff.role && el("span", { dir: "auto" }, staff.role);
  return el("div", { class: "who" }, icon("person"), el("strong", { dir: "auto" }, staff.name), role);
}

function choose(choices, on) {
  const list = el("div", { class: "choices" + (choices.length > 3 ? " many" : "") });
  choices.forEach((one) => {
    let picture = one.shape && icon(one.shape);
    if (drawable(one.sign)) picture = el("span", { class: "emoji", "aria-hidden": "true" }, one.sign);
    const click = () => (one.shape ? on.ask(one.shape) : on.choose(one));
    const made = button("choice", click, picture, el("span", null, one.title));
    made.dir = "auto";
    list.append(made);
  });
  return list;
}

/* Buttons that call a number. */
export function calls(list) {
  const box = el("div", { class: "calls" });
  list.forEach((one) => {
    const number = el("span", { class: "number", dir: "ltr" }, one.number);
    const href = "tel:" + one.number.replace(/[^\d+]/g, "");
    box.append(el("a", { class: "call", href }, icon("phone"), number, el("span", { dir: "auto" }, one.title)));
  });
  return box;
}

/* Links as buttons with a sign: [{kind, href, title}]. */
export function actions(list) {
  const box = el("div", { class: "links" });
  list.forEach((one) => {
    const made = one.ics ? download(one) : link(one.href, one.title, { class: "action" });
    if (made.tagName) made.insertBefore(icon(one.kind), made.firstChild);
    box.append(made);
  });
  return box;
}

/* A file that came with the message, such as a calendar entry: kept on the device, no request. */
function download(one) {
  const href = URL.createObjectURL(new Blob([one.ics], { type: "text/calendar" }));
  return el("a", { href, download: one.kind + ".ics", class: "action" }, one.title);
}

function dated(stamp, source, words) {
  const line = el("div", { class: "stamp", dir: "auto" }, icon("clock"), el("span", null, stamp));
  if (source && source.url) line.append(link(source.url, words.say("source"), { class: "source" }));
  return line;
}

const MARKS = [
  ["met", "yes"],
  ["failed", "no"],
  ["unknown", "unknown"],
];

function card(data, words) {
  const box = el("div", { class: "card", role: "group", "aria-label": data.title });
  box.append(el("h3", { dir: "auto" }, data.title));
  if (data.provider) box.append(el("p", { class: "provider", dir: "auto" }, data.provider));
  const list = el("dl");
  (data.rows || []).forEach((row) => {
    list.append(el("div", null, el("dt", null, row.label), el("dd", { dir: "auto" }, row.value)));
  });
  if (list.firstChild) box.append(list);
  MARKS.forEach(([name, shape]) => {
    if (!(data[name] || []).length) return;
    const labels = el("span", { dir: "auto" }, data[name].join(" · "));
    box.append(el("p", { class: "marks " + name }, icon(shape), words.say("wish_" + name) + ": ", labels));
  });
  box.append(actions(data.links || []));
  if (data.note) box.append(el("p", { class: "note", dir: "auto" }, data.note));
  return box;
}
