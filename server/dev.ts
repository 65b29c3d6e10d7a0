/** Development server: Vite serves the pages from their sources, with hot reload. */
import { createServer } from 'vite';
import config from '../vite.config.ts';
import { run } from './run.ts';

await run({
  pages: async (http) => {
    const vite = await createServer({
      ...config,
      // Vite would bundle the config into a file and import it, at which `node --watch` restarts
      configFile: false,
      appType: 'spa',
      server: { middlewareMode: true, hmr: { server: http, path: '/__vite' } },
    });
    return vite.middlewares;
  },
  development: true,
});
