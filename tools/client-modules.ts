/** Loader of client modules for scripts, with Svelte's runes compiled. */
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { createServer } from 'vite';

/**
 * Lends a module as long as it is used.
 *
 * @param path from the root, with a slash first
 */
export async function withModule<Module>(
  path: string,
  use: (module: Module) => Promise<void>,
): Promise<void> {
  const vite = await createServer({
    configFile: false,
    logLevel: 'error',
    plugins: [svelte({ configFile: false })],
    server: { middlewareMode: true, ws: false, watch: null },
  });
  try {
    await use((await vite.ssrLoadModule(path)) as Module);
  } finally {
    await vite.close();
  }
}
