/* Views that are not needed first: menu, deletion, the whole notice, the downloaded chat, sharing.
   Loaded after the first paint. Tells `on` what is tapped; decides nothing. */
import { draw, el, icon, SHAPES } from "./markup.js";
import { heading, item, titled } from "./views.js";

SHAPES.trash = "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5";
SHAPES.size = "M3 19l5-13 5 13M4.8 14.5h6.4M14.5 19l3.25-8 3.25 8M15.7 16.5h4.1";
SHAPES.save = "M12 4v11M7 10.5l5 5 5-5M4 20h16";
SHAPES.sound = "M6 17V11a6 6 0 0112 0v6l1.5 2h-15zM10 21.5h4";

export function menu(box, words, on, { log, signals }) {
  const sizes = el("div", { class: "sizes", role: "group", "aria-label": words.say("size") });
  ["normal", "large", "huge"].forEach((name) => {
    const one = titled(item("", "A", () => on.size(name), name), words.say("size_" + name));
    one.setAttribute("aria-pressed", (log.size || "normal") === name);
    sizes.append(one);
  });
  const sound = item("sound", words.say("sound"), () => on.sound(sound));
  sound.setAttribute("aria-pressed", Boolean(log.sound));
  const back = signals.led ? [item("robot", words.say("say_back"), () => on.ask("back"))] : [];
  const items = [
    heading("h2", "menu", words.say("menu")),
    ...back,
    item("topics", words.say("topics"), () => on.ask("topics")),
    item("person", words.say("person"), () => on.ask("person")),
    item("globe", words.say("language"), () => on.view("languages")),
    el("div", { class: "item still" }, icon("size"), el("span", null, words.say("size")), sizes),
    sound,
    item("robot", words.say("notice_all"), () => on.view("notice")),
    item("name", words.say("say_mine"), () => on.ask("mine")),
    !log.guarded && item("save", words.say("download"), on.download),
    item("trash", words.say("delete"), () => on.view("erase")),
    item("leave", words.say("leave"), on.leave),
    el("p", { class: "hint" }, words.say("leave_hint")),
    item("close", words.say("close"), () => on.toggle("menu")),
  ];
  box.append(...items.filter(Boolean));
}

export function erase(box, words, on) {
  box.append(
    heading("h2", "trash", words.say("delete") + "?"),
    item("trash", words.say("delete"), () => on.ask("delete"), "danger"),
    item("close", words.say("cancel"), on.back)
  );
}

/* The whole notice: who keeps what, why, how long, and what one can ask for. */
export function notice(box, words, on) {
  const text = el("div", { class: "prose", dir: words.direction(words.language) });
  words.later().then(
    (known) => draw(known, text),
    () => text.append(words.say("offline"))
  );
  box.append(heading("h2", "robot", words.say("notice_all")), text, item("close", words.say("close"), on.back, "main"));
}

/* The chat as a page of its own, for the person's own files. */
export function page(log, words) {
  const made = document.implementation.createHTMLDocument(words.say("title"));
  made.documentElement.lang = words.language;
  made.documentElement.dir = words.direction(words.language);
  const charset = made.createElement("meta");
  charset.setAttribute("charset", "utf-8");
  made.head.insertBefore(charset, made.head.firstChild);
  log.entries.forEach((entry) => {
    const from = entry.mine ? null : entry.data.from;
    const name = from && from.kind === "staff" ? from.name : words.say(entry.mine ? "you" : "assistant");
    const line = made.createElement("p");
    line.dir = "auto";
    line.style.whiteSpace = "pre-wrap";
    const bold = made.createElement("strong");
    bold.textContent = name + ": ";
    line.append(bold, (entry.mine ? entry.text : entry.data.text) || "");
    made.body.append(line);
  });
  return "<!doctype html>\n" + new XMLSerializer().serializeToString(made);
}

export function download(log, words) {
  const file = new Blob([page(log, words)], { type: "text/html" });
  const link = el("a", { href: URL.createObjectURL(file), download: "chat.html" });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}
