/**
 * Takes the place of decoders of 3-D models, which start WebAssembly when they are imported, and of
 * a service for place names, which makes an element with an inline style.
 */

export const MeshoptDecoder = {};

export function loadSpz(): never {
  throw new Error("3-D models are not shown.");
}

export default class NotUsed {}
