// A page with two calls that can make the client break down while promises are pending.
import { join } from "SERVERvisavis.js";
import * as glue from "SERVERclient/visavis.js";

const [first] = document.querySelectorAll("vis-a-vis");
const failures = [];
addEventListener("visavis-failed", ({ target, detail }) => failures.push([target.getAttribute("room"), detail.code]));
first.addEventListener("visavis-data-opened", ({ detail }) => (window.reached = detail.id));
const outcome = (promise) => promise.then(() => "fulfilled", (error) => error.code);

/** Returns the reported failures, the outcomes of pending promises, and those of later calls. */
window.breakDown = async () => {
  const waiting = [
    join({ room: "third", server: "ws://127.0.0.1:1/signal" }),
    // More than is sent at once: the last one waits.
    ...Array.from({ length: 6 }, () => first.sendData(new Uint8Array(65_536))).slice(-1),
    first.record({ of: window.reached }),
    first.tapAudio(() => {}),
    first.tapVideo(() => {}),
  ].map(outcome);
  try {
    glue.panic();
  } catch {
    // The breakdown is reported by the event.
  }
  const ends = await Promise.all(waiting);
  // None of these calls has an effect any more, and none throws.
  first.join("Again");
  first.mute();
  first.leave();
  first.call("x");
  const late = await outcome(join({ room: "fourth" }));
  return JSON.stringify({ failures, ends, late });
};

/** Returns the resources of the page that are still alive. */
window.alive = () => JSON.stringify({
  sockets: window.sockets.filter((one) => one.readyState < WebSocket.CLOSING).length,
  tracks: window.tracks.filter((one) => one.readyState === "live").length,
});
