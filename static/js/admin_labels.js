/* The theme's fields with a search in them take their name from what is chosen, so an empty one has none: they get
   their field's label before it (WCAG 2.2, 4.1.2). */
(function () {
  "use strict";

  function name(root) {
    root.querySelectorAll("select.select2-hidden-accessible").forEach(function (select) {
      var label = select.labels && select.labels[0];
      var box = select.nextElementSibling && select.nextElementSibling.querySelector("[role=combobox]");
      if (!label || !box) {
        return;
      }
      label.id = label.id || select.id + "-label";
      var shown = box.getAttribute("aria-labelledby") || "";
      if (shown.split(" ").indexOf(label.id) < 0) {
        box.setAttribute("aria-labelledby", (label.id + " " + shown).trim());
      }
      box.querySelectorAll("[role=textbox]").forEach(function (text) {
        text.setAttribute("aria-labelledby", label.id);
      });
    });
  }

  window.addEventListener("load", function () {
    name(document);
  });
  document.addEventListener("formset:added", function (event) {
    name(event.target);
  });
})();
