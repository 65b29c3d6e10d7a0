/** What a file of browser tests plays on: a browser and a server, there before its first test and gone after its last. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { launchBrowser } from '../support/browser/browser.ts';
import { Lookout } from './request-log.ts';
import { ServerProcess } from '../support/process/server-process.ts';

export interface Stage {
  readonly browser: Browser;
  readonly server: ServerProcess;
  readonly lookout: Lookout;
}

/**
 * Sets the stage of the file that calls this. Whatever is played there, no page asks another host, and none runs
 * into the content security policy.
 *
 * @param env as `ServerProcess.start` has it
 */
export function setStage(env: Record<string, string> = {}): Stage {
  let stage: Stage;
  beforeAll(async () => {
    const [browser, server] = await Promise.all([launchBrowser(), ServerProcess.start(env)]);
    stage = { browser, server, lookout: new Lookout(browser) };
  });
  afterAll(async () => {
    await stage.browser.close();
    await stage.server.dispose();
    expect([...stage.lookout.hosts]).toEqual(['127.0.0.1']);
    expect(stage.lookout.refusals).toEqual([]);
  });
  return {
    get browser() {
      return stage.browser;
    },
    get server() {
      return stage.server;
    },
    get lookout() {
      return stage.lookout;
    },
  };
}
