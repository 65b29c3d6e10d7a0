/** Words about the addresses at which devices join. */
import { withoutScheme } from '../ui/url-state.ts';
import type { JoinChoice } from './join-link.svelte.ts';

const kinds: Record<JoinChoice['kind'], string> = {
  page: 'the address of this page',
  configured: 'set by PUBLIC_URL or HOST',
  lan: 'Wi-Fi or cable',
  hotspot: 'own hotspot',
  tunnel: 'VPN or modem',
  virtual: 'virtual machines only',
  link_local: 'no router',
};

/** An address as people type it, and what leads there. */
export function choiceWords({ url, kind }: JoinChoice): string {
  return `${withoutScheme(url)} · ${kinds[kind] ?? kind}`;
}

/** Where players join, without the scheme and the code. */
export function joinPlace(joinUrl: string): string {
  return withoutScheme(joinUrl).replace(/\/[^/]*$/, '');
}
