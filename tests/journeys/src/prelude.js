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

// The text that can be read on the page, shadow roots included.
const readableText = (root = document) => {
    const shown = root === document ? [document.body] : [...root.children];
    const own = shown.filter((element) => !element.matches("style, script, template")).map((element) => element.innerText);
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

// What each connection that is not closed has done so far.
const connections = () => Promise.all(
    [...(window.journeyConnections ?? [])]
        .filter((connection) => connection.signalingState !== "closed")
        .map(async (connection) => {
            const sums = { framesDecoded: 0, framesEncoded: 0, audioPacketsReceived: 0, audioPacketsSent: 0 };
            (await connection.getStats()).forEach((stats) => {
                if (stats.type === "inbound-rtp" && stats.kind === "video") {
                    sums.framesDecoded += stats.framesDecoded ?? 0;
                } else if (stats.type === "outbound-rtp" && stats.kind === "video") {
                    sums.framesEncoded += stats.framesEncoded ?? 0;
                } else if (stats.type === "inbound-rtp" && stats.kind === "audio") {
                    sums.audioPacketsReceived += stats.packetsReceived ?? 0;
                } else if (stats.type === "outbound-rtp" && stats.kind === "audio") {
                    sums.audioPacketsSent += stats.packetsSent ?? 0;
                }
            });
            const { connectionState, iceConnectionState, signalingState } = connection;
            return { connectionState, iceConnectionState, signalingState, ...sums };
        }),
);
