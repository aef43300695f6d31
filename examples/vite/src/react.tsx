import { useState } from "react";
import { createRoot } from "react-dom/client";
import type { VisAVis } from "visavis";
import "visavis";

/** A call, and who is in it: React 19 sets the attributes and hears the events of an element that is not its own. */
function Room({ name }: { name: string }) {
  const [people, setPeople] = useState<string[]>([]);
  const update = ({ currentTarget }: Event) =>
    setPeople(Array.from((currentTarget as VisAVis).people.values(), (person) => person.name));

  return (
    <section>
      <h1>{people.length === 0 ? "Nobody else yet" : `With ${people.join(", ")}`}</h1>
      <vis-a-vis
        room={name}
        onvisavis-personJoined={update}
        onvisavis-personLeft={update}
        onvisavis-left={update}
      />
    </section>
  );
}

createRoot(document.body.appendChild(document.createElement("main"))).render(<Room name="example-react" />);
