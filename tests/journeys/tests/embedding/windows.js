// Moves the call into a window of its own and back, as a page does.
const call = document.querySelector("vis-a-vis");
const show = async (id) => {
  window.own = id === "float"
    ? await documentPictureInPicture.requestWindow({ width: 500, height: 400 })
    : open("", "", "width=500,height=400");
  own.document.body.append(call);
};
for (const id of ["out", "float"]) document.getElementById(id).addEventListener("click", () => show(id));
document.getElementById("back").addEventListener("click", () => document.getElementById("home").append(call));
window.told = [];
for (const name of ["left", "failed"]) call.addEventListener(`visavis-${name}`, () => told.push(name));
