// What every script of a journey can use. WebDriver runs each script as the body of a function.

// All elements that a path reaches: CSS selectors, with `>>>` for "in the open shadow root of".
const $$ = (path) => path.split(">>>").reduce(
    (roots, selector, index) => roots.flatMap((root) => {
        const scope = index === 0 ? root : root.shadowRoot;
        return scope ? [...scope.querySelectorAll(selector)] : [];
    }),
    [document],
);

const $ = (path) => $$(path)[0] ?? null;

// The text that can be read on the page, shadow roots included, without what keeps names apart from sentences.
const readableText = (root = document) => {
    const shown = root === document ? [document.body] : [...root.children];
    const own = shown.filter((element) => !element.matches("style, script, template")).map((element) => element.innerText?.replace(/[\u2068\u2069]/g, ""));
    const roots = [...root.querySelectorAll("*")].map((element) => element.shadowRoot).filter(Boolean);
    return [...own, ...roots.map((shadow) => readableText(shadow))].filter((text) => text?.trim()).join("\n");
};

// The page's connections, noted as it calls them: whoever made them need not help.
const noteConnections = () => {
    if (window.journeyConnections || !window.RTCPeerConnection) {
        return;
    }
    window.journeyConnections = new Set();
    for (const name of ["createOffer", "setLocalDescription", "setRemoteDescription", "addIceCandidate", "getStats"]) {
        const original = RTCPeerConnection.prototype[name];
        RTCPeerConnection.prototype[name] = function (...args) {
            window.journeyConnections.add(this);
            return original.apply(this, args);
        };
    }
};
noteConnections();

// What the page listens to of its tracks. Firefox delivers no event of a script to a track, so that what "happens" to one
// is told to the listeners.
const noteTracks = () => {
    if (window.journeyListeners || !window.MediaStreamTrack) {
        return;
    }
    window.journeyListeners = new Set();
    const { addEventListener: add, removeEventListener: remove } = MediaStreamTrack.prototype;
    MediaStreamTrack.prototype.addEventListener = function (name, tell, ...rest) {
        journeyListeners.add({ track: this, name, tell });
        return add.call(this, name, tell, ...rest);
    };
    MediaStreamTrack.prototype.removeEventListener = function (name, tell, ...rest) {
        for (const one of journeyListeners) {
            if (one.track === this && one.name === name && one.tell === tell) journeyListeners.delete(one);
        }
        return remove.call(this, name, tell, ...rest);
    };
};
noteTracks();
const happen = (track, name) => {
    for (const one of [...journeyListeners]) {
        if (one.track === track && one.name === name) one.tell.call(track, pageEvent(name));
    }
};

// The connection that is open, of a page that has only one.
const openConnection = () => [...journeyConnections].find((connection) => connection.signalingState !== "closed");

// The generation of candidates that it is in.
const generation = () => openConnection().localDescription.sdp.match(/a=ice-ufrag:(.*)/)[1].trim();

// How many media sections both ends have agreed on, or nothing while they have not.
const sections = () => {
    const connection = openConnection();
    const agreed = connection.getTransceivers().filter((t) => t.mid !== null && t.currentDirection);
    return connection.signalingState === "stable" ? agreed.length : undefined;
};

// Begins to note the descriptions of others that the page applies. The same one twice would be a message that was
// delivered twice.
const noteDescriptions = () => {
    const apply = RTCPeerConnection.prototype.setRemoteDescription;
    window.journeyDescriptions = [];
    RTCPeerConnection.prototype.setRemoteDescription = function (description) {
        journeyDescriptions.push({ connection: this, sdp: description?.sdp });
        return apply.call(this, description);
    };
};

const descriptionsAppliedTwice = () => journeyDescriptions.filter(
    (one, index) => journeyDescriptions.findIndex((other) => other.connection === one.connection && other.sdp === one.sdp) < index,
).map(({ sdp }) => sdp);

// Begins to note how many entries for one name the page has shown at a time.
const noteEntries = () => {
    window.journeyEntries = {};
    const note = () => {
        const counts = {};
        for (const tile of $$("vis-a-vis >>> [data-person]")) {
            const name = tile.getAttribute("aria-label");
            counts[name] = (counts[name] ?? 0) + 1;
            journeyEntries[name] = Math.max(journeyEntries[name] ?? 0, counts[name]);
        }
    };
    new MutationObserver(note).observe($("vis-a-vis").shadowRoot, { subtree: true, childList: true });
    note();
};

// The way that media takes, e.g. `{ local: "relay", remote: "srflx", protocol: "tcp" }`: the kinds of the two candidates,
// and what the local one, or its relay, is reached by.
const routeOf = (statistics) => {
    const all = [...statistics.values()];
    const transport = all.find((stats) => stats.type === "transport" && stats.selectedCandidatePairId);
    const pair = transport
        ? statistics.get(transport.selectedCandidatePairId)
        : all.find((stats) => stats.type === "candidate-pair" && stats.selected);
    const [local, remote] = [statistics.get(pair?.localCandidateId), statistics.get(pair?.remoteCandidateId)];
    return {
        local: local?.candidateType ?? null,
        remote: remote?.candidateType ?? null,
        protocol: local?.relayProtocol ?? local?.protocol ?? null,
    };
};

// Firefox never answers for a connection that is closed meanwhile.
const statisticsOf = (connection) => Promise.race([
    connection.getStats(),
    new Promise((_, reject) => setTimeout(reject, 2000, new Error("no statistics"))),
]);

// What each connection that is not closed has done so far; `id` is its number among all that there were.
const connections = () => Promise.all(
    [...(window.journeyConnections ?? [])]
        .map((connection, id) => ({ connection, id }))
        .filter(({ connection }) => connection.signalingState !== "closed")
        .map(async ({ connection, id }) => {
            const sums = {
                framesDecoded: 0, framesEncoded: 0, linesSent: 0, audioPacketsReceived: 0, audioPacketsSent: 0,
            };
            const statistics = await statisticsOf(connection);
            statistics.forEach((stats) => {
                if (stats.type === "inbound-rtp" && stats.kind === "video") {
                    sums.framesDecoded += stats.framesDecoded ?? 0;
                } else if (stats.type === "outbound-rtp" && stats.kind === "video") {
                    sums.framesEncoded += stats.framesEncoded ?? 0;
                    sums.linesSent = Math.max(sums.linesSent, stats.frameHeight ?? 0);
                } else if (stats.type === "inbound-rtp" && stats.kind === "audio") {
                    sums.audioPacketsReceived += stats.packetsReceived ?? 0;
                } else if (stats.type === "outbound-rtp" && stats.kind === "audio") {
                    sums.audioPacketsSent += stats.packetsSent ?? 0;
                }
            });
            const { connectionState, iceConnectionState, signalingState } = connection;
            return { id, connectionState, iceConnectionState, signalingState, ...sums, route: routeOf(statistics) };
        }),
);

// An event that the page itself might have made: in Firefox a script's own `Event` is of another class than the page's.
const pageEvent = (name) => {
    const event = document.createEvent("Event");
    event.initEvent(name, false, false);
    return event;
};
