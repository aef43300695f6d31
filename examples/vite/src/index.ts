import "visavis";

const call = document.createElement("vis-a-vis");
call.room = "example-vite";
call.addEventListener("visavis-person-joined", ({ detail }) => {
  document.title = `With ${detail.name}`;
});
document.body.append(call);
