/* What was said: messages by id and number, those that wait for the line, and their copy on the
   device, if the person wants one. Knows no network and draws nothing. */
const LIMIT = 300;
const RANK = { waiting: 0, failed: 1, sent: 2 };

function area(name) {
  try {
    const storage = window[name];
    storage.setItem("newcomer-test", "1");
    storage.removeItem("newcomer-test");
    return storage;
  } catch (error) {
    return null;
  }
}

export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => ("0" + byte.toString(16)).slice(-2)).join("");
}

/* Puts an entry at its place by number, before what still waits to be sent. */
function place(entries, entry) {
  let at = entries.length;
  while (at > 0) {
    const before = entries[at - 1];
    const later = entry.seq && before.seq > entry.seq;
    const waits = before.mine && before.state !== "sent" && entry.state !== "waiting";
    if (!later && !waits) break;
    at -= 1;
  }
  entries.splice(at, 0, entry);
}

export class Log {
  constructor(key) {
    this.key = key;
    this.areas = [area("localStorage"), area("sessionStorage")];
    this.storage = null;
    this.forget();
    this.areas.forEach((storage) => {
      if (this.storage || !storage) return;
      const copy = this.read(storage);
      if (!copy) return;
      this.storage = storage;
      Object.assign(this, copy);
    });
  }

  /* Whether the device lets us keep anything at all. */
  get able() {
    return Boolean(this.areas[0] && this.areas[1]);
  }

  forget() {
    this.token = null;
    this.language = "";
    this.size = "";
    this.open = false;
    this.sound = false;
    this.colleague = null;
    this.last = 0;
    this.guarded = false;
    this.entries = [];
  }

  read(storage) {
    try {
      const copy = JSON.parse(storage.getItem(this.key));
      return copy && Array.isArray(copy.entries) ? copy : null;
    } catch (error) {
      return null;
    }
  }

  /* Keep the chat on this device, or only as long as this tab lives. */
  keep(yes) {
    this.storage = this.areas[yes ? 0 : 1] || this.areas[1];
    this.save();
  }

  /* Writes the copy, together with what another tab of the same person has written. */
  save() {
    if (!this.storage) return;
    const other = this.read(this.storage);
    let entries = this.guarded ? [] : this.entries;
    if (!this.guarded && other && other.token === this.token) {
      const mine = {};
      entries.forEach((entry) => (mine[entry.id] = entry));
      entries = entries.slice();
      other.entries.forEach((entry) => mine[entry.id] || place(entries, entry));
    }
    const { token, language, size, open, sound } = this;
    const { colleague, last } = this.guarded ? { colleague: null, last: 0 } : this;
    for (let keep = LIMIT; keep >= 1; keep = Math.floor(keep / 4)) {
      try {
        const copy = { token, language, size, open, sound, colleague, last, entries: entries.slice(-keep) };
        this.storage.setItem(this.key, JSON.stringify(copy));
        return;
      } catch (error) {
        continue;
      }
    }
  }

  /* Danger was told: no word of it stays on the device; it is shown again for the PIN alone. */
  guard({ guarded }) {
    this.guarded = !!guarded;
    this.save();
  }

  wipe() {
    this.areas.forEach((storage) => storage && storage.removeItem(this.key));
    this.forget();
    this.storage = null;
  }

  find(id) {
    return this.entries.find((entry) => entry.id === id);
  }

  /* A reply from the server: the new entry, or null when it is here already. */
  reply(data) {
    const question = this.find(String(data.id).replace(/\.[^.]*$/, ""));
    // Without a number the reply was not stored, nor was what it answers.
    if (question && question.mine && data.seq) this.settle(question.id, "sent");
    return this.receive({ id: data.id, seq: data.seq, mine: false, data });
  }

  /* The person's own message, told again by the server. */
  echo(data) {
    this.settle(data.id, "sent", "", data.seq);
    return this.receive({ id: data.id, seq: data.seq, mine: true, text: data.text, state: "sent" });
  }

  receive(entry) {
    const known = this.find(entry.id);
    if (!known) place(this.entries, entry);
    if (entry.seq > this.last) this.last = entry.seq;
    this.save();
    return known ? null : entry;
  }

  /* A message that the person writes now, with the id of the file it carries, if any; it waits until
     the server has stored it. */
  write(text, payload, file) {
    const entry = { id: newId(), mine: true, text, payload: payload || null, file, state: "waiting" };
    this.entries.push(entry);
    this.save();
    return entry;
  }

  /* The first message that waits. */
  next() {
    return this.entries.find((entry) => entry.mine && entry.state === "waiting");
  }

  settle(id, state, note, seq) {
    const entry = this.find(id);
    if (!entry) return null;
    if (RANK[state] >= RANK[entry.state] || entry.state === "failed") entry.state = state;
    entry.note = note || "";
    if (seq) entry.seq = seq;
    this.save();
    return entry;
  }

  /* The server knows nothing of this conversation any more: what stands here stays, numbers begin anew. */
  restart() {
    this.last = 0;
    this.entries.forEach((entry) => delete entry.seq);
    this.save();
  }
}
