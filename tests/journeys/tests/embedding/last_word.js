// An element with the attributes of the query, which does something in its ready event. A permission that is asked for
// is known to be granted only after that.
const given = new URLSearchParams(location.search);
const call = (window.call = document.createElement("vis-a-vis"));
call.setAttribute("server", "SIGNAL");
for (const [name, value] of given) if (name !== "ready") call.setAttribute(name, value);

const ready = new Promise((resolve) => {
  call.addEventListener("visavis-ready", () => {
    ({
      muteThenJoin() {
        call.mute();
        call.join();
      },
      joinThenMute() {
        call.join();
        call.mute();
      },
      unmuteLast() {
        call.mute();
        call.join();
        call.unmute();
      },
    })[given.get("ready")]?.();
    resolve();
  }, { once: true });
});

const query = navigator.permissions.query.bind(navigator.permissions);
navigator.permissions.query = async (wanted) => {
  const status = await query(wanted);
  await ready;
  return Object.defineProperty(status, "state", { value: "granted" });
};

/** The kinds of devices that were asked for. */
window.wished = new Set();
const devices = navigator.mediaDevices;
const ask = devices.getUserMedia.bind(devices);
devices.getUserMedia = (wishes) => {
  for (const kind of ["audio", "video"]) if (wishes[kind]) window.wished.add(kind);
  return ask(wishes);
};

if (given.has("room")) document.body.append(call);
