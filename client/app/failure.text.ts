/** Texts of a page that did not load or has stopped. */

interface Failure {
  title: string;
  sentence: string;
}

/** What browsers and Vite say where a script or a style does not arrive. */
const missingPart = /dynamically imported module|importing a module script|unable to preload/i;

/** What happened to the page, from an error that its loading or its showing ended with. */
export function failureOf(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  if (missingPart.test(message))
    return {
      title: 'This page did not load',
      sentence:
        'A part of it did not arrive: the connection broke, or the server has a newer version by now. Loading it again helps with both.',
    };
  return {
    title: 'This page has stopped',
    sentence: `It has a fault, and nothing that you did: “${message}” What was played is kept.`,
  };
}
