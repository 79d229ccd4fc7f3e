import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig, loadEnv } from 'vite';

export default defineConfig(({ mode }) => {
  const settings = loadEnv(mode, '.', 'MEDIANEST_');
  // Where `npm run dev` sends API calls: a MediaNest started with `medianest serve`.
  const server = settings.MEDIANEST_URL ?? 'http://127.0.0.1:8766';
  return {
    plugins: [
      sveltekit({
        adapter: adapter({ pages: '../static', fallback: 'index.html', precompress: true }),
        // The build script passes the stamp of the sources, so equal sources give an equal bundle.
        version: { name: settings.MEDIANEST_BUNDLE ?? 'dev' },
        compilerOptions: { runes: true },
      }),
    ],
    server: { proxy: { '/api': { target: server, ws: true } } },
  };
});
