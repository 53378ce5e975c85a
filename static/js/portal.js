"use strict";

// Nothing of a record stays on the screen of a shared phone after signing out.
addEventListener("pagehide", () => { document.documentElement.hidden = true; });
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
  else document.documentElement.hidden = false;
});

// Does something once the page that has come is on the screen.
const afterPaint = (act) => addEventListener("load", () => {
  if (!self.PerformanceObserver?.supportedEntryTypes?.includes("paint")) { act(); return; }
  new PerformanceObserver((_, seen) => { seen.disconnect(); act(); }).observe({ type: "paint", buffered: true });
});

// htmx comes when the page is drawn, so that nothing waits for it: links and forms work without.
const { then } = document.currentScript.dataset;
afterPaint(() => {
  if (!then) return;
  const htmx = document.createElement("script");
  htmx.src = then;
  document.head.append(htmx);
});

// The page for when there is no connection, and nothing else, is kept; after this page has come.
afterPaint(() => {
  if (!("serviceWorker" in navigator)) return;
  const { lang } = document.documentElement;
  navigator.serviceWorker.register(`/sw.js?language=${lang}`, { updateViaCache: "all" }).catch(() => {});
});

const byId = (id) => document.getElementById(id);

// A double tap sends once; the button says that it works.
addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[hx-post]")) return; // htmx disables and enables by itself
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  const button = event.submitter;
  // After the browser has collected the form, or the button's own value would be lost.
  if (button && button.dataset.busy) {
    setTimeout(() => {
      button.disabled = true;
      button.textContent = button.dataset.busy;
    });
  }
});

// The first mistake, or the first new row, is where a reader goes on.
const focusMistakes = () => {
  const mistakes = byId("error-summary");
  if (mistakes) mistakes.focus();
  return Boolean(mistakes);
};

const focusOn = (place) => {
  place.tabIndex = -1;
  place.focus({ preventScroll: place.id !== "main" });
};

let landing = null;
addEventListener("htmx:before:swap", (event) => {
  const { target } = event.detail.ctx;
  landing = target && { parent: target.parentNode, before: target.previousElementSibling, isMain: target.id === "main" };
});
addEventListener("htmx:after:swap", () => {
  if (focusMistakes() || !landing) return;
  const next = landing.before ? landing.before.nextElementSibling : landing.parent.firstElementChild;
  if (landing.isMain) focusOn(byId("main"));
  else if (next) focusOn(next);
  landing = null;
});

// No connection: say so where the reader is, keep what was typed, offer the same step again.
addEventListener("htmx:before:request", () => {
  const notice = byId("offline");
  if (!notice) return;
  notice.hidden = true;
  byId("main").append(notice); // out of the region that is about to be replaced
});
addEventListener("htmx:error", (event) => {
  const notice = byId("offline");
  const source = event.detail.ctx && event.detail.ctx.sourceElement;
  if (!notice || !source) return;
  source.after(notice);
  notice.hidden = false;
  notice.querySelector("button").onclick = () => source.click();
});

// A computer shows one person's work at a time. A page tells whose it is, or that the desk is
// closed: pages of anybody else leave at once, those of the same person stay open as long as it.
// A page that left because it was told tells nothing.
const TOLD = "#told";
const { desk, closed } = document.documentElement.dataset;
const channel = (desk || closed) && "BroadcastChannel" in window && new BroadcastChannel("desk");
const tell = (seconds) => { if (channel) channel.postMessage({ whose: desk || "", seconds }); };

const leave = (path) => {
  document.documentElement.hidden = true;
  location.replace(path + TOLD);
};

const watchTheDesk = (renew) => {
  if (!channel) return;
  channel.addEventListener("message", ({ data: { whose, seconds } }) => {
    if (desk && whose === desk) renew(seconds);
    else if (desk) leave(byId("idle").dataset.leave);
    else if (whose) leave(closed);
  });
  if (location.hash !== TOLD) tell(desk && Number(byId("idle").dataset.seconds));
};

// The record locks by the server's clock; a minute before, ask. Any answer of the server renews it.
const watchIdle = (warning) => {
  const stay = warning.querySelector("button");
  let ends = 0;
  let timers = [];
  // A page of staff may be left alone while another tab is used: loading it anew would renew it.
  const end = () => (warning.dataset.leave ? location.replace(warning.dataset.leave) : location.reload());
  const start = (seconds) => {
    timers.forEach(clearTimeout);
    if (warning.open) warning.close();
    ends = Date.now() + seconds * 1000;
    const ask = () => (warning.showModal ? warning.showModal() : warning.setAttribute("open", ""));
    timers = [
      setTimeout(ask, Math.max(0, seconds - 60) * 1000),
      setTimeout(end, (seconds + 2) * 1000),
    ];
  };
  stay.addEventListener("click", async () => {
    const answer = await fetch(warning.dataset.stay, { redirect: "error" }).catch(() => null);
    if (!answer || !answer.ok) return end();
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (page.documentElement.dataset.desk !== desk) return end();
    const seconds = Number(page.getElementById("idle").dataset.seconds);
    start(seconds);
    tell(seconds);
  });
  // A phone that slept runs no timers: look at the clock when it wakes.
  addEventListener("visibilitychange", () => {
    if (!document.hidden && Date.now() > ends) end();
  });
  start(Number(warning.dataset.seconds));
  return start;
};

// A box that shows what is typed into a personal code.
const offerToShow = (field) => {
  const label = document.createElement("label");
  const box = document.createElement("input");
  label.className = "reveal";
  box.type = "checkbox";
  box.addEventListener("change", () => { field.type = box.checked ? "text" : "password"; });
  label.append(box, field.dataset.show);
  field.after(label);
  field.form.addEventListener("submit", () => { field.type = "password"; });
};

// A code that arrives by SMS is filled in where the phone can do that; sending stays with the reader.
const awaitCode = (field) => {
  const stop = new AbortController();
  field.form.addEventListener("submit", () => stop.abort());
  navigator.credentials.get({ otp: { transport: ["sms"] }, signal: stop.signal })
    .then((received) => { field.value = received.code; }, () => {});
};

addEventListener("change", (event) => {
  const group = event.target.closest(".choices") || event.target.closest(".choice");
  if (!group) return;
  const cards = group.matches(".choice") ? [group] : group.querySelectorAll(".choice");
  for (const card of cards) card.toggleAttribute("data-chosen", card.querySelector("input").checked);
});

// What is ticked, added up as it is chosen. Where this does not run, the server asks once more.
const addUp = (shown) => {
  const form = shown.closest("form");
  const output = shown.querySelector("output");
  const show = () => {
    const ticked = form.querySelectorAll("[data-amount]:checked");
    const sum = Array.from(ticked).reduce((total, box) => total + Number(box.dataset.amount), 0);
    form.elements.said.value = sum;
    output.textContent = output.textContent.replace(/\d[\d.,]*/, sum.toLocaleString(document.documentElement.lang));
  };
  form.addEventListener("change", show);
  show();
  shown.hidden = false;
};

addEventListener("DOMContentLoaded", () => {
  focusMistakes();
  document.querySelectorAll("[data-secret]").forEach(offerToShow);
  document.querySelectorAll("[data-sum]").forEach(addUp);
  const code = document.querySelector("input[autocomplete=one-time-code]");
  if (code && "OTPCredential" in window) awaitCode(code);
  const warning = byId("idle");
  watchTheDesk(warning && watchIdle(warning));
});
