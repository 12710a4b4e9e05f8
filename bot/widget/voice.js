/* Sound: a recording or the device's own voice reads a message aloud; a short tone tells of a new
   one. Loaded when first needed. Knows no message but the words it is given. */
import { spoken } from "./markup.js";
import { voice } from "./talk.js";

const now = { playing: null };

/* Stops whatever sounds. */
export function hush() {
  if (!now.playing) return;
  const { button, stop } = now.playing;
  now.playing = null;
  button.setAttribute("aria-pressed", "false");
  stop();
}

/* Reads `said` ({text, language, audio}) aloud, or stops when its button is pressed already.
   `address` is the recording's, if there is one and the device can play it. */
export function listen(said, button, address) {
  const again = now.playing && now.playing.button === button;
  hush();
  if (again) return;
  const turn = (now.playing = { button, stop: () => {} });
  const over = () => now.playing === turn && hush();
  button.setAttribute("aria-pressed", "true");
  if (!address) {
    read(said, turn, over);
    return;
  }
  const sound = new Audio(address);
  turn.stop = () => sound.pause();
  sound.onended = over;
  // A host page's policy may forbid the recording: then the device's own voice reads.
  const instead = () => now.playing === turn && (voice(said.language) ? read(said, turn, over) : over());
  const begun = sound.play();
  if (begun) begun.catch(instead);
  else sound.onerror = instead;
}

function read(said, turn, over) {
  const words = new SpeechSynthesisUtterance(spoken(said.text));
  words.voice = voice(said.language);
  words.lang = words.voice ? words.voice.lang : said.language;
  words.rate = 0.9;
  words.onend = over;
  words.onerror = over;
  turn.stop = () => window.speechSynthesis.cancel();
  window.speechSynthesis.cancel();
  window.speechSynthesis.speak(words);
}

/* A short tone. */
export function tone() {
  const Context = window.AudioContext || window.webkitAudioContext;
  if (!Context) return;
  const context = new Context();
  const source = context.createOscillator();
  const volume = context.createGain();
  source.frequency.value = 660;
  volume.gain.setValueAtTime(0.08, context.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, context.currentTime + 0.35);
  source.connect(volume);
  volume.connect(context.destination);
  source.start();
  source.stop(context.currentTime + 0.4);
  source.onended = () => context.close();
}
