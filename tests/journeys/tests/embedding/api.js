// A page with an interface of its own, controlled by the test: `window.call`, and the events `heard`.
const given = new URLSearchParams(location.search);
const { join } = await import("SERVERheadless.js");

const isLike = (given, wanted) =>
  given !== undefined &&
  Object.entries(wanted).every(([name, value]) =>
    typeof value === "object" ? isLike(given[name], value) : given[name] === value,
  );
const knocking = () => window.heard.findLast(({ type }) => type === "knocking")?.people ?? [];

Object.assign(window, {
  heard: [],
  isLike,
  /** The id of the other person in the room. */
  other: () => [...window.call.people.keys()][0],
  /** The id of the waiting person; pending until somebody waits. */
  knocker: async () => {
    while (knocking().length === 0) await new Promise((next) => setTimeout(next, 20));
    return knocking()[0].id;
  },
});

const options = { server: "SIGNAL", room: "api", name: given.get("name"), ring: given.has("ring") };
/** What this page plays: Chromium knows no level of a stream that nobody plays. */
const played = [];
join(options, (event, call) => {
  window.call = call;
  if (event.type === "streamChanged" && event.id && event.shows === "person") {
    const { stream: srcObject } = event;
    played.push(Object.assign(document.createElement("video"), { srcObject, muted: true, autoplay: true }));
  }
  window.heard.push(event);
}).catch(() => {});
