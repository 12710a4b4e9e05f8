/* The PIN of a conversation in which danger was told: chosen while it is told, asked for when the
   page is opened anew. Loaded after the first paint. Decides nothing: the server does. */
import { el, icon } from "./markup.js";
import { choose } from "./talk.js";
import { heading, item } from "./views.js";

/* What was said is hidden from this page: told above all else, with a way to the PIN if there is one. */
export function lock(chat, pin) {
  const { words, on, shown } = chat;
  unlock(chat);
  chat.locked = true;
  const node = el("div", { class: "message bot", "data-id": "locked" });
  node.append(el("div", { class: "bubble" }, icon("lock"), el("p", null, words.say(pin ? "pin_ask" : "pin_closed"))));
  if (pin) node.append(choose([{ title: "PIN", sign: "🔒", place: "pin" }], on));
  shown.list.insertBefore(node, shown.list.firstChild);
}

function unlock(chat) {
  const old = chat.shown.node("locked");
  if (old) old.remove();
  chat.locked = false;
}

export function pin(box, words, on, chat) {
  const { line, locked } = chat;
  const hint = words.say(locked ? "pin_ask" : "pin_choose");
  const said = el("p", { role: "status" });
  const field = el("input", {
    class: "pin", inputmode: "numeric", autocomplete: "off", maxlength: "8", dir: "ltr", "aria-label": "PIN",
    keydown: (event) => event.key === "Enter" && send(),
  });
  const send = () => {
    const digits = field.value.trim();
    if (!digits) return field.focus();
    line.pin(digits, !locked, (status) => {
      field.value = "";
      if (status === "open") {
        unlock(chat);
        return on.back();
      }
      const known = { set: "pin_set", wrong: "pin_wrong", wait: "pin_wait", closed: "pin_closed", late: "pin_closed" };
      said.textContent = words.say(status === "malformed" ? "pin_choose" : known[status] || "offline");
      if (status === "set") form.hidden = true;
      else field.focus();
    });
  };
  const form = el("div", { class: "item still" }, field, item("yes", words.say("send"), send, "main"));
  box.append(heading("h2", "lock", "PIN"), el("p", null, hint), form, said, item("close", words.say("close"), on.back));
}
