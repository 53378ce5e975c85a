"use strict";

// Keeps the page that says "no connection" and what it is drawn with, and nothing else: no page
// of a record, no name, no list ever gets here. KEPT is written above by the server.

const keep = async () => {
  const cache = await caches.open(KEPT.name);
  // Without cookies: the page is the same for everybody.
  await cache.addAll([new Request(KEPT.page, { credentials: "omit", cache: "reload" }), ...KEPT.files]);
  await skipWaiting();
};

const takeOver = async () => {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== KEPT.name).map((name) => caches.delete(name)));
  // The page is asked for while this worker wakes up, not after it.
  if (registration.navigationPreload) await registration.navigationPreload.enable();
};

const fromNetwork = async (event) => {
  try {
    return (await event.preloadResponse) || (await fetch(event.request));
  } catch {
    return (await caches.match(KEPT.page)) || Response.error();
  }
};

const fromHere = async (request) => (await caches.match(request)) || fetch(request);

addEventListener("install", (event) => event.waitUntil(keep()));
addEventListener("activate", (event) => event.waitUntil(takeOver()));
addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return; // a form that was not sent is the browser's to send again
  if (request.mode === "navigate") event.respondWith(fromNetwork(event));
  else if (KEPT.files.includes(new URL(request.url).pathname)) event.respondWith(fromHere(request));
});
