/** The banner of a lost connection in a real browser, and the reconnect without a tap. */
import { launchBrowser } from '../support/browser/browser.ts';
import { BrowserStudent } from '../support/browser/student.ts';
import { Class } from '../support/class.ts';
import { Proxy, type Fault, type Network } from '../support/network/proxy.ts';
import { ServerProcess } from '../support/process/server-process.ts';

const textLength = 3;

/** Lets a student in a browser play a turn during each fault. */
export async function watchBanner(faults: readonly Fault[], network: Partial<Network>) {
  await using server = await ServerProcess.start();
  await using browser = await launchBrowser();
  using proxy = await Proxy.to([server.port], network);
  using room = await Class.gather(server, {
    ...{ devices: 1, thinks: () => 10 },
    config: { textLength, turnSeconds: null, beat: 0 },
  });
  const student = await BrowserStudent.open(browser, `${proxy.url}/${room.session.code}`, [390, 844]);
  await student.join();
  await room.ask('start');
  const figures: Awaited<ReturnType<typeof endure>>[] = [];
  for (const fault of faults) figures.push(await endure(student, proxy, fault));
  return figures;
}

/**
 * Plays a writing turn while the network has a fault, and the refit after it.
 *
 * @returns milliseconds from the turn that is sent during the fault until the student is told, and from the end of the
 * fault until the page plays on by itself
 */
async function endure(student: BrowserStudent, proxy: Proxy, fault: Fault) {
  const banner = student.page.getByText(/^No connection\. Your turn is saved on this device\./);
  await student.heading(/You are the model/);
  proxy.inject(fault);
  await student.throwDarts(textLength);
  const sent = performance.now();
  await banner.waitFor();
  const toldAfter = performance.now() - sent;
  proxy.heal();
  const healed = performance.now();
  await student.heading(/Train the next model/);
  const backAfter = performance.now() - healed;
  await banner.waitFor({ state: 'detached' });
  await student.refit();
  return { fault, toldAfter, backAfter };
}
