/**
 * Takes the place of Cesium's display of credits, which writes inline styles that the page's policy
 * refuses. The map's note names Cesium; no data with a credit of its own is shown.
 */

export default class CreditDisplay {
  container = document.createElement("div");
  static cesiumCredit = undefined;
  addCreditToNextFrame(): void {}
  addStaticCredit(): void {}
  removeStaticCredit(): void {}
  beginFrame(): void {}
  endFrame(): void {}
  update(): void {}
  destroy(): void {}
  isDestroyed(): boolean {
    return false;
  }
}
