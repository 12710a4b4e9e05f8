/* The element <newcomer-chat> and its words. Knows its attributes and where its files are; knows
   nothing of conversations. All files are asked for at once, so that a slow line waits one round
   trip and not one for each file. */
const base = new URL("./", import.meta.url).href;
const files = ["app", "views", "talk", "markup", "socket", "log", "vendor/socket.io.esm.min"];
const app = Promise.all(files.map((name) => import(base + name + ".js"))).then((all) => all[0]);

const ANSWERED = /^(en|fr|nl|ar|tr|uk|ru|es|pt|ro|fa|ps)$/;
const short = (tag) => String(tag || "").toLowerCase().split(/[-_]/)[0];

/* Texts, languages, numbers to call and the office, one small file for each language. */
class Words {
  /* The language to begin with: wished by the page, else the browser's first that we speak. */
  constructor(wished) {
    const all = [wished].concat(navigator.languages || navigator.language);
    this.first = all.map(short).find((code) => ANSWERED.test(code)) || "en";
    this.files = {};
  }

  /* Loads a language and takes it; keeps the present one when the line is down. */
  load(language) {
    const known = this.files[language];
    const asked = known || fetch(base + "city." + language + ".json").then((got) => got.json());
    return Promise.resolve(asked).then(
      (city) => {
        this.files[language] = this.city = city;
        this.language = city.language;
      },
      (error) => {
        if (!this.city) throw error;
      }
    );
  }

  direction(language) {
    return this.city.rtl.indexOf(language) < 0 ? "ltr" : "rtl";
  }

  /* A text by its key with {values} filled in. */
  say(key, values) {
    const text = this.city.texts[key] || key;
    return text.replace(/\{(\w+)\}/g, (whole, name) => (values && name in values ? values[name] : whole));
  }
}

class NewcomerChat extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot) return;
    const root = this.attachShadow({ mode: "open" });
    const style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = base + "chat.css";
    const styled = new Promise((done) => (style.onload = style.onerror = done));
    root.append(style);
    const get = (name) => this.getAttribute(name) || "";
    const server = new URL(get("server") || base.replace(/\/widget\/.*/, "/"), document.baseURI).href;
    const options = {
      server: server.replace(/\/*$/, "/"),
      city: get("city"),
      theme: get("theme"),
      page: this.hasAttribute("page"),
    };
    const words = new Words(get("language"));
    const ready = [app, words.load(words.first), styled];
    Promise.all(ready).then((all) => all[0].start(this, root, options, words));
  }
}

if (!customElements.get("newcomer-chat")) customElements.define("newcomer-chat", NewcomerChat);
