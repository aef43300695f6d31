/** Returns red, green and blue in the middle of a stream's picture; `undefined` before there is one. */
window.colourOf = (() => {
  const video = Object.assign(document.createElement("video"), { muted: true, autoplay: true });
  const one = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
  const pen = one.getContext("2d", { willReadFrequently: true });
  return (stream) => {
    if (!video.isConnected) document.body.append(video);
    if (video.srcObject !== stream) video.srcObject = stream;
    if (!video.videoWidth) return undefined;
    pen.drawImage(video, video.videoWidth / 2, video.videoHeight / 2, 1, 1, 0, 0, 1, 1);
    return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
})();
