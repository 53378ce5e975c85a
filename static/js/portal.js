"use strict";

// Nothing of a record stays on the screen of a shared phone after signing out.
addEventListener("pagehide", () => { document.documentElement.hidden = true; });
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
  else document.documentElement.hidden = false;
});

// A double tap sends once.
addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  const button = event.submitter;
  if (button && button.dataset.busy) {
    setTimeout(() => { button.disabled = true; button.textContent = button.dataset.busy; });
  }
});

// The first mistake is where the reader lands.
const focusFirst = () => {
  const target = document.getElementById("error-summary");
  if (target) target.focus();
};
addEventListener("DOMContentLoaded", focusFirst);
addEventListener("htmx:after:swap", focusFirst);

addEventListener("DOMContentLoaded", () => {
  // Show or hide a personal code.
  for (const field of document.querySelectorAll("[data-secret]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "plain-link reveal";
    const name = () => { button.textContent = field.type === "password" ? field.dataset.show : field.dataset.hide; };
    button.addEventListener("click", () => {
      field.type = field.type === "password" ? "text" : "password";
      name();
    });
    name();
    field.after(button);
  }
  // Mark the chosen card.
  addEventListener("change", (event) => {
    const group = event.target.closest(".choices") || event.target.closest(".choice");
    if (!group) return;
    const cards = group.matches(".choice") ? [group] : group.querySelectorAll(".choice");
    for (const card of cards) card.toggleAttribute("data-chosen", card.querySelector("input").checked);
  });
  // A code that arrives by SMS may be filled in by the phone.
  const code = document.querySelector("input[autocomplete=one-time-code]");
  if (code && "OTPCredential" in window) {
    const stop = new AbortController();
    code.form.addEventListener("submit", () => stop.abort());
    navigator.credentials.get({ otp: { transport: ["sms"] }, signal: stop.signal })
      .then((received) => { code.value = received.code; }, () => {});
  }
  // When the session locks, the page leaves the screen.
  const header = document.querySelector("[data-idle-seconds]");
  if (header) {
    setTimeout(() => location.reload(), (Number(header.dataset.idleSeconds) + 2) * 1000);
  }
});
