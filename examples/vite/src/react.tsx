import { StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";
import type { VisAVis } from "visavis/react";
import "visavis/react";

/** A call, and who is in it: React 19 sets the properties of a custom element and listens to its events. */
function Room({ name }: { name: string }) {
  const [people, setPeople] = useState<string[]>([]);
  const update = ({ currentTarget }: Event) =>
    setPeople(Array.from((currentTarget as VisAVis).people.values(), (person) => person.name));

  return (
    <section>
      <h1>{people.length === 0 ? "Nobody else yet" : `With ${people.join(", ")}`}</h1>
      <vis-a-vis
        room={name}
        onvisavis-person-joined={update}
        onvisavis-person-left={update}
        onvisavis-left={update}
      />
    </section>
  );
}

createRoot(document.body.appendChild(document.createElement("main"))).render(
  <StrictMode>
    <Room name="example-react" />
  </StrictMode>,
);
