// Starts the worker that keeps the last pages of the wali; without it everything works, only not without a line.
if ("serviceWorker" in navigator) {
  const first = !navigator.serviceWorker.controller;
  navigator.serviceWorker.register("/wali/worker.js", { scope: "/wali/" });
  // The page that was there before the worker is kept as well.
  if (first && location.pathname.startsWith("/wali/children"))
    navigator.serviceWorker.ready.then(async () => (await caches.open("wali-pages")).add(location.pathname));
}
