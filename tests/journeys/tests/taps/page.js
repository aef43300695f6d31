window.other = () => [...window.call.people.values()][0];

const { join } = await import("SERVERheadless.js");
const given = new URLSearchParams(location.search);
const options = { room: "taps", server: "SIGNAL", name: given.get("name"), audioOnly: given.has("audioOnly") };
const call = await join(options);

window.hear = (of) => {
  window.heard = { blocks: 0, loudest: 0, isWhole: true };
  const { heard } = window;
  let next;
  call.tapAudio(({ samples, sampleRate, time }) => {
    heard.blocks += 1;
    heard.loudest = samples.reduce((loudest, sample) => Math.max(loudest, Math.abs(sample)), heard.loudest);
    heard.isWhole &&= samples.length === 1024 && (next === undefined || Math.abs(time - next) < 0.001);
    next = time + samples.length / sampleRate;
  }, of && { of });
};

window.see = (of, shows) => {
  window.seen = { frames: 0, isInOrder: true };
  const { seen } = window;
  let last = -1;
  call.tapVideo(({ image, timestamp, width }) => {
    seen.frames += 1;
    seen.isInOrder &&= timestamp > last;
    seen.kind = image.constructor.name;
    seen.width = width;
    last = timestamp;
  }, of ? { of, shows } : { shows });
};

/** Shares a screen. Headless Firefox has none, so a canvas replaces it unless `hasFakeScreen`. */
window.share = (hasFakeScreen) => {
  if (!hasFakeScreen) {
    navigator.mediaDevices.getDisplayMedia = async () => {
      const canvas = Object.assign(document.createElement("canvas"), { width: 320, height: 200 });
      const context = canvas.getContext("2d");
      let count = 0;
      setInterval(() => {
        context.fillStyle = `hsl(${(count += 7)} 90% 50%)`;
        context.fillRect(0, 0, 320, 200);
      }, 50);
      return canvas.captureStream(20);
    };
  }
  call.shareScreen();
};

window.record = (key, options) => {
  let begun = Infinity;
  const recording = call.record(options);
  recording.then(() => (begun = performance.now()));
  window[key] = {
    seconds: () => (performance.now() - begun) / 1000,
    async finish() {
      const blob = await (await recording).stop();
      const video = document.createElement("video");
      video.src = URL.createObjectURL(blob);
      await new Promise((resolve, reject) => {
        video.onloadeddata = resolve;
        video.onerror = () => reject(new Error(video.error?.message));
      });
      Object.assign(window[key], { size: blob.size, width: video.videoWidth });
    },
  };
};

window.call = call;
