/** What the pages of all other contenders share: a preview of the camera, a Join button, and the other's picture. */

const given = new URLSearchParams(location.search);

/** The room: the part of the address after `#`. */
export const room = location.hash.slice(1);
/** What this person does in the room, for libraries that want to be told: `there`, `joins` or `both-1`, `both-2`. */
export const role = given.get("role") ?? "joins";
/** The address of the bench's relay. */
export const relay = `ws://${location.host}/relay`;
/** Where the server of PeerJS listens. */
export const peerServer = { host: location.hostname, port: Number(given.get("peerjs")), path: "/app" };
/** The picture that ours asks for, with `?hd`, instead of the browser's usual one (640 × 480). */
const picture = given.has("hd") ? { width: { ideal: 1280 }, height: { ideal: 720 } } : true;
/** Camera and microphone, asked for at once: the preview needs them. */
export const media = navigator.mediaDevices.getUserMedia({ audio: true, video: picture });

/**
 * Enables Join, or joins at once with `?autojoin`.
 *
 * @param {() => void} join
 */
export function lobby(join) {
  media.then((stream) => play(document.querySelector("#self"), stream));
  const button = document.querySelector("#join");
  button.addEventListener("click", () => {
    button.remove();
    join();
  }, { once: true });
  button.disabled = false;
  if (given.has("autojoin")) button.click();
}

/** Plays the other person's picture and sound. @param {MediaStream} stream */
export function show(stream) {
  play(document.querySelector("#other"), stream);
}

/** Says that whoever comes now can call this page. */
export function entered() {
  window.probe.reached("entered");
}

function play(video, stream) {
  if (video.srcObject !== stream) video.srcObject = stream;
}

/** Opens the relay and subscribes to the room. @param {(message: object, say: (payload: object) => void) => void} hear */
export function subscribe(hear) {
  const socket = new WebSocket(relay);
  const say = (payload) => socket.send(JSON.stringify({ type: "publish", topic: room, payload }));
  socket.onopen = () => socket.send(JSON.stringify({ type: "subscribe", topic: room }));
  socket.onmessage = ({ data }) => hear(JSON.parse(data));
  return say;
}
