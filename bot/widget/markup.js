/* Builds nodes: elements, picture signs, and a small safe part of Markdown (bold, lists, links).
   Everything that comes from outside becomes a text node; nothing here parses HTML. */
export function el(tag, attributes, ...children) {
  const node = document.createElement(tag);
  Object.keys(attributes || {}).forEach((name) => {
    const value = attributes[name];
    if (value === null || value === undefined || value === false) return;
    if (typeof value === "function") node.addEventListener(name, value);
    else node.setAttribute(name, value === true ? "" : value);
  });
  children.forEach((child) => {
    if (child !== null && child !== undefined && child !== false) node.append(child);
  });
  return node;
}

export function button(kind, click, ...children) {
  return el("button", { type: "button", class: kind, click }, ...children);
}

/* A link, only to the web, a telephone or a mailbox; anything else is plain text. */
export function link(href, label, attributes) {
  if (!/^(https?:\/\/|tel:|mailto:)/i.test(href)) return document.createTextNode(label);
  const outside = /^http/i.test(href);
  const away = outside ? { target: "_blank", rel: "noopener noreferrer" } : {};
  return el("a", Object.assign({ href }, away, attributes), label);
}

/* bold | [label](address) | https address | mail address | telephone number in groups or of 8 digits */
const INLINE =
  /\*\*([^*]+)\*\*|\[([^\]]+)\]\(([^)\s]+)\)|(https?:\/\/[^\s<>"\u2066-\u2069]+)|([\w.+-]+@[\w-]+\.[\w.-]*\w)|((?:\+\d\d[ \u00a0]?|0)\d{1,3}(?:[ \u00a0./]\d{2,3}){2,4}(?!\d)|(?:\+\d{1,3}[ \u00a0]?)?\d{8,11}(?!\d))/g;

function inline(text, node) {
  let from = 0;
  text.replace(INLINE, (...match) => {
    const at = match[7];
    let whole = match[0];
    if (match[6] && /\d/.test(text.charAt(at - 1))) return "";
    node.append(text.slice(from, at));
    if (match[1]) node.append(el("strong", null, match[1]));
    else if (match[2]) node.append(link(match[3], match[2]));
    else if (match[4]) {
      whole = whole.replace(/[.,;:!?)\]»”]+$/, "");
      node.append(link(whole, whole.replace(/^https?:\/\/(www\.)?|\/$/g, ""), { dir: "ltr" }));
    } else if (match[5]) node.append(link("mailto:" + whole, whole, { dir: "ltr" }));
    else node.append(link("tel:" + whole.replace(/[^\d+]/g, ""), whole, { dir: "ltr", class: "number" }));
    from = at + whole.length;
    return "";
  });
  node.append(text.slice(from));
}

/* Draws `text` into `node`: paragraphs, line breaks, lists of lines that begin with "- ". */
export function draw(text, node) {
  text.split(/\n\s*\n/).forEach((block) => {
    let list = null;
    let paragraph = null;
    block.split("\n").forEach((line) => {
      const item = /^\s*[-•] (.*)/.exec(line);
      if (item) {
        paragraph = null;
        if (!list) node.append((list = el("ul")));
        const row = el("li");
        inline(item[1], row);
        list.append(row);
      } else if (line.trim()) {
        list = null;
        if (paragraph) paragraph.append(el("br"));
        else node.append((paragraph = el("p")));
        inline(line, paragraph);
      }
    });
  });
  return node;
}

/* The text as it is spoken: without stars and addresses. */
export function spoken(text) {
  return text.replace(/\*\*/g, "").replace(/\[([^\]]+)\]\([^)]*\)/g, "$1").replace(/https?:\/\/\S+/g, "");
}

/* Whether the device can draw an emoji (old phones and library computers often cannot). */
const pen = document.createElement("canvas").getContext("2d");
export function drawable(sign) {
  if (!sign || !pen) return false;
  pen.font = "20px sans-serif";
  return pen.measureText(sign).width !== pen.measureText("\ud83f\udffe").width;
}

/* Picture signs as outlines on a grid of 24; what is loaded later adds its own. */
export const SHAPES = {
  send: "M4 12h15M13 6l6 6-6 6",
  menu: "M4 7h16M4 12h16M4 17h16",
  globe: "M12 3a9 9 0 100 18 9 9 0 000-18zM3.5 9h17M3.5 15h17M12 3c-5 5.5-5 12.5 0 18M12 3c5 5.5 5 12.5 0 18",
  leave: "M10 4H5v16h5M9 12h11M16 8l4 4-4 4",
  close: "M6 6l12 12M18 6L6 18",
  down: "M6 9l6 6 6-6",
  listen: "M4 10v4h4l5 4V6l-5 4zM16 9c1.5 1.8 1.5 4.2 0 6M18.5 6.5c3 3.3 3 7.7 0 11",
  simpler: "M4 5h16M4 10h10M4 15h13M4 20h6",
  person: "M12 4a4 4 0 100 8 4 4 0 000-8zM4.5 20.5c.7-4 3.7-6 7.5-6s6.8 2 7.5 6",
  robot: "M5 9h14v10H5zM12 9V5M12 3.5v.1M9 13v1.5M15 13v1.5M2.5 12v4M21.5 12v4",
  name: "M4 6h16v12H4zM8 10.5a1.5 1.5 0 103 0 1.5 1.5 0 00-3 0M7 15h5M14.5 10H17M14.5 14H17M3 21L21 3",
  phone: "M6 3h4l1.5 5-2.5 2c1 2.2 2.8 4 5 5l2-2.5 5 1.5v4c0 1-1 2-2 2C10.5 20 4 13.5 4 5c0-1 1-2 2-2z",
  map: "M12 21c4.5-5 7-8.2 7-11.5A7 7 0 005 9.5C5 12.8 7.5 16 12 21zM12 7.5a2.2 2.2 0 100 4.4 2.2 2.2 0 000-4.4z",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 017 0v3",
  clock: "M12 3a9 9 0 100 18 9 9 0 000-18zM12 7v5l3.5 2",
  yes: "M5 13l4.5 4.5L19.5 7",
  topics: "M4 4h7v7H4zM13.5 4h6.5v7h-6.5zM4 13.5h7V20H4zM13.5 13.5h6.5V20h-6.5z",
  again: "M5 12a7 7 0 107-7c-2.5 0-4.5 1.2-6 3M6 3.5V8h4.5",
  chat: "M4 5h16v11H11l-4.5 4v-4H4zM8 9h8M8 12h5",
  course: "M12 6c-2.5-1.8-5.5-2-9-2v14c3.5 0 6.5.2 9 2 2.5-1.8 5.5-2 9-2V4c-3.5 0-6.5.2-9 2zM12 6v14",
  more: "M4 12a1.2 1.2 0 102.4 0 1.2 1.2 0 10-2.4 0M10.8 12a1.2 1.2 0 102.4 0 1.2 1.2 0 10-2.4 0M17.6 12a1.2 1.2 0 102.4 0 1.2 1.2 0 10-2.4 0",
  camera: "M4 7h4l1.5-2.5h5L16 7h4v12H4zM12 9.5a3.5 3.5 0 100 7 3.5 3.5 0 000-7z",
  office: "M3 20h18M5 20V9M9.7 20V9M14.3 20V9M19 20V9M3.5 9h17L12 3.5z",
};
SHAPES.call = SHAPES.phone;
SHAPES.human = SHAPES.person;
SHAPES.web = SHAPES.globe;
SHAPES.no = SHAPES.close;

const SVG = "http://www.w3.org/2000/svg";

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  svg.setAttribute("class", "icon i-" + name);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", SHAPES[name] || SHAPES.chat);
  svg.append(path);
  return svg;
}
