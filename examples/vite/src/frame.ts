import { control } from "visavis/frame";

/** A call in a frame, controlled by this page. `?frame=` is the address of a server's `embed.html`. */
const address = new URLSearchParams(location.search).get("frame") ?? "https://calls.example/embed.html?room=example-frame";
const frame = document.createElement("iframe");
frame.title = "Video call";
frame.allow = "camera; microphone; display-capture; autoplay; fullscreen";
frame.src = address;
const heading = document.createElement("h1");
const leave = document.createElement("button");
leave.textContent = "Leave";
document.body.append(heading, leave, frame);

const call = control(frame, {}, (event) => {
  if (event.type === "refused") console.warn(event.command, event.message);
  const names = Array.from(call.people.values(), (person) => `${person.name}${person.isHandUp ? " (hand raised)" : ""}`);
  heading.textContent = names.length === 0 ? "Nobody else yet" : `With ${names.join(", ")}`;
});
leave.addEventListener("click", async () => {
  await call.leave();
  heading.textContent = "Left";
});
