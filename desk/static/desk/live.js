// Hears that cases have changed. One tab of a browser holds the stream and tells the others, as a
// browser allows only six connections; without a stream every tab asks by itself.
// Knows the stream. Knows nothing of what pages show.

const PAUSE = 3000;
const hearers = [];
let timer = null;

/** Calls `onChange({caseId: version})`, or `onChange(null)` when anything may have changed. */
export function listen(onChange) {
  hearers.push(onChange);
  if (hearers.length === 1) begin();
}

function tell(cases) { hearers.forEach((hear) => hear(cases)); }
function poll() { timer ??= setInterval(() => tell(null), PAUSE); }
function rest() { clearInterval(timer); timer = null; }

function begin() {
  if (!("locks" in navigator) || !("BroadcastChannel" in window)) {
    stream({ onOpen: () => { rest(); tell(null); }, onChange: tell, onLost: poll });
    return;
  }
  const others = new BroadcastChannel("desk-live");
  others.onmessage = ({ data }) => {
    if (data.kind === "lost") return poll();
    rest();
    tell(data.cases);
  };
  // The holder keeps the lock until its tab goes; then the next tab takes the stream over.
  navigator.locks.request("desk-live", () => {
    const pass = (kind, cases) => others.postMessage({ kind, cases });
    stream({
      onOpen: () => { rest(); tell(null); pass("open", null); },
      onChange: (cases) => { tell(cases); pass("cases", cases); },
      onLost: () => { poll(); pass("lost", null); },
    });
    return new Promise(() => {});
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) tell(null);
  });
}

function stream({ onOpen, onChange, onLost }) {
  const source = new EventSource("/live");
  source.onopen = onOpen;
  source.addEventListener("cases", (event) => onChange(JSON.parse(event.data)));
  source.onerror = () => {
    onLost();
    if (source.readyState !== EventSource.CLOSED) return; // the browser connects again by itself
    setTimeout(() => stream({ onOpen, onChange, onLost }), 5 * PAUSE);
  };
}

/** Runs `work` now, or once more after the running one: never two at a time. */
export function single(work) {
  let running = false;
  let again = false;
  return async function run() {
    if (running) { again = true; return; }
    running = true;
    try { await work(); } finally {
      running = false;
      if (again) { again = false; run(); }
    }
  };
}

/** The fragment at `address` as elements, or null when it cannot be had now. */
export async function fragment(address, options = {}) {
  let answer;
  try {
    answer = await fetch(address, { credentials: "same-origin", redirect: "manual", ...options });
  } catch {
    return null;
  }
  if (answer.type === "opaqueredirect" || answer.status === 403) { // logged out meanwhile
    location.reload();
    return null;
  }
  if (!answer.ok && answer.status !== 422 && answer.status !== 502) return null;
  return new DOMParser().parseFromString(await answer.text(), "text/html").body;
}
