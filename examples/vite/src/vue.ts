import { createApp } from "vue";
import "visavis/vue";
import Room from "./Room.vue";

createApp(Room, { room: "example-vue" }).mount(document.body.appendChild(document.createElement("main")));
