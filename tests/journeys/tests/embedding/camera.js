// Replaces the camera with a canvas of any size: `?90x160` is the initial size, and `resize` changes it.
const [width, height] = location.search.slice(1).split("x").map(Number);
const canvas = Object.assign(document.createElement("canvas"), { width, height });
const context = canvas.getContext("2d");
let count = 0;
setInterval(() => {
  context.fillStyle = `hsl(${(count += 7)} 90% 50%)`;
  context.fillRect(0, 0, canvas.width, canvas.height);
}, 50);
window.resize = (width, height) => void Object.assign(canvas, { width, height });

const { mediaDevices } = navigator;
const ask = mediaDevices.getUserMedia.bind(mediaDevices);
mediaDevices.getUserMedia = async ({ audio, video }) => {
  const sound = audio ? (await ask({ audio })).getAudioTracks() : [];
  return new MediaStream([...sound, ...(video ? canvas.captureStream(20).getVideoTracks() : [])]);
};
window.errors = [];
addEventListener("error", ({ message }) => window.errors.push(message));
