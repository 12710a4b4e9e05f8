// Tells the desk that this case is open here, and when it no longer is: "who else is looking".
const EVERY = 20000;

export function look(address) {
  const token = () => document.querySelector("input[name=csrfmiddlewaretoken]").value;
  const body = (gone) => {
    const form = new FormData();
    form.set("csrfmiddlewaretoken", token());
    if (gone) form.set("gone", "1");
    return form;
  };
  const here = () => {
    if (!document.hidden) fetch(address, { method: "POST", body: body(false), redirect: "manual" }).catch(() => {});
  };
  here();
  setInterval(here, EVERY);
  addEventListener("pagehide", () => navigator.sendBeacon(address, body(true)));
  document.addEventListener("visibilitychange", here);
}
