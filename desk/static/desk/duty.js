// Keeps the on-duty switch on while its colleague moves, and shows when it has gone off.

const EVERY = 60000;

export function keepDuty() {
  const form = document.querySelector("form.duty");
  if (!form || form.dataset.duty !== "on") return;
  let last = Date.now();
  const sign = async () => {
    if (Date.now() - last < EVERY) return;
    last = Date.now();
    const body = new FormData();
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    try {
      const answer = await fetch(form.dataset.sign, { method: "POST", body });
      if (answer.ok && !(await answer.json()).on_duty) off(form);
    } catch { /* the desk is away: the switch runs out by itself */ }
  };
  for (const kind of ["pointerdown", "keydown", "scroll"]) {
    addEventListener(kind, sign, { passive: true, capture: true });
  }
  setInterval(() => { if (Date.now() - last > 15 * EVERY) off(form); }, EVERY);
}

function off(form) {
  const button = form.querySelector("button");
  button.setAttribute("aria-checked", "false");
  button.value = "on";
  form.dataset.duty = "off";
}
