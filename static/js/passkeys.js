/* What a passkey's failure says: the library only writes it into the console, and the page would stand still.

   #passkey-fault (templates/components/needs_script.html) has the sentences, by what the browser says of the failure. */
(function () {
  "use strict";

  var fault = document.getElementById("passkey-fault");
  if (!fault) {
    return;
  }
  var KINDS = { NotAllowedError: "stopped", AbortError: "stopped", InvalidStateError: "known" };

  document.addEventListener("allauth.error", function (event) {
    event.preventDefault();
    var exception = event.detail && event.detail.exception;
    var kind = KINDS[exception && exception.name] || "failed";
    fault.querySelectorAll("[data-when]").forEach(function (sentence) {
      sentence.hidden = sentence.dataset.when !== kind;
    });
    fault.hidden = false;
  });
})();
