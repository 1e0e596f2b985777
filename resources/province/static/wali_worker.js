// Keeps the last state of the wali's pages and shows it while there is no line; signing out takes it away.
const PAGES = "wali-pages", LOOKS = "wali-looks-VERSION";
const OPEN = ["/wali/sign-in", "/wali/start", "/wali/consent"];

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", event => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name !== PAGES && name !== LOOKS) await caches.delete(name);
  await self.clients.claim();
})()));

self.addEventListener("fetch", event => {
  const request = event.request, address = new URL(request.url);
  if (address.origin !== self.location.origin) return;
  if (address.pathname.startsWith("/static/")) event.respondWith(look(request));
  else if (/^\/wali\/children\/[^/]+\/photo$/.test(address.pathname)) event.respondWith(face(request, address));
  else if (address.pathname.startsWith("/wali/") && request.mode === "navigate") event.respondWith(page(request, address));
});

async function look(request) {
  const kept = await caches.open(LOOKS), found = await kept.match(request);
  if (found) return found;
  const answer = await fetch(request);
  if (answer.ok) await kept.put(request, answer.clone());
  return answer;
}

async function face(request, address) {
  // Goes with the pages: whatever takes those away takes the face away too, and so does an answer that it is not shown.
  const key = address.origin + address.pathname;
  try {
    const answer = await fetch(request), kept = await caches.open(PAGES);
    if (answer.ok && !answer.redirected) await kept.put(key, answer.clone());
    else await kept.delete(key);
    return answer;
  } catch (trouble) {
    const found = await (await caches.open(PAGES)).match(key);
    if (!found) throw trouble;
    return found;
  }
}

async function page(request, address) {
  if (request.method !== "GET") {
    // Whatever a form changed, what was kept before it is no longer how things are.
    const answer = await fetch(request);
    await caches.delete(PAGES);
    return answer;
  }
  const key = address.origin + address.pathname;
  try {
    const answer = await fetch(request);
    // Whoever stands before the door (signed out, session over, consent withdrawn) leaves nothing behind.
    if (OPEN.includes(address.pathname)) await caches.delete(PAGES);
    else if (answer.ok && (answer.headers.get("content-type") || "").startsWith("text/html"))
      await (await caches.open(PAGES)).put(key, answer.clone());
    return answer;
  } catch (trouble) {
    const kept = await caches.open(PAGES);
    const found = (await kept.match(key)) || (address.pathname.split("/").length <= 3 && await kept.match(address.origin + "/wali/children"));
    if (!found) throw trouble;
    // The page itself says then when it was loaded, and shows no form.
    const text = (await found.text()).replace('<html class="', '<html class="offline ');
    return new Response(text, { headers: { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": found.headers.get("content-security-policy") } });
  }
}
