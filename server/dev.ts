/** The same game with hot reload: Vite serves the pages from their sources. */
import { createServer } from 'vite';
import { run } from './run.ts';

await run({
  pages: async (http) => {
    const vite = await createServer({
      appType: 'spa',
      server: { middlewareMode: true, hmr: { server: http, path: '/__vite' } },
    });
    return vite.middlewares;
  },
  development: true,
});
