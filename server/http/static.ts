/** Static files of the built client; every other path is its one page. */
import { globSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import express, { Router, type RequestHandler } from 'express';

/**
 * @param folder with the built client
 * @param base the path below which browsers find the server, with a slash at both ends
 */
export function clientFiles(folder: string, base = '/'): Router {
  const page = pageBelow(base, readFileSync(join(folder, 'index.html'), 'utf8'));
  const router = Router();
  const assets = join(folder, 'assets');
  router.use(
    '/assets',
    compressed(assets),
    express.static(assets, { immutable: true, maxAge: '1y', fallthrough: false }),
  );
  router.use(express.static(folder, { index: false, maxAge: '1h' }));
  router.get('/{*path}', (_request, response) => {
    response.set('cache-control', 'no-cache').type('html').send(page);
  });
  return router;
}

/** The page, whose files are relative to itself, as it is at whatever path below `base`. */
function pageBelow(base: string, html: string): string {
  return html.replace('data-base="/"', `data-base="${base}"`).replaceAll('"./', `"${base}`);
}

/** Scripts and styles, compressed once, with gzip: browsers accept nothing better over plain HTTP. */
function compressed(folder: string): RequestHandler {
  const files = new Map(
    globSync('*.{js,css}', { cwd: folder }).map((name) => [
      `/${name}`,
      gzipSync(readFileSync(join(folder, name)), { level: 9 }),
    ]),
  );
  return (request, response, next) => {
    const file = files.get(request.path);
    response.vary('Accept-Encoding');
    if (!file || !request.acceptsEncodings('gzip')) return next();
    response.set({ 'content-encoding': 'gzip', 'cache-control': 'public, max-age=31536000, immutable' });
    response.type(extname(request.path)).send(file);
  };
}
