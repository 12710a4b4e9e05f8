/* The PIN of a conversation in which danger was told: chosen while it is told, asked for when the
   page is opened anew. Loaded after the first paint. Decides nothing: the server does. */
import { el } from "./markup.js";
import { heading, item } from "./views.js";

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
        chat.locked = chat.shown.locked(false);
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
