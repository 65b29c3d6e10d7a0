/** The table of allowed imports: folder by folder, and package by package. */

/** What each folder may import, besides itself. `/**` stands for a folder and all below it; the rows contain no cycle. */
export const walls: Readonly<Record<string, readonly string[]>> = {
  'shared/model': [],
  'shared/model/sampler': ['shared/model'],
  'shared/theory': [],
  'shared/session': ['shared/model'],
  'shared/session/rules': ['shared/session', 'shared/model'],
  'shared/view': ['shared/session', 'shared/theory', 'shared/model'],
  'shared/wire': ['shared/session', 'shared/view'],
  'shared/replay': ['shared/session', 'shared/model', 'shared/wire'],

  'server/store': ['shared/session'],
  'server/store/sqlite': ['server/store', 'shared/session'],
  'server/store/postgres': ['server/store', 'shared/session'],
  // metrics measure the store's commits, by type
  'server/lib': ['server/store', 'shared/session', 'shared/wire'],
  'server/limits': ['server/lib', 'shared/session', 'shared/wire'],
  'server/room': ['server/lib', 'server/store', 'shared/**'],
  // of the store only that it is unavailable
  'server/gateway': [
    'server/room',
    'server/limits',
    'server/lib',
    'server/store',
    'shared/session',
    'shared/wire',
  ],
  'server/http/exports': ['shared/session', 'shared/wire'],
  'server/http': [
    'server/http/exports',
    'server/room',
    'server/limits',
    'server/lib',
    'server/store',
    'shared/session',
    'shared/wire',
    'shared/replay',
  ],
  server: ['server/**'],

  'client/storage': ['shared/session', 'shared/wire'],
  'client/net': ['client/storage', 'shared/session', 'shared/wire'],
  'client/ui': [],
  'client/ui/fields': ['client/ui', 'shared/session'],
  'client/workers': ['shared/theory'],
  'client/game': ['client/net', 'client/storage', 'client/ui/**', 'shared/**'],
  'client/figure': ['client/game', 'client/ui/**', 'shared/session', 'shared/model'],
  'client/whatif': ['client/game', 'client/workers', 'client/ui/**', 'shared/**'],
  'client/board': [
    'client/whatif',
    'client/game',
    'client/figure',
    'client/workers',
    'client/storage',
    'client/ui/**',
    'shared/**',
  ],
  'client/host/setup': [
    'client/game',
    'client/workers',
    'client/net',
    'client/storage',
    'client/ui/**',
    'shared/**',
  ],
  'client/host': ['client/board', 'client/game', 'client/storage', 'client/ui/**', 'shared/**'],
  'client/player': ['client/game', 'client/net', 'client/storage', 'client/ui', 'shared/**'],
  'client/player/parts': ['client/player', 'client/ui', 'shared/**'],
  'client/player/screens': ['client/player', 'client/player/parts', 'client/game', 'client/ui', 'shared/**'],
  'client/replay': [
    'client/whatif',
    'client/game',
    'client/figure',
    'client/net',
    'client/storage',
    'client/ui/**',
    'shared/**',
  ],
  'client/lab': [
    'client/game',
    'client/figure',
    'client/workers',
    'client/ui/**',
    'shared/model/**',
    'shared/theory',
    'shared/session',
  ],
  'client/pages': [
    'client/board',
    'client/host/**',
    'client/player/**',
    'client/replay',
    'client/whatif',
    'client/lab',
    'client/game',
    'client/workers',
    'client/net',
    'client/storage',
    'client/ui/**',
    'shared/wire',
  ],
  'client/app': ['client/pages', 'client/storage', 'client/ui', 'shared/wire'],

  'test/support/**': ['shared/**', 'server/**', 'client/**'],
  'test/shared/**': ['shared/**', 'test/support/**'],
  'test/server/**': ['server/**', 'shared/**', 'test/support/**'],
  'test/client/**': ['client/**', 'shared/**', 'test/support/**'],
  'test/components/**': ['client/**', 'shared/**', 'test/support/**'],
  'test/integration/**': ['server/**', 'shared/**', 'test/support/**'],
  'test/simulation/**': ['server/**', 'client/**', 'shared/**', 'test/support/**'],
  'test/e2e/**': ['shared/**', 'test/support/**'],
  'test/faults/**': ['server/**', 'shared/**', 'test/support/**'],
  'test/fuzz/**': ['shared/**', 'test/support/**'],
  'test/cluster/**': ['shared/**', 'test/support/**'],
  'test/architecture': [],

  'tools/**': ['server/**', 'client/**', 'shared/**', 'test/**'],
};

/** Which folders, or single files, may import a package. */
export const packages: Readonly<Record<string, readonly string[]>> = {
  zod: ['shared/wire/validate.ts', 'server/config.ts'],
  '@noble/hashes': ['shared/session/secret.ts'],
  node: ['server'],
  pino: ['server'],
  'better-sqlite3': ['server/store/sqlite'],
  pg: ['server/store/postgres'],
  'prom-client': ['server/lib'],
  'lru-cache': ['server/limits'],
  'ipaddr.js': ['server/limits'],
  'proxy-addr': ['server/limits'],
  'socket.io': ['server/gateway'],
  'socket.io-parser': ['server/gateway'],
  ws: ['server/gateway'],
  express: ['server/http', 'server/app.ts', 'server/dev.ts'],
  compression: ['server/http'],
  papaparse: ['server/http/exports'],
  helmet: ['server/app.ts'],
  qrcode: ['server/run.ts', 'client/ui'],
  vite: ['server/dev.ts'],
  svelte: ['client'],
  'socket.io-client': ['client/net'],
  obscenity: ['client/host'],
  unhomoglyph: ['client/host'],
  '@fontsource-variable': ['client/app', 'client/figure'],
};

/** The two tables as CONTRIBUTING.md shows them. */
export function wallsAsMarkdown(): string {
  const rows = (table: typeof walls) =>
    Object.entries(table).map(
      ([name, others]) => `| ${code(name)} | ${others.map(code).join(', ') || 'nothing'} |`,
    );
  return [
    '| folder | may import, besides itself |',
    '| --- | --- |',
    ...rows(walls),
    '',
    '| package | is imported by |',
    '| --- | --- |',
    ...rows(packages),
  ].join('\n');
}

function code(name: string): string {
  return `\`${name}\``;
}
