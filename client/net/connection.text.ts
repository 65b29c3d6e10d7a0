/** Sentences about a connection that is not there yet, for players, boards and hosts. */
import type { Silence } from './connection.svelte.ts';

/** What a page does that has not been connected so far. */
export function openingSentence(silence: Silence): string {
  return {
    none: 'Still connecting. This page keeps trying.',
    websocket: 'The fast way got no answer. This page is trying a slower one.',
    all: 'No answer by any way yet. Is this device online? This page keeps trying.',
    forbidden:
      'Something refuses this page: a filter of this network, or a proxy that hides its address from the server. Whoever runs the server finds why in its log.',
  }[silence];
}

/** What a page does that has been refused for now; how long it waits is said beside it. */
export const waitSentence =
  'Too many wrong codes came from this network, so codes wait their turn here. The QR code never waits. This page asks again by itself';

/** What a page does to be connected again. */
export function returnSentence(silence: Silence): string {
  return silence === 'websocket'
    ? 'This page is trying a slower way now.'
    : 'This page comes back by itself.';
}
