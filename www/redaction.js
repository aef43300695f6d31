// @ts-check
/** Redacts addresses in text: session descriptions and candidates reveal where a person is. */

/** The placeholders in descriptions that have no address. */
const NOBODY = ["0.0.0.0", "127.0.0.1", "::"];

/**
 * Returns the text with every IP address redacted. IPv4 addresses, IPv6 addresses and names of the local network remain
 * distinguishable.
 *
 * @param {string} text
 */
export function redacted(text) {
  return text.replace(/[\da-z.:-]+/gi, (word) => {
    const address = addressOf(word);
    return kindOf(address) + word.slice(address.length);
  });
}

/** Returns the word without a port or closing punctuation. @param {string} word */
function addressOf(word) {
  const host = word.slice(0, Math.max(0, word.lastIndexOf(":")));
  if (isV4(host)) return host;
  let end = word.length;
  while (end > 0 && /[.:]/.test(word.charAt(end - 1))) end -= 1;
  // The zeros at the end of an IPv6 address.
  if (word.startsWith("::", end)) end += 2;
  return word.slice(0, end);
}

/** @param {string} address */
function kindOf(address) {
  if (NOBODY.includes(address)) return address;
  if (isV4(address)) return "x.x.x.x";
  if (isV6(address)) return "x::x";
  return address.endsWith(".local") ? "x.local" : address;
}

/** @param {string} word */
function isV4(word) {
  const parts = word.split(".");
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256);
}

/**
 * Returns whether the word is an IPv6 address: eight groups, the last two of which may be an IPv4 address, or fewer
 * around `::`.
 *
 * @param {string} word
 */
function isV6(word) {
  const groups = word.split(":");
  const hasV4 = isV4(groups.at(-1) ?? "");
  if (hasV4) groups.splice(-1, 1, "", "");
  const isRight = groups.every((group) => /^[\da-f]{0,4}$/i.test(group));
  return isRight && (word.includes("::") || groups.length === 8);
}
