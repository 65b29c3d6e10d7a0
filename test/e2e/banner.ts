/** A real browser behind a bad network: when its student is told, and that the page comes back without a tap. */
import { launchBrowser } from '../support/browser/browser.ts';
import { ServerProcess } from '../support/process/server-process.ts';
import { Student } from '../support/browser/student.ts';
import { Class } from '../support/class.ts';
import { Proxy, type Network, type Trouble } from '../support/network/proxy.ts';

export interface BannerFigures {
  trouble: Trouble;
  /** milliseconds from the first turn that is said in it until the student is told */
  toldAfter: number;
  /** milliseconds from its end until the page plays on by itself */
  backAfter: number;
}

const textLength = 3;

/** Lets a student in a browser play a turn in each trouble. */
export async function watchBanner(
  troubles: readonly Trouble[],
  network: Partial<Network>,
): Promise<BannerFigures[]> {
  const [browser, server] = await Promise.all([launchBrowser(), ServerProcess.start()]);
  const proxy = await Proxy.to(server.port, network);
  const urlOf = () => server.url;
  const room = await Class.gather(server, {
    ...{ urlOf, phones: 1, thinks: () => 10 },
    config: { textLength, turnSeconds: null, beat: 0 },
  });
  try {
    const student = await Student.open(browser, `${proxy.url}/${room.session.code}`, [390, 844]);
    await student.join();
    await room.steer('start');
    const figures: BannerFigures[] = [];
    for (const trouble of troubles) figures.push(await endure(student, proxy, trouble));
    return figures;
  } finally {
    await browser.close();
    room.close();
    proxy.close();
    await server.dispose();
  }
}

/** Plays a writing turn while the network is in trouble, and the refit after it. */
async function endure(student: Student, proxy: Proxy, trouble: Trouble): Promise<BannerFigures> {
  const banner = student.page.getByText(/^No connection\. Your turn is saved on this phone\./);
  await student.heading(/You are the model/);
  proxy.suffer(trouble);
  await student.throwDarts(textLength);
  const said = performance.now();
  await banner.waitFor();
  const toldAfter = performance.now() - said;
  proxy.mend();
  const mended = performance.now();
  await student.heading(/Train the next model/);
  const backAfter = performance.now() - mended;
  await banner.waitFor({ state: 'detached' });
  await student.refit();
  return { trouble, toldAfter, backAfter };
}
