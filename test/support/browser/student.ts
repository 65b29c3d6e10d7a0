/** A student in a browser: a page on a device, and hands that click what people click. */
import { once } from 'node:events';
import type { Browser, Page } from 'playwright-core';

/** Milliseconds for anything to appear: machines that run tests are slow at times. */
export const patience = 60_000;

type Size = [width: number, height: number];

export class BrowserStudent {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  /** Opens a device of this size at an address. */
  static async open(browser: Browser, url: string, [width, height]: Size): Promise<BrowserStudent> {
    const context = await browser.newContext({ viewport: { width, height }, hasTouch: true, isMobile: true });
    context.setDefaultTimeout(patience);
    const page = await context.newPage();
    await page.goto(url);
    return new BrowserStudent(page);
  }

  async join(): Promise<void> {
    await this.page.getByRole('button', { name: 'Join' }).click();
    await this.page.getByRole('heading', { name: /half of the class/ }).waitFor();
  }

  async forecast(round: number, pole: 0 | 1): Promise<void> {
    await this.page.getByRole('slider', { name: 'round' }).fill(String(round));
    await this.page.getByRole('button', { name: `only ${pole}s` }).click();
    await this.page.getByRole('button', { name: 'Lock in' }).click();
    await this.page.getByRole('heading', { name: 'Your forecast is in.' }).waitFor();
  }

  /**
   * Throws so many darts of the open turn, or all of it at once where the page does that.
   *
   * By Enter on the button: a finger that a slow machine leaves on it would throw on, as it should.
   */
  async throwDarts(count: number): Promise<void> {
    const button = this.page.getByRole('button', { name: 'Throw' });
    const presses = (await button.innerText()).includes('all') ? 1 : count;
    for (let press = 0; press < presses; press++) await button.press('Enter');
  }

  /** How many tokens of the open turn are written. */
  written(): Promise<number> {
    return this.page.locator('.cell:not(:empty)').count();
  }

  /** Counts the 1s of the text, sets their number, and trains the next model. */
  async refit(): Promise<void> {
    const ones = await this.page.locator('.cell.one').count();
    for (let counted = 0; counted < ones; counted++)
      await this.page.getByRole('button', { name: 'more' }).press('Enter');
    await this.page.getByRole('button', { name: 'This is the new model' }).click();
  }

  /** Plays whatever turn comes, until it is told to stop. */
  async play(textLength: number, stop: AbortSignal): Promise<void> {
    const stopped = once(stop, 'abort');
    const turn = this.page.getByRole('heading', { name: /You are the model|Train the next model/ });
    for (;;) {
      // a page that is closed after the stop ends its waiting by an error that is nobody's
      await Promise.race([turn.waitFor({ timeout: 0 }).catch(() => {}), stopped]);
      if (stop.aborted) return;
      if (/Train/.test(await turn.innerText())) await this.refit();
      else await this.throwDarts(textLength - (await this.written()));
    }
  }

  async heading(name: RegExp): Promise<void> {
    await this.page.getByRole('heading', { name }).waitFor();
  }

  /** By how many pixels the page is wider than the device: where nothing is clipped or scrolls sideways, 0. */
  overflow(): Promise<number> {
    return this.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  }
}
