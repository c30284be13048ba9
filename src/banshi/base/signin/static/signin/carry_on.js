// The answer of an identity provider goes on by itself, from our own page.
(function () {
  "use strict";
  var form = document.querySelector("form[data-carry-on]");
  if (form) form.submit();
})();
