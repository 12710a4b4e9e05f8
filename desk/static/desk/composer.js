// The form for an answer: sends without a reload, repeats under the same id, tells that one writes,
// opens the phrases on "/", takes a reply back within its first seconds.

const TYPING_EVERY = 4000;

/** Makes the form live; `onSent` is called when the desk has stored the reply. */
export function bindComposer(form, onSent, tools) {
  const text = form.elements.text;
  const unsent = document.getElementById("unsent");
  const draft = `draft-${form.dataset.code}`;
  const token = form.elements.csrfmiddlewaretoken.value;
  let told = 0;

  text.value ||= sessionStorage.getItem(draft) ?? "";
  text.addEventListener("input", () => {
    sessionStorage.setItem(draft, text.value);
    if (text.value && Date.now() - told > TYPING_EVERY) {
      told = Date.now();
      const body = new FormData();
      body.set("csrfmiddlewaretoken", token);
      fetch(form.dataset.typing, { method: "POST", body }).catch(() => {});
    }
  });
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    }
    if (event.key === "/" && !text.value.trim()) {
      event.preventDefault();
      tools.open(document.querySelector("[data-open=phrases]").href);
    }
  });
  form.querySelector("[data-translate]")?.addEventListener("click", (event) => {
    if (text.value.trim()) tools.translate(event.target.dataset.translate, text.value, token);
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!text.value.trim() || form.getAttribute("aria-busy") === "true") return;
    form.setAttribute("aria-busy", "true");
    const stored = await send(form);
    form.removeAttribute("aria-busy");
    unsent.hidden = stored;
    if (!stored) return; // the id stays: pressing again sends the same reply, not a second one
    form.elements.reply.value = newId();
    text.value = "";
    sessionStorage.removeItem(draft);
    text.focus();
    onSent();
  });
}

/** Takes a reply back; the words stand in the form again. */
export async function takeBack(event, onDone) {
  event.preventDefault();
  const form = event.target;
  try {
    const answer = await fetch(form.action, {
      method: "POST", body: new FormData(form), headers: { "X-Live": "1" }, redirect: "manual",
    });
    const text = document.getElementById("text");
    if (answer.ok && text) {
      text.value = [(await answer.json()).text, text.value].filter(Boolean).join("\n\n");
      text.dispatchEvent(new Event("input"));
      text.focus();
    }
  } catch { /* it goes out; the page shows so */ }
  onDone();
}

async function send(form) {
  try {
    const body = new FormData(form);
    const answer = await fetch(form.action, {
      method: "POST", body, headers: { "X-Live": "1" }, redirect: "manual",
    });
    if (answer.status === 409 || answer.type === "opaqueredirect") location.reload();
    return answer.status === 204;
  } catch {
    return false;
  }
}

// crypto.randomUUID exists only where the page is secure; an intranet address may be plain http.
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
