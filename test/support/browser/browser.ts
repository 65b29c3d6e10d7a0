/** A real Chromium: the machine's own, or the one that comes from npm. */
import { chromium, type Browser } from 'playwright-core';
import { anyChromium } from './chromium.ts';

export async function launchBrowser(): Promise<Browser> {
  return chromium.launch(await anyChromium());
}
