/* A photo or PDF of a letter: taken or chosen, made smaller on the phone, shown with its size, sent.
   Drawing it anew on a canvas leaves place and device data behind; the server does it once more.
   Loaded when first needed. Knows the upload's address and no conversation. */
import { el, SHAPES } from "./markup.js";
import { heading, item } from "./views.js";

SHAPES.paper = "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6";

const LONG_SIDE = 1600;
const MOST = 10000000;

export function sized(bytes) {
  return bytes >= 1e6 ? (bytes / 1e6).toFixed(1) + " MB" : Math.max(1, Math.floor(bytes / 1000)) + " kB";
}

/* The picture as a JPEG with a long side of at most 1,600 points; null when it is no picture. */
export function reduced(file) {
  return new Promise((done) => {
    const picture = new Image();
    const address = URL.createObjectURL(file);
    const over = (result) => {
      URL.revokeObjectURL(address);
      done(result);
    };
    picture.onerror = () => over(null);
    picture.onload = () => {
      const scale = Math.min(1, LONG_SIDE / Math.max(picture.naturalWidth, picture.naturalHeight));
      const canvas = document.createElement("canvas");
      canvas.width = Math.max(1, Math.round(picture.naturalWidth * scale));
      canvas.height = Math.max(1, Math.round(picture.naturalHeight * scale));
      const pen = canvas.getContext("2d");
      pen.fillStyle = "#fff";
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
      canvas.toBlob(over, "image/jpeg", 0.85);
    };
    picture.src = address;
  });
}

/* Sends bytes to the server; resolves with what it says of them, rejects with its words or null. */
export function upload(address, token, id, language, bytes, progress) {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open("POST", address + "?id=" + id + "&lang=" + language);
    request.timeout = 180000;
    // On a foreign page a listener on the upload would make the browser ask for permission first.
    if (new URL(address).origin === window.location.origin) {
      request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
    }
    request.onload = () => {
      let said = {};
      try {
        said = JSON.parse(request.responseText);
      } catch (error) {
        said = {};
      }
      if (request.status === 200) done(said);
      else failed(said.text || null);
    };
    request.onerror = request.ontimeout = () => failed(null);
    request.send(new Blob([token + "\n", bytes]));
  });
}

function picker(accept, camera, chosen) {
  const input = el("input", { type: "file", accept, hidden: true, tabindex: "-1", "aria-hidden": "true" });
  if (camera) input.setAttribute("capture", "environment");
  input.addEventListener("change", () => input.files[0] && chosen(input.files[0]));
  return input;
}

/* The view: two ways to choose, then the picture with its size and "send". */
export function letter(box, words, on) {
  const area = el("div", { class: "letter" });
  const chosen = (file) => {
    area.textContent = "";
    area.append(el("p", { role: "status" }, words.say("letter_prepare")));
    const pdf = file.type === "application/pdf";
    (pdf ? Promise.resolve(null) : reduced(file)).then((small) => offer(area, small || file, Boolean(small), words, on));
  };
  const camera = picker("image/*", true, chosen);
  const paper = picker("image/*,application/pdf", false, chosen);
  area.append(
    el("p", null, words.say("letter_hint")),
    camera,
    item("camera", words.say("letter_photo"), () => camera.click(), "main"),
    paper,
    item("paper", words.say("letter_file"), () => paper.click())
  );
  box.append(heading("h2", "camera", words.say("letter")), area, item("close", words.say("cancel"), on.back));
}

function offer(area, bytes, drawn, words, on) {
  area.textContent = "";
  if (bytes.size > MOST) {
    area.append(el("p", { role: "alert" }, words.say("letter_large")));
    return;
  }
  if (drawn) {
    const address = URL.createObjectURL(bytes);
    const shown = el("img", { src: address, alt: "", class: "picture", error: () => shown.remove() });
    area.append(shown);
  }
  const state = el("p", { class: "hint", role: "status" }, (drawn ? "📷 " : "📄 ") + sized(bytes.size));
  const send = item("send", words.say("send"), () => {
    send.disabled = true;
    state.textContent = words.say("letter_sending");
    const told = (part) => (state.textContent = words.say("letter_sending") + " " + Math.round(part * 100) + " %");
    on.letter(bytes, drawn, told).catch((text) => {
      send.disabled = false;
      state.textContent = text || words.say("letter_failed");
      send.focus();
    });
  }, "main");
  area.append(state, send);
  send.focus();
}
