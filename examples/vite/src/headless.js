import { join } from "visavis/headless";

const app = document.getElementById("app");
const button = document.createElement("button");
button.textContent = "Join";
button.addEventListener("click", async () => {
  const call = await join({ room: "example-vite-headless", name: "Ada" }, (event) => {
    if (event.type === "failed") app.textContent = event.message;
  });
  button.textContent = call.signalling;
});
app.append(button);
