// Rings when somebody new waits or a case becomes an emergency, on whichever page of the desk is open.
// Sound and notification are each colleague's own choice, kept in this browser.
import { listen, single } from "./live.js";

const KEY = "desk-alarm";

export function watch() {
  const button = document.querySelector("button.bell");
  if (!button) return;
  const told = document.getElementById("alarm-news");
  let known = null;
  let sound = null;

  show();
  button.addEventListener("click", async () => {
    if (on()) localStorage.removeItem(KEY);
    else {
      localStorage.setItem(KEY, "on");
      if ("Notification" in window && Notification.permission === "default") await Notification.requestPermission();
      ring(false); // also unlocks sound, which a browser allows only after a click
    }
    show();
  });

  const look = single(async () => {
    let found;
    try {
      const answer = await fetch(button.dataset.from, { redirect: "manual" });
      if (!answer.ok) return;
      found = await answer.json();
    } catch { return; }
    const before = known;
    known = { waiting: new Set(found.waiting), emergencies: new Set(found.emergencies) };
    if (!before) return;
    const emergency = found.emergencies.some((id) => !before.emergencies.has(id));
    const person = found.waiting.some((id) => !before.waiting.has(id));
    if (emergency || person) tell(emergency);
  });
  listen(look);
  look();

  function on() { return localStorage.getItem(KEY) === "on"; }
  function show() {
    button.setAttribute("aria-pressed", String(on()));
    button.querySelector("span").textContent = on() ? "🔔" : "🔕";
  }
  function tell(emergency) {
    const words = emergency ? button.dataset.emergency : button.dataset.new;
    told.textContent = "";
    told.textContent = words;
    if (!on()) return;
    ring(emergency);
    if (!("Notification" in window) || Notification.permission !== "granted" || document.hasFocus()) return;
    try {
      const note = new Notification(words, { tag: emergency ? "emergency" : "waiting", requireInteraction: emergency });
      note.onclick = () => { window.focus(); note.close(); };
    } catch { /* a phone's browser shows notifications only through a service worker */ }
  }
  // Two soft tones for a new person, five quick high ones for an emergency.
  function ring(emergency) {
    sound ??= new AudioContext();
    sound.resume();
    const tones = emergency ? [880, 1175, 880, 1175, 880] : [523, 659];
    tones.forEach((pitch, place) => {
      const begin = sound.currentTime + place * (emergency ? 0.18 : 0.25);
      const tone = sound.createOscillator();
      const loud = sound.createGain();
      tone.frequency.value = pitch;
      loud.gain.setValueAtTime(0.0001, begin);
      loud.gain.exponentialRampToValueAtTime(emergency ? 0.35 : 0.15, begin + 0.02);
      loud.gain.exponentialRampToValueAtTime(0.0001, begin + 0.2);
      tone.connect(loud).connect(sound.destination);
      tone.start(begin);
      tone.stop(begin + 0.22);
    });
  }
}
