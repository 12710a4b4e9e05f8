/* A client that knows docs/website-channel.md and the socket.io library, and nothing of our code.
   node client.js <server> <websocket|polling> : talks, taps, comes back; prints what it was told. */
import { io } from "socket.io-client";

const [server, transport] = process.argv.slice(2);
const told = { transport, states: [], replies: [], replayed: [] };

function connect() {
  return io(server, { transports: [transport], forceNew: true });
}

function once(socket, event) {
  return new Promise((done, failed) => {
    const timer = setTimeout(() => failed(new Error("no " + event)), 60000);
    socket.once(event, (data) => {
      clearTimeout(timer);
      done(data);
    });
  });
}

async function open(socket, request) {
  const confirmed = once(socket, "session_confirm");
  const state = once(socket, "session_state");
  socket.emit("session_request", request);
  const token = await confirmed;
  told.states.push(await state);
  return token;
}

async function say(socket, body) {
  return socket.timeout(60000).emitWithAck("user_uttered", body);
}

const first = connect();
first.on("bot_uttered", (reply) => told.replies.push(reply));
const token = await open(first, { language: "fr" });
told.receipt = await say(first, { session_id: token, id: "foreign-1", message: "Combien coûte le parcours d'accueil ?" });
told.repeat = await say(first, { session_id: token, id: "foreign-1", message: "Combien coûte le parcours d'accueil ?" });
const choice = told.replies[0].quick_replies[0];
told.tapped = await say(first, { session_id: token, id: "foreign-2", message: choice.payload, title: choice.title });
told.forged = await say(first, { session_id: token + "x", id: "foreign-3", message: "Bonjour" });
first.disconnect();

const second = connect();
second.on("bot_uttered", (reply) => told.replayed.push(["bot", reply.seq, reply.id]));
second.on("user_echo", (echo) => told.replayed.push(["person", echo.seq, echo.id]));
told.same = (await open(second, { session_id: token, after: 0 })) === token;
await new Promise((done) => setTimeout(done, 2000));
second.disconnect();
console.log(JSON.stringify(told));
