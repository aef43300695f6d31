/**
 * Observes a page from outside, in the same way for every contender. It is the first script of each page.
 *
 * All times are milliseconds since `performance.timeOrigin`.
 * With `?press` in the address, Join is pressed as soon as it can be.
 */
"use strict";

(() => {
  const resolvers = {};
  const promised = (name) => new Promise((resolve) => (resolvers[name] = resolve));

  const probe = {
    /** When Join was pressed. */
    pressed: promised("pressed"),
    /** When there was a Join that can be pressed. */
    joinable: promised("joinable"),
    /** When the first frame of another person was decoded. */
    frame: promised("frame"),
    /** When the page was in the room: whoever comes now can call it. */
    entered: promised("entered"),
    /** When the page's own camera delivered its first picture. */
    camera: promised("camera"),
    /** The steps of the set-up, as pairs of a name and a time. */
    marks: [],
    /** Messages of sockets and data channels until the first frame. */
    messages: { sent: 0, received: 0, channel: 0 },
    /** The connections that were used. */
    connections: new Set(),
    /** The WebAssembly memory, if there is any. */
    memory: null,
    /** The durations of the main thread's tasks of 50 ms and more. */
    longTasks: [],
    reached(name) {
      resolvers[name]?.(performance.now());
      delete resolvers[name];
    },
    /** Presses Join. */
    press: () => joinButton().click(),
    /** Returns how many frames all connections together have decoded. */
    async framesDecoded() {
      const reports = await Promise.all([...probe.connections].map((connection) => connection.getStats()));
      return reports.flatMap((report) => [...report.values()]).reduce((sum, { framesDecoded = 0 }) => sum + framesDecoded, 0);
    },
    /** Returns how many connections decode video. */
    async calls() {
      const reports = await Promise.all([...probe.connections].map((connection) => connection.getStats()));
      const decodes = ({ type, framesDecoded }) => type === "inbound-rtp" && framesDecoded > 0;
      return [...probe.connections].filter(
        ({ connectionState }, index) => connectionState === "connected" && [...reports[index].values()].some(decodes),
      ).length;
    },
  };
  window.probe = probe;
  let isOpen = true;
  probe.frame.then(() => (isOpen = false));
  const mark = (name) => isOpen && probe.marks.push([name, performance.now()]);

  const before = (prototype, name, act) => {
    const original = prototype[name];
    prototype[name] = function (...args) {
      act(this, args);
      return original.apply(this, args);
    };
  };

  const sockets = new WeakSet();
  before(WebSocket.prototype, "send", (socket) => {
    if (isOpen) probe.messages.sent += 1;
    if (sockets.has(socket)) return;
    sockets.add(socket);
    mark("socket in use");
    socket.addEventListener("message", () => isOpen && (probe.messages.received += 1));
  });
  before(RTCDataChannel.prototype, "send", () => isOpen && (probe.messages.channel += 1));

  /** The decoder's own word for the first frame, whether or not it is painted. */
  async function firstFrame({ track, receiver }) {
    if (window.MediaStreamTrackProcessor) {
      const watched = track.clone();
      const reader = new MediaStreamTrackProcessor({ track: watched }).readable.getReader();
      (await reader.read()).value?.close();
      probe.reached("frame");
      await reader.cancel();
      watched.stop();
      return;
    }
    for (;;) {
      const statistics = [...(await receiver.getStats()).values()];
      if (statistics.some(({ framesDecoded }) => framesDecoded > 0)) break;
      await new Promise((resolve) => setTimeout(resolve, 4));
    }
    probe.reached("frame");
  }

  function observe(connection) {
    if (probe.connections.has(connection)) return;
    probe.connections.add(connection);
    mark("connection in use");
    connection.addEventListener("iceconnectionstatechange", () => mark(`ICE ${connection.iceConnectionState}`));
    connection.addEventListener("connectionstatechange", () => mark(`connection ${connection.connectionState}`));
    connection.addEventListener("track", (event) => {
      if (event.track.kind !== "video") return;
      mark("track");
      firstFrame(event).catch((error) => console.error("probe:", error));
    });
  }
  for (const name of ["createOffer", "createAnswer", "setLocalDescription", "setRemoteDescription", "addIceCandidate"]) {
    const original = RTCPeerConnection.prototype[name];
    RTCPeerConnection.prototype[name] = function (...args) {
      observe(this);
      mark(name);
      const outcome = original.apply(this, args);
      outcome.then(() => mark(`${name} done`), () => {});
      return outcome;
    };
  }

  for (const [type, names] of [
    [RTCRtpSender, ["replaceTrack", "setParameters"]],
    [RTCPeerConnection, ["addTrack", "addTransceiver", "createDataChannel", "close"]],
  ]) {
    for (const name of names) before(type.prototype, name, () => mark(name));
  }

  const getUserMedia = MediaDevices.prototype.getUserMedia;
  MediaDevices.prototype.getUserMedia = async function (...args) {
    const stream = await getUserMedia.apply(this, args);
    if (stream.getVideoTracks().length) probe.reached("camera");
    return stream;
  };

  for (const name of ["instantiate", "instantiateStreaming"]) {
    const original = WebAssembly[name];
    WebAssembly[name] = async (...args) => {
      const outcome = await original.apply(WebAssembly, args);
      probe.memory = (outcome.instance ?? outcome).exports?.memory ?? null;
      return outcome;
    };
  }

  if (window.PerformanceObserver?.supportedEntryTypes.includes("longtask")) {
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) probe.longTasks.push(duration);
    }).observe({ type: "longtask" });
  }

  addEventListener("visavis-signalling-changed", ({ detail }) => {
    if (detail.state === "connected") probe.reached("entered");
    probe.signalling = [detail.state, performance.now()];
  });

  const wantsPress = new URLSearchParams(location.search).has("press");
  const joinButton = () =>
    document.querySelector("vis-a-vis")?.shadowRoot?.querySelector("[data-action=join]") ?? document.querySelector("#join");
  (function watch() {
    const button = joinButton();
    if (!button || button.disabled) {
      setTimeout(watch, 4);
      return;
    }
    probe.reached("joinable");
    button.addEventListener("click", ({ timeStamp }) => {
      resolvers.pressed?.(timeStamp);
      delete resolvers.pressed;
      mark("pressed");
    }, { capture: true });
    if (wantsPress) button.click();
  })();
})();
