/* The portal works without this file; it only makes two things smoother. */
(function () {
  "use strict";

  // After a refused form, the reader's place is the list of what to correct; unless the address leads to a button.
  var errors = document.getElementById("form-errors");
  if (errors && !document.querySelector("button:target")) {
    errors.focus();
  }

  // A choice that asks for more opens the folded fields that it asks for.
  document.addEventListener("change", function (event) {
    var choice = event.target.dataset;
    if (choice && choice.opens && event.target.value.indexOf(choice.opensFor) === 0) {
      var field = document.getElementById(choice.opens);
      var folded = field && field.closest("details");
      if (folded) {
        folded.open = true;
      }
    }
  });
})();
