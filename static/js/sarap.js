/* The portal works without this file; it only makes two things smoother. */
(function () {
  "use strict";

  // After a refused form, the reader's place is the list of what to correct; unless the address leads to a button.
  var errors = document.getElementById("form-errors");
  if (errors && !document.querySelector("button:target")) {
    errors.focus();
  }

  // A second press of a button that is already sending would only bring a refusal from the server.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.target === "_blank") {
      return;
    }
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    // The page may come back from the browser's memory, and then the form must work again.
    window.addEventListener("pageshow", function () {
      delete form.dataset.sent;
    }, { once: true });
  });
})();
