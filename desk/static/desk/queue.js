// The queue: takes the list anew when a case has changed, and every half minute for the times.
import { fragment, listen, single } from "./live.js";

export function start() {
  const rows = document.getElementById("rows");
  const news = document.getElementById("news");
  const title = document.title;
  const filters = document.querySelector("form.filters");
  filters.addEventListener("change", () => filters.requestSubmit());

  let shown = rows.innerHTML;
  let waiting = count(rows);
  mark();

  const refresh = single(async () => {
    const found = await fragment(rows.dataset.from);
    if (!found || found.innerHTML === shown) return;
    const focused = document.activeElement?.id;
    shown = found.innerHTML;
    rows.replaceChildren(...found.childNodes);
    if (focused && rows.contains(document.getElementById(focused)) === true) {
      document.getElementById(focused).focus({ preventScroll: true });
    }
    const now = count(rows);
    if (now > waiting) news.textContent = `${now} ${news.dataset.words}`;
    waiting = now;
    mark();
  });
  listen(refresh);
  setInterval(refresh, 30000);

  function mark() {
    document.title = waiting ? `(${waiting}) ${title}` : title;
  }
}

function count(rows) {
  return Number(rows.querySelector("[data-waiting]")?.dataset.waiting ?? 0);
}
