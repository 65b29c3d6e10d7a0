/** Intruder: bare Socket.IO packets on a WebSocket whose handshake was refused. */
import { wireVersion } from '../../../shared/wire/calls.ts';

/**
 * Waits for the refusal, and says something all the same.
 *
 * @returns `cut` where the server closes the line, else what it said to that
 */
export function speakUninvited(
  url: string,
  room: string,
  auth: object,
  [name, payload]: [string, object | undefined],
): Promise<string> {
  const address = `${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket&room=${room}`;
  const line = new WebSocket(address);
  return new Promise((resolve) => {
    line.addEventListener('close', () => resolve('cut'));
    line.addEventListener('message', ({ data }: MessageEvent<string>) => {
      if (data.startsWith('0')) line.send(`40${JSON.stringify({ version: wireVersion, ...auth })}`);
      else if (data.startsWith('44')) line.send(`420${JSON.stringify([name, payload])}`);
      else if (data !== '2') {
        resolve(data);
        line.close();
      }
    });
  });
}
