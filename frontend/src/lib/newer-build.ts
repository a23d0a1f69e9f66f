/**
 * A page that was opened before an upgrade asks for parts that the new build calls otherwise: it starts anew, once in a
 * while only, so that a part that is really missing doesn't make it do so for ever.
 */
const KEY = "dg-newer-build";
const AGAIN_MS = 60_000;

window.addEventListener("vite:preloadError", (event) => {
  const last = Number(sessionStorage.getItem(KEY) ?? 0);
  if (Date.now() - last < AGAIN_MS) return;
  sessionStorage.setItem(KEY, String(Date.now()));
  event.preventDefault();
  window.location.reload();
});
