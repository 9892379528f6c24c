import type { Page } from "../router";

export const open: Page = () => {};
