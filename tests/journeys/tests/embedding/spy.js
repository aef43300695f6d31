// A page of the same origin as the frame beside it, which may therefore access it, but is not its embedder.
const frame = parent.frames[0];
const call = () => frame.document?.querySelector("vis-a-vis");
const screen = () => call()?.shadowRoot?.querySelector("[data-screen]")?.dataset.screen;

const until = async (isSo) => {
  while (!isSo()) await new Promise((next) => setTimeout(next, 20));
};
const turn = () => new Promise((next) => frame.setTimeout(next));

await until(() => screen() === "lobby");
const arrived = { around: 0, beside: 0 };
frame.addEventListener("message", ({ source }) => void (arrived[source === parent ? "around" : "beside"] += 1));
await until(() => {
  frame.postMessage({ visavis: 1, command: "join", words: ["Eve"] }, "*");
  return arrived.around > 3 && arrived.beside > 3;
});
// The list of origins has been loaded by then.
await frame.fetch("embed-origins.json");
await turn();
await turn();
const own = call().shadowRoot.querySelector(".own");
parent.postMessage({ spy: { screen: screen(), camera: own.dataset.camera, microphone: own.dataset.microphone } }, "*");
