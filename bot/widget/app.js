/* Brings frame, views, conversation and line together: knows which is shown when, and no more. */
import { Log } from "./log.js";
import { Parts } from "./parts.js";
import { Line } from "./socket.js";
import { Talk } from "./talk.js";
import * as views from "./views.js";

class Chat {
  constructor(host, root, options, words) {
    Object.assign(this, { host, root, options, words, escapes: [] });
    this.log = new Log("newcomer " + options.server + " " + options.city);
    this.parts = new Parts(options.server, root, this.log, words);
    this.signals = new views.Signals(this.log, words, options.page);
    this.open = options.page || this.log.open;
    this.home = this.log.storage ? "chat" : "welcome";
    this.view = this.log.storage ? "chat" : "languages";
    this.line = new Line(options.server, this.log, {
      state: (state) => this.state(state),
      reply: (entry) => this.heard(entry),
      echo: (entry) => this.shown.insert(entry),
      settled: (entry) => this.settled(entry),
      typing: () => this.signals.typing(true),
      line: (up) => this.signals.line(up),
    });
    this.on = {
      language: (code) => this.speak(code, true),
      keep: (yes, unstored) => this.keep(yes, unstored),
      view: (name) => this.show(name),
      toggle: (name) => this.show(this.view === name ? this.home : name),
      size: (name) => this.resize(name),
      back: () => this.show(this.home),
      leave: () => this.leave(),
      listen: (said, button) => this.parts.listen(said, button),
      sound: (button) => this.parts.sound(button),
      address: (path) => this.parts.address(path),
      detail: (use) => this.parts.detail(use),
      download: () => this.parts.download(),
      letter: (bytes, drawn, progress) => this.letter(bytes, drawn, progress),
      picture: (id) => this.parts.picture(id),
      reveal: (open) => this.reveal(open),
      grow: () => this.grow(),
      send: () => this.send(),
      ask: (name) => this.say(words.say("say_" + name), this.line.choice(name)),
      choose: (choice) => this.say(choice.title, choice.payload),
      here: (at) => this.line.here(at.latitude, at.longitude).then((one) => this.say(one.title, one.payload)),
      retry: (entry) => this.retry(entry),
    };
    document.addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("visibilitychange", () => this.signals.count(0));
    window.addEventListener("storage", (event) => {
      if (event.key === this.log.key && event.newValue === null) this.restart();
    });
  }

  /* Builds the frame in the present language; called anew when the language changes. */
  build() {
    const { words, options } = this;
    const draft = this.field;
    if (draft) this.box.remove();
    Object.assign(this, views.frame(words, options, this.on));
    if (draft) this.field.value = draft.value;
    this.box.setAttribute("data-size", this.log.size);
    this.shown = new Talk(this.list, this.log, words, this.on);
    this.root.append(this.box);
    if (options.page) {
      document.documentElement.lang = words.language;
      document.documentElement.dir = words.direction(words.language);
    }
    this.signals.take(this);
    this.reveal(this.open, true);
    this.show(this.view, true);
    this.list.scrollTop = this.list.scrollHeight;
  }

  /* Shows the conversation or another view; `quiet` leaves the focus where it is. */
  show(name, quiet) {
    const chat = name === "chat";
    this.view = name;
    this.talk.hidden = !chat;
    this.page.hidden = chat;
    this.page.textContent = "";
    const draw = chat || views[name] || this.parts.view(name);
    if (!draw) {
      const there = () => this.view === name && this.show(name, quiet);
      this.parts.load(name).then(there, () => this.page.append(this.words.say("offline")));
      return;
    }
    if (!chat) draw(this.page, this.words, this.on, this);
    this.page.scrollTop = 0;
    if (!quiet) (chat ? this.entrance() : this.page.querySelector("h2")).focus();
  }

  /* With a keyboard at hand the field takes the focus; a phone's keyboard would hide the answer. */
  entrance() {
    return window.matchMedia("(pointer: fine)").matches ? this.field : this.list;
  }

  reveal(open, quiet) {
    this.open = open;
    this.panel.hidden = !open;
    this.launcher.hidden = open;
    this.signals.seen = open;
    this.signals.count(0);
    if (quiet) return;
    this.log.open = open;
    this.log.save();
    if (open) this.show(this.view);
    else this.launcher.focus();
  }

  /* Turns the whole chat into a language; `chosen` says that the person tapped it. */
  speak(code, chosen) {
    this.log.language = code;
    this.log.save();
    if (chosen) this.line.open(true);
    this.words.load(code).then(() => {
      if (chosen) this.view = this.home;
      this.build();
      this.parts.prepare();
      if (!chosen) return;
      this.show(this.view);
      const choice = this.log.entries.length && this.line.choice("language_" + code);
      if (choice) this.say(this.words.city.languages[code], choice);
    });
  }

  keep(yes, unstored) {
    this.home = "chat";
    this.line.ephemeral(unstored);
    this.log.keep(yes);
    this.show("chat");
  }

  resize(name) {
    this.log.size = name;
    this.log.save();
    this.box.setAttribute("data-size", name);
    this.show("menu", true);
    this.page.querySelector(".sizes ." + name).focus();
  }

  /* Sends a photo or PDF, then the message that carries it. */
  letter(bytes, drawn, progress) {
    this.line.open();
    return this.parts.send(bytes, drawn, progress).then(({ text, file }) => {
      this.show("chat");
      this.say(text, null, file);
    });
  }

  state(state) {
    this.signals.leading(!!state.led);
    this.log.guard(state);
    if (state.locked) this.parts.part("pin").then(({ lock }) => lock(this, state.pin));
    if (state.erased) this.erased();
    else if (state.language && !this.line.chosen && state.language !== this.log.language) this.speak(state.language);
  }

  /* The server has said what became of a message of the person. */
  settled(entry) {
    if (!entry) return;
    this.shown.redraw(entry);
    if (entry.state === "sent" && !this.signals.led && !this.shown.after(entry).length) this.signals.typing(true);
  }

  heard(entry) {
    this.signals.typing(false);
    this.signals.spoke(entry.data.from);
    this.shown.heard(entry);
    this.signals.count(1);
    if (this.signals.unread) this.parts.tone();
  }

  /* Sends a text of the person, the payload of a choice under its title, or a file by its id. */
  say(text, payload, file) {
    const entry = this.log.write(text, payload, file);
    this.parts.hush();
    if (this.root.activeElement !== this.field) this.show("chat");
    this.shown.said(entry);
    this.line.open();
    this.line.flush();
  }

  send() {
    const text = this.field.value.trim();
    this.field.value = "";
    this.field.focus();
    this.grow();
    if (text) this.say(text);
  }

  retry(entry) {
    entry.state = "waiting";
    this.log.save();
    this.shown.redraw(entry);
    this.entrance().focus();
    this.line.flush();
  }

  grow() {
    this.field.style.height = "auto";
    this.field.style.height = Math.min(this.field.scrollHeight + 4, 160) + "px";
  }

  /* Escape closes a view; three times in a row it leaves. */
  key(event) {
    if (event.key !== "Escape") return;
    this.escapes = this.escapes.concat(event.timeStamp).filter((time) => event.timeStamp - time < 1500);
    if (this.escapes.length > 2) this.leave();
    else if (this.open && this.home === "chat" && this.view !== "chat") this.show("chat");
  }

  /* The server has deleted the conversation: the copy here goes too, the next message begins anew. */
  erased() {
    const { storage, language, size, sound } = this.log;
    this.line.close();
    this.log.wipe();
    this.parts.forget();
    Object.assign(this.log, { storage, language, size, sound });
    this.shown.clear();
  }

  /* Another tab has wiped the copy. */
  restart() {
    this.line.close();
    this.log.forget();
    this.log.storage = null;
    Object.assign(this, { home: "welcome", view: "languages" });
    this.build();
  }

  leave() {
    this.parts.hush();
    this.line.close();
    this.log.wipe();
    this.host.style.display = "none";
    window.location.replace(this.words.city.leave);
  }
}

/* Starts the chat in the shadow root of its element. */
export function start(host, root, options, words) {
  const chat = new Chat(host, root, options, words);
  return words.load(chat.log.language || words.language).then(() => {
    chat.build();
    if (chat.home === "chat") chat.line.open();
    host.setAttribute("data-ready", "");
    setTimeout(() => chat.parts.prepare(), 1500);
  });
}
