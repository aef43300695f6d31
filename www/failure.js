// @ts-check
/** The sentence that the element shows if there is no call to show. */

/** Of the text of the page around it, the sentence has the colours alone. */
const STYLE = `p {
  all: initial; visibility: inherit; color-scheme: inherit; color: inherit;
  display: block; padding: 1rem; font: 16px/1.4 system-ui, sans-serif; user-select: text;
}`;

/**
 * @param {ShadowRoot} root
 * @param {string} message
 */
export function showFailure(root, message) {
  const sentence = document.createElement("p");
  sentence.part.add("failure");
  sentence.setAttribute("role", "alert");
  sentence.textContent = message;
  adoptFailureStyle(root);
  // The content of the element is shown as well: it may offer an alternative.
  root.replaceChildren(sentence, document.createElement("slot"));
}

/** Takes up the style in the document where the element is: a sheet belongs to one. @param {ShadowRoot} root */
export function adoptFailureStyle(root) {
  const around = root.ownerDocument.defaultView;
  if (!around) return;
  const sheet = new around.CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
}
