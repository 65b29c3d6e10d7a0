/** Browser and server for one file of browser tests. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { launchBrowser } from '../support/browser/browser.ts';
import { patience } from '../support/browser/student.ts';
import { RequestLog } from './request-log.ts';
import { ServerProcess } from '../support/process/server-process.ts';

export interface Stage {
  readonly browser: Browser;
  readonly server: ServerProcess;
  readonly requests: RequestLog;
  /** Opens a page of this server, or at any address, in a browser of somebody's own, which keeps nothing of others'. */
  open(path: string, size?: [width: number, height: number]): Promise<Page>;
}

/**
 * Sets the stage of the file that calls this. Whatever is played there, no page asks another host, and none runs
 * into the content security policy.
 *
 * @param env what the server is told
 */
export function setStage(env: Record<string, string> = {}): Stage {
  let stage: Pick<Stage, 'browser' | 'server' | 'requests'>;
  beforeAll(async () => {
    const [browser, server] = await Promise.all([launchBrowser(), ServerProcess.start({ env })]);
    stage = { browser, server, requests: new RequestLog(browser) };
  });
  afterAll(async () => {
    await stage.browser.close();
    await stage.server[Symbol.asyncDispose]();
    expect([...stage.requests.hosts]).toEqual(['127.0.0.1']);
    expect(stage.requests.refusals).toEqual([]);
  });
  return {
    get browser() {
      return stage.browser;
    },
    get server() {
      return stage.server;
    },
    get requests() {
      return stage.requests;
    },
    async open(path, [width, height] = [1280, 720]) {
      const context = await stage.browser.newContext({ viewport: { width, height } });
      context.setDefaultTimeout(patience);
      const page = await context.newPage();
      await page.goto(new URL(path, stage.server.url).href);
      return page;
    },
  };
}
