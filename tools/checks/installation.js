/* Whether the game can start where it was installed; in JavaScript for any version of Node. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const oldestNode = 24;
const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** @returns what is missing, in a sentence; null where nothing is */
function missing() {
  // Vite takes what follows them for a query
  if (/[#?]/.test(root))
    return `The client cannot be built in ${root}: move the game to a folder without # and ? in its path.`;
  try {
    createRequire(import.meta.url).resolve('vite');
  } catch {
    return 'The packages are not installed: run "npm ci".';
  }
  if (Number(process.versions.node.split('.')[0]) < oldestNode)
    return `Node ${oldestNode} is required, and this is ${process.versions.node}. The package node brings it by an install script, which ignore-scripts=true forbids: run "npm rebuild --ignore-scripts=false node".`;
  return null;
}

const sentence = missing();
if (sentence !== null) {
  console.error(sentence);
  process.exitCode = 1;
}
