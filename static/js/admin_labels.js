/* The theme's fields with a search in them take their name from what is chosen, so an empty one has none: each gets
   its field's label before it (WCAG 2.2, 4.1.2), in the same moment in which the theme makes it. Its icons are words
   in a font of pictures ("filter_list"): they are kept from being read aloud, and a button that has nothing else gets
   its name from the head of the page. */
(function () {
  "use strict";

  var ICON = ".material-symbols-outlined";

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

  function hideIcon(icon) {
    var words = document.querySelector("meta[name=admin-words]");
    var holder = icon.closest("a, button, summary, [role=button]");
    if (holder && !isNamed(holder)) {
      var name = words && words.getAttribute("data-" + icon.textContent.trim().replace(/_/g, "-"));
      if (!name) {
        return;
      }
      holder.setAttribute("aria-label", name);
    }
    icon.setAttribute("aria-hidden", "true");
  }

  function isNamed(holder) {
    var rest = holder.cloneNode(true);
    rest.querySelectorAll(ICON).forEach(function (icon) {
      icon.remove();
    });
    return Boolean(holder.getAttribute("aria-label") || holder.title || rest.textContent.trim());
  }

  function hideIcons() {
    document.querySelectorAll(ICON + ":not([aria-hidden])").forEach(hideIcon);
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
    // While the page is read in, a button's own words may still be on their way.
    if (document.readyState !== "loading") {
      hideIcons();
    }
  }).observe(document.documentElement, { childList: true, subtree: true });
  nameAll();
  document.addEventListener("DOMContentLoaded", hideIcons);
})();
