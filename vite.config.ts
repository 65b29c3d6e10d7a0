/** How the client is built: pages and their chunks, from client/app to dist/. */
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

export default defineConfig({
  root: 'client/app',
  plugins: [svelte({ configFile: false })],
  build: {
    outDir: '../../dist',
    emptyOutDir: true,
    manifest: true,
    modulePreload: { polyfill: false },
    // how long each plugin took is no warning
    rolldownOptions: { checks: { pluginTimings: false } },
    // The content security policy has no `data:`, so nothing is inlined.
    assetsInlineLimit: 0,
  },
});
