/* Dougong: page views, downloads and events of one's own, to the installation this file came from and nowhere else.
   Nothing is kept in the browser and nothing is sent before dougong("consent", true). docs/signals.md */
(function () {
  "use strict";
  var script = document.currentScript;
  if (!script || (window.dougong && window.dougong.ready)) return;
  var address = script.src.replace(/\/page\.js.*$/, "");
  var early = (window.dougong && window.dougong.q) || [];
  var MOST = 40, WAIT = 5000, LONGEST = 60000, FILES = /\.(pdf|zip|docx?|xlsx?|pptx?|csv|dmg|exe|apk)$/i;
  var queue = [], timer = 0, agreed = false, refused = false, page = null, since = 0, who = carried();

  function kept(store, key, value) {
    try {
      if (value === undefined) return store.getItem(key);
      if (value === null) store.removeItem(key);
      else store.setItem(key, value);
    } catch (blocked) { /* private windows keep nothing: then every visit is a new one */ }
    return null;
  }
  function random() {
    var bytes = crypto.getRandomValues(new Uint8Array(16)), text = "";
    for (var i = 0; i < 16; i++) text += (bytes[i] + 256).toString(16).slice(1);
    return text;
  }
  function own(store, key) {
    var found = kept(store, key) || random();
    kept(store, key, found);
    return found;
  }
  /* Who followed a signed address here; taken out of the address bar, so that nobody copies it on. */
  function carried() {
    var here = new URL(location.href), found = here.searchParams.get("dg");
    if (!found) return null;
    here.searchParams.delete("dg");
    history.replaceState(history.state, "", here.toString());
    return found;
  }
  function add(name, more) {
    if (refused) return;
    var signal = { name: name, id: random(), at: new Date().toISOString(), page: (location.origin + location.pathname).slice(0, 255) };
    for (var key in more || {}) if (more[key] !== undefined) signal[key] = more[key];
    queue.push(signal);
    if (queue.length > MOST) queue.shift();
    if (agreed && !timer) timer = setTimeout(flush, WAIT);
  }
  function flush() {
    clearTimeout(timer);
    timer = 0;
    if (!agreed || !queue.length) return;
    var batch = [], size = 0;
    while (queue.length) {
      var next = queue[0], length = JSON.stringify(next).length;
      if (size + length * 3 > LONGEST) {
        if (batch.length) break;
        queue.shift();
        continue;
      }
      next.visitor = own(localStorage, "dougong.visitor");
      next.session = own(sessionStorage, "dougong.session");
      if (!next.source) next.source = "web";
      batch.push(queue.shift());
      size += length * 3;
    }
    if (batch.length) send(JSON.stringify({ signals: batch, prefill: kept(localStorage, "dougong.who") || undefined }));
    if (queue.length) flush();
  }
  function send(text) {
    if (navigator.sendBeacon && navigator.sendBeacon(address, text)) return;
    fetch(address, { method: "POST", body: text, keepalive: true, mode: "no-cors", credentials: "omit" }).catch(function () {});
  }
  function left() {
    if (!page) return;
    var seconds = Math.round((Date.now() - since) / 1000);
    add("page_view", { page: page.page, title: page.title, referrer: page.referrer, seconds: Math.min(seconds, 86400) });
    page = null;
  }
  function came() {
    var here = (location.origin + location.pathname).slice(0, 255);
    if (page && page.page === here) return;
    var before = page ? page.page : document.referrer;
    left();
    page = { page: here, title: document.title.slice(0, 200), referrer: before.slice(0, 255) };
    since = Date.now();
  }
  function consent(yes) {
    agreed = !!yes;
    refused = !yes;
    if (agreed) {
      if (who) kept(localStorage, "dougong.who", who);
      flush();
    } else {
      queue = [];
      page = null;
      ["dougong.visitor", "dougong.who"].forEach(function (key) { kept(localStorage, key, null); });
      kept(sessionStorage, "dougong.session", null);
    }
  }
  function called(what, first, second) {
    if (what === "consent") consent(first);
    else if (what === "track") {
      second = second || {};
      add(String(first), { fields: second.fields, props: second.props && JSON.stringify(second.props).slice(0, 2000), seconds: second.seconds, source: second.source });
    } else if (what === "identify") {
      who = String(first);
      if (agreed) kept(localStorage, "dougong.who", who);
    } else if (what === "flush") flush();
  }
  window.dougong = called;
  called.ready = true;

  if (script.getAttribute("data-pages") !== "no") {
    came();
    ["pushState", "replaceState"].forEach(function (name) {
      var native = history[name];
      history[name] = function () {
        var result = native.apply(this, arguments);
        came();
        return result;
      };
    });
    addEventListener("popstate", came);
    addEventListener("click", function (event) {
      var link = event.target && event.target.closest && event.target.closest("a[href]");
      if (link && (link.hasAttribute("download") || FILES.test(link.pathname || "")))
        add("download", { page: (link.origin + link.pathname).slice(0, 255) });
    }, true);
  }
  document.addEventListener("visibilitychange", function () {
    if (document.visibilityState === "hidden") { left(); flush(); } else if (script.getAttribute("data-pages") !== "no" && !refused) came();
  });
  addEventListener("pagehide", function () { left(); flush(); });
  for (var i = 0; i < early.length; i++) called.apply(null, early[i]);
  var objects = navigator.globalPrivacyControl || navigator.doNotTrack === "1";
  if (script.getAttribute("data-consent") === "given" && !objects) consent(true);
})();
