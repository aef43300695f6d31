// @ts-check
/** The stand-alone page: takes the room from the address, or generates one. */

import { speak } from "./language.js";
import { takeServer } from "./servers.js";

const CONSONANTS = "bdfghjklmnprstvz";
const VOWELS = "aiou";

/** `#ROOM`, or `#ROOM?token=TOKEN`: browsers do not send what follows the `#` to the server. */
const ADDRESS = /^#(.*?)(?:\?token=([\w.-]+))?$/;

/** Generates a pronounceable name of 60 random bits: ten syllables of six bits. */
function randomRoom() {
  const syllables = Array.from(
    crypto.getRandomValues(new Uint8Array(10)),
    (byte) => CONSONANTS.charAt(byte & 15) + VOWELS.charAt((byte >> 4) & 3),
  );
  return syllables.join("").replace(/.{4}(?=.)/g, "$&-");
}

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not a valid encoding, but usable as a name.
    return text;
  }
}

const call = document.querySelector("vis-a-vis");
const given = new URLSearchParams(location.search);

/** The title of the page, and how many messages of others are unread. */
const title = { own: document.title, unread: 0 };

function showTitle() {
  const { own, unread } = title;
  document.title = unread ? `(${unread > 99 ? "99+" : unread}) ${own}` : own;
}

/** @param {number} unread */
function count(unread) {
  // While somebody rings, the call itself changes the title: it is left alone unless there is news.
  if (unread === title.unread) return;
  title.unread = unread;
  showTitle();
}

/** Shows how many messages came while the chat was closed, or this tab was not seen. */
function countUnread() {
  const isOpen = () => call?.panel === "chat";
  const look = () => isOpen() && count(0);
  call?.addEventListener("visavis-said", ({ detail }) => {
    if (detail.id && (!isOpen() || document.hidden)) count(title.unread + 1);
  });
  call?.addEventListener("visavis-panel-changed", look);
  call?.addEventListener("visavis-left", () => count(0));
  document.addEventListener("visibilitychange", () => document.hidden || look());
}

function followAddress() {
  const [, name, token] = ADDRESS.exec(location.hash) ?? [];
  const room = decoded(name ?? "").trim();
  // Nobody would find a room again whose name cannot be seen.
  if (!room.replace(/\p{Default_Ignorable_Code_Point}/gu, "").trim()) {
    history.replaceState(null, "", `#${randomRoom()}`);
    followAddress();
    return;
  }
  title.own = `${room} – Visavis`;
  showTitle();
  // The link that people pass on must not contain this person's token.
  call?.setAttribute("link", new URL(`#${name}`, location.href).href);
  if (token) call?.setAttribute("token", token);
  else call?.removeAttribute("token");
  call?.setAttribute("room", room);
}

// The content of the element is shown beside a failure.
call?.addEventListener("visavis-failed", () => call.querySelector(".coming")?.remove(), { once: true });
countUnread();
speak(call);
const signalling = given.get("signalling");
if (signalling) call?.setAttribute("signalling", signalling);
const ring = given.get("ring");
if (ring !== null) call?.setAttribute("ring", ring);
if (call && takeServer(call, given.get("server"))) {
  addEventListener("hashchange", followAddress);
  followAddress();
}
