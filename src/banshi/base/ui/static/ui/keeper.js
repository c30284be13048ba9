// The worker that keeps pages for use without a signal, and gives them then. While the server answers, its answer is
// what is shown; what is posted always passes. Kept is only what the server says may be (the headers Kept-…), for the
// account that it names, until the day ends. With the pages go the scripts, styles and pictures that they name.
(function () {
  "use strict";

  var KEPT = "kept:";
  var PATIENCE_MS = 8000;
  var FRESH_MS = 10 * 60000;
  var PARTS = { script: 1, style: 1, image: 1, font: 1 };
  var NAMED = /<(?:link|script|img|use)\b[^>]*?\s(?:href|src)="(\/[^"#?]+)/g;

  function inScope(address) {
    return address.indexOf(self.registration.scope) === 0;
  }

  // A copy that knows when it was made and how long it is good for; the policy of the page goes with it.
  function copyOf(answer, text) {
    var headers = new Headers(answer.headers), now = Date.now();
    ["Content-Encoding", "Content-Length", "Set-Cookie"].forEach(function (name) { headers.delete(name); });
    headers.set("Kept-Since", String(now));
    headers.set("Kept-Until", String(now + Number(answer.headers.get("Kept-Seconds")) * 1000));
    return new Response(text, { status: 200, headers: headers });
  }

  function over(copy) {
    return copy.headers.has("Kept-Until") && Number(copy.headers.get("Kept-Until")) <= Date.now();
  }

  // What is past its day goes; with the last page goes all.
  function sweep() {
    return caches.keys().then(function (names) {
      return Promise.all(names.filter(function (name) { return name.indexOf(KEPT) === 0; }).map(function (name) {
        return caches.open(name).then(function (cache) {
          return pages(cache).then(function (held) {
            var old = held.filter(function (one) { return over(one.copy); });
            if (old.length === held.length) return caches.delete(name);
            return Promise.all(old.map(function (one) { return cache.delete(one.url); }));
          });
        });
      }));
    });
  }

  function pages(cache) {
    return cache.keys().then(function (asked) {
      return Promise.all(asked.map(function (one) {
        return cache.match(one, { ignoreVary: true }).then(function (copy) { return { url: one.url, copy: copy }; });
      }));
    }).then(function (held) {
      return held.filter(function (one) { return one.copy && one.copy.headers.has("Kept-Until"); });
    });
  }

  // Of two accounts none is given anything: nobody knows here which of them holds the phone.
  function own() {
    return caches.keys().then(function (names) {
      var mine = names.filter(function (name) { return name.indexOf(KEPT) === 0; });
      return mine.length === 1 ? caches.open(mine[0]) : null;
    });
  }

  function find(address) {
    return own().then(function (cache) { return cache && cache.match(address, { ignoreVary: true }); })
      .then(function (copy) { return copy && !over(copy) ? copy : null; });
  }

  // The page is told that it is a copy, and since when.
  function shown(copy) {
    return copy.text().then(function (text) {
      var told = text.replace("<html", '<html data-kept="' + copy.headers.get("Kept-Since") + '"');
      return new Response(told, { status: 200, headers: copy.headers });
    });
  }

  function given(address) {
    return find(address.split("#")[0]).then(function (copy) { return copy && shown(copy); });
  }

  function instead() {
    return own().then(function (cache) {
      return cache && pages(cache).then(function (held) {
        var page = held.filter(function (one) { return one.copy.headers.has("Kept-Instead") && !over(one.copy); })[0];
        return page && shown(page.copy);
      });
    });
  }

  function late() {
    return new Promise(function (_done, failed) { setTimeout(failed, PATIENCE_MS); });
  }

  function page(event) {
    var address = event.request.url;
    var asked = fetch(event.request).then(function (answer) { seen(event, answer); return answer; });
    asked.catch(function () {});
    return Promise.race([asked, late()]).catch(function () {
      return given(address).then(function (copy) {
        return copy || asked.catch(function (error) {
          return instead().then(function (other) {
            if (other) return other;
            throw error;
          });
        });
      });
    });
  }

  // A page that is kept is kept as it was last seen. A worker whose own address is gone goes too, with what it kept.
  function seen(event, answer) {
    if (answer.status === 404) event.waitUntil(leaveIfGone());
    var who = answer.headers.get("Kept-For"), address = event.request.url.split("#")[0];
    if (answer.status !== 200 || !who) return;
    var copy = answer.clone();
    event.waitUntil(caches.has(KEPT + who).then(function (there) {
      return there && caches.open(KEPT + who).then(function (cache) {
        return cache.match(address, { ignoreVary: true }).then(function (old) { return old && keep(cache, address, copy); });
      });
    }).catch(function () {}));
  }

  function leaveIfGone() {
    return fetch(self.location.href, { cache: "no-store", credentials: "omit" }).then(function (answer) {
      if (answer.status !== 404 && answer.status !== 410) return;
      return caches.keys().then(function (names) {
        return Promise.all(names.filter(function (name) { return name.indexOf(KEPT) === 0; }).map(function (name) {
          return caches.open(name).then(function (cache) {
            return pages(cache).then(function (held) {
              var mine = held.filter(function (one) { return inScope(one.url); });
              return Promise.all(mine.map(function (one) { return cache.delete(one.url); }));
            });
          });
        }));
      }).then(sweep).then(function () { return self.registration.unregister(); });
    }).catch(function () {});
  }

  function keep(cache, address, answer) {
    return answer.text().then(function (text) {
      return cache.put(address, copyOf(answer, text)).then(function () { return named(cache, text); });
    });
  }

  function named(cache, text) {
    var found = {}, one;
    NAMED.lastIndex = 0;
    while ((one = NAMED.exec(text))) found[one[1]] = 1;
    return Promise.all(Object.keys(found).map(function (path) {
      return cache.match(path, { ignoreVary: true }).then(function (there) {
        if (there) return;
        return fetch(path).then(function (answer) {
          // Only what is the same for everybody: a picture that needs a reader is no part of the page's dress.
          var sort = answer.headers.get("Cache-Control") || "";
          if (answer.ok && sort.indexOf("no-store") < 0 && sort.indexOf("private") < 0) return cache.put(path, answer);
        });
      });
    }));
  }

  // One after the other, so that a slow line and the server take them in.
  function keepAll(asked, say) {
    var done = 0;
    return sweep().then(function () { return caches.open(KEPT + asked.who); }).then(function (cache) {
      return asked.pages.reduce(function (before, path) {
        return before.then(function () {
          var address = new URL(path, self.location.origin).href;
          if (!inScope(address)) throw new Error("outside " + address);
          return cache.match(address, { ignoreVary: true }).then(function (old) {
            if (old && !over(old) && !asked.anew && Date.now() - Number(old.headers.get("Kept-Since")) < FRESH_MS) return;
            return fetch(address, { credentials: "same-origin", cache: "no-store" }).then(function (answer) {
              // The door, or somebody else's page, ends it; a single page that is not there does not.
              if (answer.redirected || (answer.ok && answer.headers.get("Kept-For") !== asked.who)) throw new Error("not for " + asked.who);
              if (answer.status === 200) return keep(cache, address, answer);
            });
          }).then(function () { say({ done: ++done, of: asked.pages.length }); });
        });
      }, Promise.resolve());
    });
  }

  // What is held of the pages asked for: how many, and the time of the oldest.
  function told(asked) {
    return caches.has(KEPT + asked.who).then(function (there) {
      if (!there) return { held: 0, of: asked.pages.length, list: [] };
      return caches.open(KEPT + asked.who).then(pages).then(function (held) {
        var good = held.filter(function (one) { return !over(one.copy); });
        var wanted = asked.pages.map(function (path) { return new URL(path, self.location.origin).href; });
        var ours = good.filter(function (one) { return wanted.indexOf(one.url) >= 0; });
        ours.sort(function (a, b) { return Number(a.copy.headers.get("Kept-Since")) - Number(b.copy.headers.get("Kept-Since")); });
        return Promise.all(good.filter(function (one) { return !one.copy.headers.has("Kept-Instead"); }).map(title)).then(function (list) {
          return { held: ours.length, of: wanted.length, at: ours.length ? ours[0].copy.headers.get("Kept-At") : "", list: list };
        });
      });
    });
  }

  function title(one) {
    return one.copy.clone().text().then(function (text) {
      var found = /<h1[^>]*>([^<]*)</.exec(text);
      return { url: one.url, title: found ? found[1].trim() : one.url };
    });
  }

  self.addEventListener("install", function () { self.skipWaiting(); });
  self.addEventListener("activate", function (event) {
    event.waitUntil(sweep().then(function () { return self.clients.claim(); }));
  });
  self.addEventListener("message", function (event) {
    var asked = event.data || {}, port = event.ports[0];
    if (!port || !asked.who || !Array.isArray(asked.pages)) return;
    function say(answer) { port.postMessage(answer); }
    var kept = asked.keep ? keepAll(asked, asked.anew ? function () {} : say).catch(function () {}) : sweep();
    var wanted = { who: asked.who, pages: asked.tell || asked.pages };
    event.waitUntil(kept.then(function () { return told(wanted); }).then(say).catch(function () {
      say({ held: 0, of: wanted.pages.length, list: [] });
    }));
  });
  self.addEventListener("fetch", function (event) {
    var request = event.request;
    if (request.method !== "GET" || new URL(request.url).origin !== self.location.origin) return;
    if (request.mode === "navigate") event.respondWith(page(event));
    else if (PARTS[request.destination]) {
      event.respondWith(fetch(request).catch(function (error) {
        return find(request.url.split("#")[0]).then(function (copy) {
          if (copy) return copy;
          throw error;
        });
      }));
    }
  });
})();
