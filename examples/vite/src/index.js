import "visavis";

const call = document.createElement("vis-a-vis");
call.setAttribute("room", "example-vite");
document.getElementById("app").append(call);
