/** What a file of browser tests plays on: a browser and a server, there before its first test and gone after its last. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { launchBrowser } from './browser.ts';
import { ServerProcess } from './process.ts';

export interface Stage {
  readonly browser: Browser;
  readonly server: ServerProcess;
}

/** Sets the stage of the file that calls this. @param env as `ServerProcess.start` has it */
export function setStage(env: Record<string, string> = {}): Stage {
  let stage: Stage;
  beforeAll(async () => {
    const [browser, server] = await Promise.all([launchBrowser(), ServerProcess.start(env)]);
    stage = { browser, server };
  });
  afterAll(async () => {
    await stage.browser.close();
    await stage.server.dispose();
  });
  return {
    get browser() {
      return stage.browser;
    },
    get server() {
      return stage.server;
    },
  };
}
