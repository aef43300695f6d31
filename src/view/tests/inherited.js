// An expression: the inherited properties of which the page's value reaches an element, below a host in a container.
// `args`: the container, the elements. Which properties a browser inherits is found out, since a list would be old soon.
(container, elements) => {
  const VALUES = `uppercase nowrap pre break-all none hidden collapse vertical-rl italic small-caps 900 0.25em 7px 3 0.5 red
    rgb(1,2,3) center justify crosshair auto all always manual both square inside underline under over circle anywhere
    balance strict sideways upright evenodd bevel round square pixelated geometricprecision exact hide separate bottom
    top first full-width loose 75% fill stroke linearrgb optimizespeed crisp-edges middle end text contain no-autospace
    space-all inert numeric-only allow-keywords filled open left right last each-line break-word hanging element
    single-button-vertical no-common-ligatures oldstyle-nums historical-forms ruby sub emoji text match-source
    "«"_"»" 1px_1px_2px_red "kern"_0 "wght"_300 "x" cursive monospace "de"`.split(/\s+/).map((value) => value.replaceAll("_", " "));
  const KEPT = /^(visibility|color-scheme)$/;
  const properties = [...new Set([...getComputedStyle(container), "line-height", "letter-spacing", "text-wrap"])];
  const value = (element, name) => getComputedStyle(element).getPropertyValue(name);
  const [outer, inner] = [document.createElement("p"), document.createElement("span")];
  outer.append(inner);
  container.append(outer);
  const hostile = new Map();
  for (const name of properties) {
    if (KEPT.test(name)) continue;
    const before = value(inner, name);
    for (const tried of VALUES) {
      outer.style.setProperty(name, tried);
      if (value(inner, name) !== before && value(inner, name) === value(outer, name)) {
        hostile.set(name, tried);
        break;
      }
    }
    outer.removeAttribute("style");
  }
  outer.remove();
  const seen = () => elements.map((element) => [...hostile.keys()].map((name) => value(element, name)));
  const before = seen();
  for (const [name, tried] of hostile) container.style.setProperty(name, tried);
  const after = seen();
  const leaks = new Set();
  elements.forEach((_, which) => [...hostile.keys()].forEach((name, index) => {
    if (before[which][index] !== after[which][index]) leaks.add(`${name}: ${before[which][index]} -> ${after[which][index]}`);
  }));
  return { tried: hostile.size, leaks: [...leaks].join("; ") };
}
