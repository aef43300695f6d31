import { join, VisavisError } from "visavis/headless";
import type { CallEvent } from "visavis/headless";

const button = document.createElement("button");
button.textContent = "Join";
button.addEventListener("click", async () => {
  button.disabled = true;
  try {
    const call = await join({ room: "example-vite-headless", name: "Ada" }, show);
    button.textContent = call.signallingState;
  } catch (error) {
    button.textContent = error instanceof VisavisError ? `${error.code}: ${error.message}` : String(error);
  }
});
document.body.append(button);

function show(event: CallEvent): void {
  if (event.type === "streamChanged" && event.shows === "person") showStream(event.id ?? "me", event.stream);
  if (event.type === "personLeft") showStream(event.id, null);
}

const videos = new Map<string, HTMLVideoElement>();

function showStream(person: string, stream: MediaStream | null): void {
  const video = videos.get(person) ?? document.createElement("video");
  video.autoplay = video.playsInline = true;
  video.muted = person === "me";
  video.srcObject = stream;
  if (stream) {
    videos.set(person, video);
    document.body.append(video);
  } else {
    videos.delete(person);
    video.remove();
  }
}
