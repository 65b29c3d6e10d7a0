/** How the client is built: pages and their chunks, from client/app to dist/. */
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

/** The oldest browsers that pages run in; Edge's versions are Chrome's. */
export const oldestBrowsers = { chrome: '92', safari: '15.4', firefox: '115' };

export default defineConfig({
  root: 'client/app',
  // below whatever path the server stands
  base: './',
  plugins: [svelte({ configFile: false })],
  // @noble/hashes calls it; since Chrome 93
  define: { 'Object.hasOwn': 'Object.prototype.hasOwnProperty.call' },
  build: {
    outDir: '../../dist',
    // their own names would turn each private field into a WeakMap, for static blocks, which no script has
    target: 'es2022',
    cssTarget: Object.entries(oldestBrowsers).map(([browser, version]) => browser + version),
    emptyOutDir: true,
    manifest: true,
    modulePreload: { polyfill: false },
    // how long each plugin took is no warning
    rolldownOptions: { checks: { pluginTimings: false } },
    // The content security policy has no `data:`, so nothing is inlined.
    assetsInlineLimit: 0,
  },
});
