/* The element <newcomer-chat> and its words. Knows its attributes and where its files are; knows
   nothing of conversations. The server sends this file with all that it imports in one piece
   (bot/channels/joined.py) and with the city's languages as a module of their own; what is loaded
   later finds those modules by the element. */
import { start } from "./app.js";
import { ANSWERED } from "./languages.js";

const base = new URL("./", import.meta.url).href;

const short = (tag) => String(tag || "").toLowerCase().split(/[-_]/)[0];

/* Texts, languages, numbers to call and the office, one small file for each language. */
class Words {
  /* The language to begin with: wished by the page, else the browser's first that we speak. */
  constructor(wished) {
    const all = [wished].concat(navigator.languages || navigator.language);
    this.first = all.map(short).find((code) => ANSWERED.indexOf(code) >= 0) || "en";
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

  /* The words of what is not needed first, in the present language; cheap when they are here. */
  later() {
    const city = this.city;
    if (!city.later) {
      const asked = fetch(base + "later." + this.language + ".json").then((got) => got.json());
      city.later = asked.then((more) => {
        Object.assign(city.texts, more.texts);
        return (city.notice = more.notice);
      });
      city.later.catch(() => (city.later = null));
    }
    return city.later;
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
    Promise.all([words.load(words.first), styled]).then(() => start(this, root, options, words));
  }
}

/* A page may hold the script twice: the first one stays. */
export function define(modules) {
  NewcomerChat.modules = modules;
  if (!customElements.get("newcomer-chat")) customElements.define("newcomer-chat", NewcomerChat);
}
