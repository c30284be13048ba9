// The receipt is here: what was kept of it on this phone can go, in every tab.
(function () {
  "use strict";
  var receipt = document.getElementById("receipt");
  if (!receipt) return;
  try {
    var token = receipt.dataset.link;
    var kept = JSON.parse(localStorage.getItem("report:" + token) || "null");
    if (kept && kept.key === receipt.dataset.key) localStorage.removeItem("report:" + token);
    if (window.location.search.indexOf("new=1") >= 0) {
      localStorage.setItem("sent:" + token, JSON.stringify({ key: receipt.dataset.key, url: window.location.pathname }));
    }
  } catch (error) { /* a phone that keeps nothing */ }
})();
