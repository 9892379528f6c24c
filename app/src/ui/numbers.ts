/** How numbers are written. */

export function km(metres: number): string {
  const value = metres / 1000;
  return `${value >= 9.95 ? Math.round(value).toLocaleString("en") : value.toFixed(1)} km`;
}

export function metres(value: number): string {
  return `${Math.round(value).toLocaleString("en")} m`;
}

/** Three significant digits, without an exponent where people do not write one. */
export function brief(value: number): string {
  if (!Number.isFinite(value)) return "–";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1000) return Math.round(value).toLocaleString("en");
  if (size < 0.001) return value.toExponential(1);
  return String(Number(value.toPrecision(3)));
}

export function count(value: number): string {
  return value.toLocaleString("en");
}

export function span(low: number, high: number): string {
  return `${brief(low)} to ${brief(high)}`;
}

/** A time of a raid: minutes and seconds. */
export function clock(seconds: number): string {
  const whole = Math.floor(seconds + 1e-9);
  const rest = String(whole % 60).padStart(2, "0");
  return `${Math.floor(whole / 60)}:${rest}`;
}

export function timeLeft(seconds: number): string {
  if (seconds < 90) return `about ${Math.max(1, Math.round(seconds))} s left in all`;
  if (seconds < 5400) return `about ${Math.round(seconds / 60)} min left in all`;
  return `about ${(seconds / 3600).toFixed(1)} h left in all`;
}

/** A stored UTC time as date and time. */
export function when(text: string): string {
  return text.replace("T", " ").slice(0, 16);
}
