// What pages did to the globals: old Prototype.js and MooTools, and libraries that replace promises.
Array.prototype.toJSON = function () { return JSON.stringify([...this]); };
String.prototype.toJSON = function () { return `"${this}"`; };
Array.from = (value) => (value ? Array.prototype.slice.call(value) : []);
Array.prototype.entries = function () { return this.slice(); };
Object.prototype.extend = function () { return this; };
Array.prototype.each = function (act) { return this.forEach(act); };
for (const name of ["Window", "Document", "Event", "Request"]) window[name] = class {};
const Native = Promise;
window.Promise = class ZonePromise {
  constructor(run) { this.inner = new Native(run); }
  then(done, failed) { return ZonePromise.of(this.inner.then(done, failed)); }
  catch(failed) { return this.then(undefined, failed); }
  finally(last) { return ZonePromise.of(this.inner.finally(last)); }
  static of(inner) { const made = Object.create(ZonePromise.prototype); made.inner = inner; return made; }
};
for (const name of ["resolve", "reject", "all", "allSettled", "race", "any"]) {
  window.Promise[name] = (value) => window.Promise.of(Native[name](value));
}
