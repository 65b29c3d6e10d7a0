/** Texts of a page that did not load or has stopped. */

interface Failure {
  title: string;
  sentence: string;
}

/** What browsers and Vite say where a script or a style does not arrive. */
const missingPart = /dynamically imported module|importing a module script|unable to preload/i;

export function isMissingPart(error: unknown): boolean {
  return missingPart.test(messageOf(error));
}

/** What happened to the page, from an error that its loading or its showing ended with. */
export function failureOf(error: unknown): Failure {
  if (isMissingPart(error))
    return {
      title: 'This page did not load',
      sentence:
        'A part of it did not arrive: the connection broke, or the server has a newer version by now. Loading it again helps with both.',
    };
  return {
    title: 'This page has stopped',
    sentence: `It has a fault, and nothing that you did: “${messageOf(error)}” What was played is kept.`,
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
