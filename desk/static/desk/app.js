// Starts what the page needs. Every page works without this file; with it, it lives.
import { watch } from "./alarm.js";
import { keepDuty } from "./duty.js";

keepDuty();
watch();
const page = document.body.dataset.page;
if (page === "queue") import("./queue.js").then((module) => module.start());
if (page === "conversation") import("./conversation.js").then((module) => module.start());
