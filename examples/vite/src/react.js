import { createElement, useState } from "react";
import { createRoot } from "react-dom/client";
import "visavis";

/** A call, and who is in it: React 19 sets the attributes and hears the events of an element that is not its own. */
function Room({ name }) {
  const [people, setPeople] = useState([]);
  const update = (event) => setPeople(Array.from(event.currentTarget.people.values(), (person) => person.name));

  return createElement(
    "section",
    null,
    createElement("h1", null, people.length === 0 ? "Nobody else yet" : `With ${people.join(", ")}`),
    createElement("vis-a-vis", {
      room: name,
      "onvisavis-personJoined": update,
      "onvisavis-personLeft": update,
    }),
  );
}

createRoot(document.getElementById("app")).render(createElement(Room, { name: "example-react" }));
