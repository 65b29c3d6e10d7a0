/** The same game with hot reload: Vite serves the pages from their sources. */
import { createServer } from 'vite';
import config from '../vite.config.ts';
import { run } from './run.ts';

await run({
  pages: async (http) => {
    const vite = await createServer({
      ...config,
      // loaded by Vite itself, the config is written to a file and imported, at which `node --watch` starts again
      configFile: false,
      appType: 'spa',
      server: { middlewareMode: true, hmr: { server: http, path: '/__vite' } },
    });
    return vite.middlewares;
  },
  development: true,
});
