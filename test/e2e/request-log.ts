/** Log of every page's requests: hosts, and violations of the content security policy. */
import type { Browser, BrowserContext } from 'playwright-core';

export class RequestLog {
  /** the hosts of all that any page asked for, sockets and workers too */
  readonly hosts = new Set<string>();
  /** the directive that each refusal was by */
  readonly refusals: string[] = [];

  /** Notes what all pages do that are opened in a browser from now on. */
  constructor(browser: Browser) {
    const newContext = browser.newContext.bind(browser);
    browser.newContext = async (options) => this.#watched(await newContext(options));
  }

  async #watched(context: BrowserContext): Promise<BrowserContext> {
    const note = (url: string) => {
      const { hostname } = new URL(url);
      // what is in an address itself, as in `blob:`, is asked of nobody
      if (hostname !== '') this.hosts.add(hostname);
    };
    context.on('request', (request) => note(request.url()));
    context.on('page', (page) => page.on('websocket', (socket) => note(socket.url())));
    await context.exposeBinding('noteRefusal', (_page, directive: string) => this.refusals.push(directive));
    await context.addInitScript(() => {
      const { noteRefusal } = globalThis as unknown as { noteRefusal: (directive: string) => void };
      addEventListener('securitypolicyviolation', ({ effectiveDirective }) =>
        noteRefusal(effectiveDirective),
      );
    });
    return context;
  }
}
