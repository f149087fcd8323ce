/* The theme's fields with a search in them take their name from what is chosen, so an empty one has none: each gets
   its field's label before it (WCAG 2.2, 4.1.2), in the same moment in which the theme makes it. */
(function () {
  "use strict";

  function nameField(select) {
    var label = select.labels && select.labels[0];
    var made = select.nextElementSibling;
    var box = made && made.querySelector("[role=combobox]");
    if (!label || !box) {
      return;
    }
    label.id = label.id || select.id + "-label";
    var shown = box.getAttribute("aria-labelledby") || "";
    if (shown.split(" ").indexOf(label.id) < 0) {
      box.setAttribute("aria-labelledby", (label.id + " " + shown).trim());
    }
    made.querySelectorAll("[role=textbox], [role=searchbox]").forEach(function (text) {
      text.setAttribute("aria-labelledby", label.id);
    });
  }

  function nameAll() {
    document.querySelectorAll("select.select2-hidden-accessible").forEach(nameField);
  }

  new MutationObserver(function (changes) {
    var made = changes.some(function (change) {
      return Array.prototype.some.call(change.addedNodes, function (node) {
        return node.nodeType === 1 && node.matches(".select2, .select2-container, .select2-search, [role=searchbox]");
      });
    });
    if (made) {
      nameAll();
    }
  }).observe(document.documentElement, { childList: true, subtree: true });
  nameAll();
})();
