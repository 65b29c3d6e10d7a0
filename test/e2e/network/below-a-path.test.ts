/** The game below a path of its host, behind a proxy that takes the path off and behind one that does not. */
import { once } from 'node:events';
import { createServer, request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { setStage } from '../stage.ts';
import { BrowserStudent, patience } from '../../support/browser/student.ts';

const base = '/games/token-telephone';
const stage = setStage({ PUBLIC_URL: `http://127.0.0.1:9${base}` });

/** An HTTP proxy that takes the path off, and knows no WebSockets. @returns its URL, with the path */
async function stripping(port: number): Promise<string> {
  const forward = ({ url, method, headers }: IncomingMessage) =>
    request({ host: '127.0.0.1', port, method, headers, path: url!.slice(base.length) });
  const proxy = createServer((asked, answer) => {
    const forwarded = asked.pipe(forward(asked));
    forwarded.on('error', () => answer.destroy());
    forwarded.on('response', (response) => {
      answer.writeHead(response.statusCode!, response.headers);
      response.pipe(answer);
    });
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  onTestFinished(() => proxy.closeAllConnections());
  onTestFinished(() => void proxy.close());
  return `http://127.0.0.1:${(proxy.address() as AddressInfo).port}${base}`;
}

test.each([
  ['does not', async () => stage.server.url + base],
  ['does', () => stripping(stage.server.port)],
])('a class, where a proxy %s take the path off', async (_, find) => {
  const url = await find();
  const host = await stage.open(`${url}/host`);
  host.setDefaultTimeout(patience);
  await host.getByRole('button', { name: 'Open the room' }).click();
  await host.getByText('Nobody is here yet.').waitFor();
  expect(new URL(host.url()).pathname).toMatch(new RegExp(`^${base}/host/[A-Z]{5}$`));
  const code = new URL(host.url()).pathname.slice(-5);
  await host.getByText(`127.0.0.1:9${base}`).first().waitFor();

  const student = await BrowserStudent.open(stage.browser, url, [390, 844]);
  await student.page.getByRole('textbox').fill(code);
  await student.page.getByRole('button', { name: 'Join' }).click();
  await student.page.waitForURL(`${url}/${code}`);
  await student.join();
  await student.forecast(3, 0);
  await host.getByRole('button', { name: 'Start' }).click();
  await student.heading(/You are the model/);
  await host.getByRole('button', { name: 'Play all that is left' }).click();
  await host.getByRole('button', { name: 'Play them all' }).click();
  await student.heading(/This is how it ended/);
  await student.page.getByRole('link', { name: 'Watch it again' }).click();
  await student.page.getByRole('toolbar', { name: 'Replay' }).waitFor();
  await student.page.getByRole('button', { name: 'Verify' }).click();
  await student.page.getByText(/texts match the secret/).waitFor();
  await student.page.getByRole('link', { name: 'Home' }).click();
  await student.page.waitForURL(`${url}/`);
});
