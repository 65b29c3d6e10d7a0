/** What the terminal says once the server listens. */
import qrcode from 'qrcode';
import { isReachable, type JoinAddress } from '../../shared/wire/join-address.ts';

interface Announced {
  /** best first */
  addresses: readonly JoinAddress[];
  port: number;
  /** the address that was asked for; undefined: all */
  host: string | undefined;
}

/** Where students and the host open the server, with a QR code of the best address. */
export async function announcement({ addresses, port, host }: Announced): Promise<string> {
  const urls = addresses.filter(isReachable).map(({ url }) => url);
  const [best] = urls;
  const lines =
    best === undefined
      ? [
          'Token Telephone is running. No network: devices cannot join until there is one. The board then says where,',
        ]
      : [
          await qrcode.toString(best, { type: 'terminal', small: true }),
          'Token Telephone is running. Students open',
          ...urls.map((url) => `  ${url}`),
        ];
  lines.push('and you host at', `  http://localhost:${port}/host`);
  if (addresses[0]?.kind === 'configured' && host !== undefined && isLoopback(new URL(best!).hostname))
    lines.push(
      `Only this machine can open this address (HOST=${host}). Unset HOST to let other devices connect.`,
    );
  return lines.join('\n');
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
}
