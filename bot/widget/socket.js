/* The line to the server: connects, asks for a session, sends what waits one message after the
   other until the server says "stored", and passes on what comes. Knows no screen and no storage. */
const base = new URL("./", import.meta.url).href;
const PATIENCE = 12000;

/* What can be asked at any time: our names, and the server's for the choices it signs. */
const CHOICES = {
  topics: "menu",
  person: "request_human",
  simpler: "simplify",
  delete: "delete_my_data",
  mine: "show_my_data",
  back: "back_to_bot",
};

/* The socket.io client is asked for beside the first paint, which does not wait for it. */
let client = null;
let tries = 0;
function loaded() {
  if (!client) {
    client = import(base + "vendor/socket.io.esm.min.js" + (tries ? "?" + tries : ""));
    client.catch(() => {
      client = null;
      tries += 1;
    });
  }
  return client;
}
loaded();

export class Line {
  /* `hear` is told: state(state), reply(entry), echo(entry), settled(entry), typing(), line(up). */
  constructor(server, log, hear) {
    this.server = new URL(server);
    this.log = log;
    this.hear = hear;
    this.chosen = false;
    this.choices = {};
    this.ready = false;
    this.sending = null;
  }

  /* Opens the line; `chosen` says that the person has just chosen the language. */
  open(chosen) {
    this.chosen = chosen || this.chosen;
    if (this.socket) {
      if (this.socket.connected) this.ask();
      return;
    }
    if (this.opening) return;
    const opening = (this.opening = {});
    const mine = () => this.opening === opening && !(this.opening = null);
    const later = () => {
      if (!mine()) return;
      this.hear.line(false);
      setTimeout(() => this.open(), 3000);
    };
    loaded().then(({ io }) => mine() && this.connect(io), later);
  }

  connect(io) {
    const socket = io(this.server.origin, {
      path: this.server.pathname + "socket.io",
      transports: ["websocket", "polling"],
      reconnectionDelay: 700,
      reconnectionDelayMax: 10000,
      timeout: 20000,
    });
    this.socket = socket;
    socket.on("connect", () => this.ask());
    // When the server itself has shown us out, the client does not come back on its own.
    const back = () => socket.active || setTimeout(() => this.socket === socket && socket.connect(), 3000);
    socket.on("disconnect", () => {
      this.down();
      back();
    });
    socket.on("connect_error", () => {
      // A network that lets no websocket through: the next attempt begins the other way round.
      socket.io.opts.transports.reverse();
      this.down();
      back();
    });
    socket.on("session_confirm", (token) => {
      this.log.token = token;
      this.log.save();
    });
    socket.on("session_pass", (pass) => (this.pass = pass));
    socket.on("session_state", (state) => this.state(state));
    socket.on("bot_uttered", (data) => {
      if (this.sending) this.chosen = false;
      const entry = this.log.reply(data);
      if (entry && data.from && data.from.kind === "staff") socket.emit("received", { id: data.id });
      if (entry) this.hear.reply(entry);
    });
    socket.on("user_echo", (data) => {
      const entry = this.log.echo(data);
      if (entry) this.hear.echo(entry);
      else this.hear.settled(this.log.find(data.id));
    });
    socket.on("staff_typing", () => this.hear.typing());
    this.wake = () => {
      if (document.visibilityState !== "hidden" && !socket.connected) this.again();
    };
    window.addEventListener("online", this.wake);
    window.addEventListener("pageshow", this.wake);
    document.addEventListener("visibilitychange", this.wake);
  }

  /* The person wants nothing kept: the next session is one that the server does not store. */
  ephemeral(yes) {
    this.unstored = Boolean(yes);
    if (yes) this.log.token = null;
    if (yes && this.socket && this.socket.connected) this.ask();
  }

  ask() {
    this.asked = true;
    const { token, last, language } = this.log;
    const { pass, unstored } = this;
    this.socket.emit("session_request", { session_id: token, after: last, language, stored: !unstored, pass });
  }

  state(state) {
    if (this.asked && state.last < this.log.last) this.log.restart();
    this.asked = false;
    this.choices = state.choices || this.choices;
    this.ready = true;
    this.hear.line(true);
    this.hear.state(state);
    this.flush();
  }

  /* The signed choice for something that can be asked at any time, if the server has sent one. */
  choice(name) {
    return this.choices[CHOICES[name] || name];
  }

  /* The choice for the neighbourhood around a point; the point itself is kept nowhere. */
  here(lat, lon) {
    return new Promise((done, failed) => {
      const take = (error, found) => (!error && found.title ? done(found) : failed());
      if (this.ready) this.socket.timeout(PATIENCE).emit("whereabouts", { lat, lon }, take);
      else failed();
    });
  }

  /* Chooses the PIN, or opens with it what is hidden; `told` hears the server's word. */
  pin(pin, choose, told) {
    this.socket.timeout(PATIENCE).emit("pin", { pin, choose }, (error, answer) => told(error ? "" : answer.status));
  }

  down() {
    this.ready = false;
    this.sending = null;
    this.hear.line(false);
  }

  /* Tries anew at once instead of waiting for the next turn. */
  again() {
    this.down();
    this.socket.disconnect();
    this.socket.connect();
  }

  /* Sends the first waiting message; the next one follows when this one is stored. */
  flush() {
    const entry = this.log.next();
    if (!this.ready || this.sending || !entry) return;
    const body = { session_id: this.log.token, id: entry.id, message: entry.payload || entry.text };
    if (entry.payload) body.title = entry.text;
    if (entry.file) body.file = entry.file;
    const attempt = (this.sending = {});
    this.socket.timeout(PATIENCE).emit("user_uttered", body, (error, answer) => {
      if (this.sending !== attempt) return;
      this.sending = null;
      if (error) {
        this.again();
        return;
      }
      if (answer && answer.error === "unknown_session" && this.log.token) {
        this.ready = false;
        this.ask();
        return;
      }
      const failed = !answer || answer.status === "error";
      this.log.settle(entry.id, failed ? "failed" : "sent", answer && answer.text, answer && answer.seq);
      this.hear.settled(entry);
      this.flush();
    });
  }

  close() {
    const { socket } = this;
    this.opening = null;
    if (!socket) return;
    window.removeEventListener("online", this.wake);
    window.removeEventListener("pageshow", this.wake);
    document.removeEventListener("visibilitychange", this.wake);
    this.socket = null;
    this.ready = false;
    this.sending = null;
    socket.disconnect();
  }
}
