/* What an answer holds beyond its words: the course card, and what folds behind "more". Loaded after
   the first paint; until then a card is its text. */
import { el, button, icon, link, SHAPES } from "./markup.js";
import { actions, choose } from "./talk.js";

SHAPES.share = "M12 15V4M8 7.5L12 4l4 3.5M6 11H5v9h14v-9h-1";
SHAPES.calendar = "M4 6h16v14H4zM4 10h16M8 3v5M16 3v5";
SHAPES.unknown = "M9 9c0-4 6.5-4 6.5 0 0 2.8-3.5 2.8-3.5 5.5M12 18.5v.1";

/* Related topics, share and source: there for who wants them, out of the way of who does not. */
export function fold(box, about, related, words, on) {
  if (related.length) box.append(choose(related, on));
  const links = el("div", { class: "links" });
  const source = about.source && link(about.source.url || "", words.say("source"), { class: "action" });
  if (source && source.tagName) {
    source.insertBefore(icon("web"), source.firstChild);
    links.append(source);
  }
  if (about.page) links.append(button("action", () => share(on.address(about.page), links, words), icon("share"), words.say("share")));
  if (links.firstChild) box.append(links);
}

const MARKS = [
  ["met", "yes"],
  ["failed", "no"],
  ["unknown", "unknown"],
];

export function card(data, words) {
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
    const told = el("strong", null, words.say("wish_" + name));
    box.append(el("p", { class: "marks " + name }, icon(shape), told, " ", labels));
  });
  box.append(actions(data.links || []));
  if (data.note) box.append(el("p", { class: "note", dir: "auto" }, data.note));
  return box;
}

/* Instead of writing where: the device is asked, and asks the person, only on this tap. */
export function here(words, on) {
  const box = el("div", { class: "choices" });
  if (!navigator.geolocation) return box;
  const hint = el("p", { class: "hint", role: "status" }, words.say("here_hint"));
  const failed = () => (hint.textContent = words.say("here_failed"));
  const find = () => {
    hint.textContent = words.say("letter_prepare");
    const found = ({ coords }) => on.here(coords).catch(failed);
    navigator.geolocation.getCurrentPosition(found, failed, { timeout: 20000, maximumAge: 600000 });
  };
  const sign = el("span", { class: "emoji", "aria-hidden": "true" }, "📍");
  box.append(button("choice", find, sign, el("span", null, words.say("here"))), hint);
  return box;
}

/* Hands an address to the device's own share sheet; else copies it, else shows it to be copied. */
function share(address, box, words) {
  if (navigator.share) {
    navigator.share({ url: address }).catch(() => {});
    return;
  }
  const shown = el("p", { class: "hint", role: "status" });
  const old = box.querySelector(".hint");
  if (old) old.remove();
  box.append(shown);
  const show = () => shown.append(el("span", { dir: "ltr" }, address));
  if (!navigator.clipboard) show();
  else navigator.clipboard.writeText(address).then(() => shown.append(words.say("copied")), show);
}
