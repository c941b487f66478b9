/**
 * What a page is watched by while it is measured, in any engine: `blocks` are the tasks of 50 ms and more, `keys` what
 * each key cost, `shown` waits for the frame that shows what is there now, and `painted`, asked within a frame, for its
 * end.
 *
 * What a key costs is counted from the event to the end of its handlers, with the layout forced there, and again
 * within the frame that follows: waiting for the frame's turn is no work.
 */
(() => {
  window.blocks = [];
  // Only Chromium tells of them.
  if (PerformanceObserver.supportedEntryTypes.includes('longtask'))
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) window.blocks.push(duration);
    }).observe({ type: 'longtask', buffered: true });

  const later = (run) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = run;
    port2.postMessage(0);
  };
  window.shown = () => new Promise((resolve) => requestAnimationFrame(() => resolve(window.painted())));
  window.painted = () => new Promise((resolve) => later(() => resolve(performance.now())));

  window.keys = [];
  addEventListener(
    'keydown',
    ({ timeStamp, key }) => {
      if (key.length !== 1) return;
      const begun = performance.now();
      const cost = { layout: 0, frame: 0 };
      let first = begun;
      requestAnimationFrame(() => {
        first = performance.now();
      });
      window.keys.push(cost);
      addEventListener(
        'input',
        () =>
          // After the microtask in which the editor reads what the browser wrote, and in the same task.
          queueMicrotask(() => {
            void document.body.offsetHeight;
            const work = performance.now() - begun;
            // What the editor asked of the frame it asked before this.
            requestAnimationFrame(() => {
              void document.body.offsetHeight;
              cost.layout = work + performance.now() - first;
              later(() => {
                cost.frame = performance.now() - timeStamp;
              });
            });
          }),
        { once: true, capture: true },
      );
    },
    { capture: true },
  );
})();
