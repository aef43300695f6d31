// Helpers available to every script of a journey. WebDriver runs each script as the body of a function.

// All elements matching a path: CSS selectors, where `>>>` descends into an open shadow root.
const $$ = (path) => path.split(">>>").reduce(
    (roots, selector, index) => roots.flatMap((root) => {
        const scope = index === 0 ? root : root.shadowRoot;
        return scope ? [...scope.querySelectorAll(selector)] : [];
    }),
    [document],
);

const $ = (path) => $$(path)[0] ?? null;

// The visible text of the page, shadow roots included, without the bidi isolates around names.
const readableText = (root = document) => {
    const shown = root === document ? [document.body] : [...root.children];
    const own = shown.filter((element) => !element.matches("style, script, template")).map((element) => element.innerText?.replace(/[\u2068\u2069]/g, ""));
    const roots = [...root.querySelectorAll("*")].map((element) => element.shadowRoot).filter(Boolean);
    return [...own, ...roots.map((shadow) => readableText(shadow))].filter((text) => text?.trim()).join("\n");
};

// Records each connection when one of its methods is called, so the code that creates connections need not cooperate.
const recordConnections = () => {
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
recordConnections();

// Records the event listeners of tracks. Firefox delivers no synthetic event to a `MediaStreamTrack`, so
// `fireTrackEvent` calls the recorded listeners itself.
const recordTrackListeners = () => {
    if (window.journeyListeners || !window.MediaStreamTrack) {
        return;
    }
    window.journeyListeners = new Set();
    const { addEventListener: add, removeEventListener: remove } = MediaStreamTrack.prototype;
    MediaStreamTrack.prototype.addEventListener = function (name, listener, ...rest) {
        journeyListeners.add({ track: this, name, listener });
        return add.call(this, name, listener, ...rest);
    };
    MediaStreamTrack.prototype.removeEventListener = function (name, listener, ...rest) {
        for (const entry of journeyListeners) {
            if (entry.track === this && entry.name === name && entry.listener === listener) journeyListeners.delete(entry);
        }
        return remove.call(this, name, listener, ...rest);
    };
};
recordTrackListeners();
const fireTrackEvent = (track, name) => {
    for (const entry of [...journeyListeners]) {
        if (entry.track === track && entry.name === name) entry.listener.call(track, pageEvent(name));
    }
};

// The open connection of a page that has only one.
const openConnection = () => [...journeyConnections].find((connection) => connection.signalingState !== "closed");

// The ICE generation of the open connection, identified by its local ufrag.
const iceUfrag = () => openConnection().localDescription.sdp.match(/a=ice-ufrag:(.*)/)[1].trim();

// The number of negotiated media sections, or undefined while a negotiation is in progress.
const negotiatedSections = () => {
    const connection = openConnection();
    const agreed = connection.getTransceivers().filter((t) => t.mid !== null && t.currentDirection);
    return connection.signalingState === "stable" ? agreed.length : undefined;
};

// Starts recording the remote descriptions that the page applies. A duplicate would mean that a message was delivered
// twice.
const recordDescriptions = () => {
    const apply = RTCPeerConnection.prototype.setRemoteDescription;
    window.journeyDescriptions = [];
    RTCPeerConnection.prototype.setRemoteDescription = function (description) {
        journeyDescriptions.push({ connection: this, sdp: description?.sdp });
        return apply.call(this, description);
    };
};

const descriptionsAppliedTwice = () => journeyDescriptions.filter(
    (applied, index) => journeyDescriptions.findIndex((other) => other.connection === applied.connection && other.sdp === applied.sdp) < index,
).map(({ sdp }) => sdp);

// Starts recording the maximum number of tiles shown at the same time for each name.
const recordTileCounts = () => {
    window.journeyTileCounts = {};
    const note = () => {
        const counts = {};
        for (const tile of $$("vis-a-vis >>> [data-person]")) {
            const name = tile.getAttribute("aria-label");
            counts[name] = (counts[name] ?? 0) + 1;
            journeyTileCounts[name] = Math.max(journeyTileCounts[name] ?? 0, counts[name]);
        }
    };
    new MutationObserver(note).observe($("vis-a-vis").shadowRoot, { subtree: true, childList: true });
    note();
};

// The selected candidate pair, e.g. `{ local: "relay", remote: "srflx", protocol: "tcp" }`: the types of both
// candidates, and the protocol of the local one or of its relay.
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

// In Firefox, `getStats()` never settles if the connection is closed meanwhile.
const statisticsOf = (connection) => Promise.race([
    connection.getStats(),
    new Promise((_, reject) => setTimeout(reject, 2000, new Error("no statistics"))),
]);

// The statistics of each open connection with somebody, not of one that is ready for whoever comes; `id` is its index among
// all connections of the page.
const connections = () => Promise.all(
    [...(window.journeyConnections ?? [])]
        .map((connection, id) => ({ connection, id }))
        .filter(({ connection }) => connection.signalingState !== "closed" && connection.remoteDescription)
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

// An event created by the page: in Firefox the `Event` of a WebDriver script is not the page's class.
const pageEvent = (name) => {
    const event = document.createEvent("Event");
    event.initEvent(name, false, false);
    return event;
};
