// @ts-check
/** Turns the pages of `deck.html`. */

const slides = [...document.querySelectorAll("section")];
let shown = 0;

/** @param {number} by */
function turn(by) {
  shown = Math.min(slides.length - 1, Math.max(0, shown + by));
  slides.forEach((slide, index) => (slide.hidden = index !== shown));
}

addEventListener("keydown", ({ key }) => {
  if (key === "ArrowRight") turn(1);
  if (key === "ArrowLeft") turn(-1);
});
addEventListener("click", () => turn(1));
