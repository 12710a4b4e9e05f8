/* What is not needed first: loaded after the first paint, kept ready for when the line is gone, used
   under one name each. Knows which module does what; draws nothing itself. */
import { newId } from "./log.js";
import { el } from "./markup.js";

const base = new URL("./", import.meta.url).href;

/* Which module draws a view. */
const VIEWS = { menu: "menu", erase: "menu", notice: "menu", letter: "letter", pin: "pin" };

export class Parts {
  constructor(server, root, log, words) {
    Object.assign(this, { server, root, log, words, loaded: {}, tries: 0, pictures: {} });
  }

  /* The function that draws a view: at once, or null while it is still to be loaded. */
  view(name) {
    const part = this.loaded[VIEWS[name]];
    return part && "notice" in this.words.city ? part[name] : null;
  }

  load(name) {
    return this.part(VIEWS[name]);
  }

  /* A module with its words. A browser may remember for ever that a file could not be loaded: each
     new try asks under another address. */
  part(name) {
    const address = base + name + ".js" + (this.tries ? "?" + this.tries : "");
    const asked = this.loaded[name] || import(address);
    return Promise.all([asked, this.words.later(), this.look()]).then(
      (all) => (this.loaded[name] = all[0]),
      (error) => {
        this.tries += 1;
        throw error;
      }
    );
  }

  look() {
    if (this.styled) return;
    this.styled = el("link", { rel: "stylesheet", href: base + "later.css" });
    this.styled.onerror = () => {
      this.styled.remove();
      this.styled = null;
    };
    this.root.append(this.styled);
  }

  /* All of them, and their look, so that they are there when the line is not. */
  prepare() {
    ["detail", "menu", "letter", "voice", "pin"].forEach((name) => this.part(name).catch(() => {}));
  }

  address(path) {
    return new URL(path.replace(/^\//, ""), this.server).href;
  }

  listen(said, button) {
    const address = said.audio && this.address(said.audio);
    // At once where it can be: a browser lets a page sound only inside the tap itself.
    if (this.loaded.voice) this.loaded.voice.listen(said, button, address);
    else this.part("voice").then((voice) => voice.listen(said, button, address));
  }

  hush() {
    if (this.loaded.voice) this.loaded.voice.hush();
  }

  /* A tone, if the person wants one. */
  tone() {
    if (this.log.sound && this.loaded.voice) this.loaded.voice.tone();
  }

  sound(button) {
    this.log.sound = !this.log.sound;
    this.log.save();
    button.setAttribute("aria-pressed", this.log.sound);
    this.tone();
  }

  /* Hands the module for cards and folds to `use`, at once if it is here. */
  detail(use) {
    if (this.loaded.detail) use(this.loaded.detail);
    else this.part("detail").then(use, () => {});
  }

  download() {
    this.part("menu").then((menu) => menu.download(this.log, this.words));
  }

  /* Sends a photo or PDF; resolves with its id and how it stands in the conversation. */
  send(bytes, drawn, progress) {
    const { upload, sized } = this.loaded.letter;
    const file = newId();
    const { log, words } = this;
    return upload(this.address("widget/file"), log.token, file, words.language, bytes, progress).then(() => {
      if (drawn) this.pictures[file] = URL.createObjectURL(bytes);
      return { file, text: (drawn ? "📷 " : "📄 ") + sized(bytes.size) };
    });
  }

  /* What the person sent in this tab; elsewhere its sign and size must do. */
  picture(id) {
    const src = this.pictures[id];
    const shown = src && el("img", { src, alt: "", class: "picture", error: () => shown.remove() });
    return shown;
  }

  forget() {
    Object.keys(this.pictures).forEach((id) => URL.revokeObjectURL(this.pictures[id]));
    this.pictures = {};
  }
}
