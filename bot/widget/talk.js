/* The conversation on the screen: one node for each entry of the log, in its order; a reply with its
   bubble, calls, date line, row of signs and choices. Tells `on` what is tapped; knows no line and no
   other view. */
import { button, draw, drawable, el, icon, link } from "./markup.js";

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
    this.list.querySelectorAll(".choices").forEach((node) => node.remove());
    this.log.entries.slice(-6, -1).forEach((one) => one.mine || this.redraw(one));
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

function own(entry, words, on) {
  const node = el("div", { class: "message mine " + entry.state, "data-id": entry.id });
  const bubble = el("div", { class: "bubble", dir: "auto" }, el("p", null, entry.text));
  const picture = entry.file && on.picture(entry.file);
  if (picture) bubble.append(picture);
  node.append(unseen(words.say("you")), bubble);
  if (entry.state === "waiting") node.append(el("div", { class: "state" }, icon("clock"), words.say("waiting")));
  if (entry.state === "failed") {
    node.append(
      el("div", { class: "state" }, icon("no"), entry.note || words.say("failed")),
      button("choice", () => on.retry(entry), icon("again"), words.say("retry"))
    );
  }
  return node;
}

/* The device's own voice for a language; voices that speak over the network are not asked. */
export function voice(language) {
  const synthesis = window.speechSynthesis;
  const voices = synthesis ? synthesis.getVoices() : [];
  return voices.find((one) => one.localService && one.lang.toLowerCase().split(/[-_]/)[0] === language);
}

/* Whether the device plays the recordings that we have. */
function plays(audio) {
  return audio && new Audio().canPlayType('audio/ogg; codecs="opus"');
}

function unseen(who) {
  return el("span", { class: "unseen" }, who + ": ");
}

/* A reply. `live` says that it belongs to the last turn: only then its choices can be tapped. */
function reply(entry, words, on, live) {
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
  const plain = el("div");
  draw(text, plain);
  bubble.append(plain);
  if (data.card) on.detail(({ card }) => plain.replaceWith(card(data.card, words)));
  if (about.emergency) bubble.append(calls(about.emergency.calls));
  if (stamp) bubble.append(el("div", { class: "stamp", dir: "auto" }, icon("clock"), el("span", null, stamp)));
  node.append(bubble);

  const choices = data.quick_replies || [];
  const at = (place) => choices.filter((one) => (one.place || "") === place);
  const row = el("div", { class: "signs" });
  const sign = (name, click) => {
    const made = button("sign", click, icon(name), el("span", null, words.say(name)));
    row.append(made);
    return made;
  };
  if (text && (plays(about.audio) || voice(language))) {
    const said = { text, language, audio: plays(about.audio) && about.audio };
    const listen = sign("listen", () => on.listen(said, listen));
    listen.setAttribute("aria-pressed", "false");
  }
  const simpler = at("simpler")[0];
  const answer = about.topic && !staff;
  if (live && (simpler || (answer && !about.simple))) {
    sign("simpler", () => (simpler ? on.choose(simpler) : on.ask("simpler")));
  }
  if (live && answer) sign("human", () => on.ask("person"));
  const folded = el("div", { class: "fold" });
  if (answer && (about.source || about.page || at("more").length)) {
    const more = sign("more", () => {
      const open = !folded.firstChild;
      more.setAttribute("aria-expanded", open);
      if (open) on.detail(({ fold }) => fold(folded, about, live ? at("more") : [], words, on));
      else folded.textContent = "";
    });
    more.setAttribute("aria-expanded", "false");
  }
  if (row.firstChild) node.append(row, folded);

  const others = choices.filter((one) => !one.place || one.place === "pin");
  if (live && others.length) node.append(choose(others, on));
  if (live && about.asks === "place") on.detail(({ here }) => node.append(here(words, on)));
  return node;
}

function who(staff) {
  const role = staff.role && el("span", { dir: "auto" }, staff.role);
  return el("div", { class: "who" }, icon("person"), staff.name && el("strong", { dir: "auto" }, staff.name), role);
}

export function choose(choices, on) {
  const list = el("div", { class: "choices" + (choices.length > 3 ? " many" : "") });
  choices.forEach((one) => {
    let picture = one.shape && icon(one.shape);
    if (drawable(one.sign)) picture = el("span", { class: "emoji", "aria-hidden": "true" }, one.sign);
    const click = () => (one.shape ? on.ask(one.shape) : one.place === "pin" ? on.view("pin") : on.choose(one));
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
