/** The clock of a playback: a time that runs, is set, or steps to the next event. */

export interface Playback {
  readonly t_s: number;
  readonly playing: boolean;
  speed: number;
  seek(t_s: number): void;
  play(): void;
  pause(): void;
}

const LONGEST_FRAME_S = 0.25; // a page in the background does not jump when it comes back

export function playback(duration_s: number, start_s: number, changed: (t_s: number) => void, signal: AbortSignal): Playback {
  let t = start_s, last = 0, frame = 0;
  const tick = (now: number) => {
    if (signal.aborted) return;
    const passed = Math.min((now - last) / 1000, LONGEST_FRAME_S);
    last = now;
    frame = requestAnimationFrame(tick);
    t = Math.min(duration_s, t + passed * clock.speed);
    if (t >= duration_s) clock.pause();
    changed(t);
  };
  const clock: Playback & { frame?: number } = {
    get t_s() { return t; },
    get playing() { return frame !== 0; },
    speed: 30,
    seek: (to) => {
      t = Math.max(0, Math.min(duration_s, to));
      changed(t);
    },
    play: () => {
      if (frame) return;
      if (t >= duration_s) t = 0;
      last = performance.now();
      frame = requestAnimationFrame(tick);
    },
    pause: () => {
      cancelAnimationFrame(frame);
      frame = 0;
      changed(t);
    },
  };
  signal.addEventListener("abort", () => cancelAnimationFrame(frame));
  return clock;
}
