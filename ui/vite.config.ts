import react from '@vitejs/plugin-react';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';

// Debian's own: browsers are not downloaded.
const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';

// What the first paint needs, in as few files as `src/main.ts` reads one after the other: in more of them, the parts
// would share no words to be packed by. It and what it needs itself stand apart.
const FIRST = [
  { name: 'editor', test: /node_modules\/(@codemirror|@lezer|@marijn|style-mod|w3c-keyname|crelt)\// },
  { name: 'view', test: /node_modules\/.*\.m?js$/ },
  { name: 'first', test: /src\/(?!main\.ts|design\/base\.css)/ },
].map((group) => ({ ...group, tags: ['$initial' as const], includeDependenciesRecursively: false }));

export default defineConfig({
  plugins: [react()],
  build: {
    target: ['chrome111', 'safari16.4'],
    // Inlined assets would need `data:` in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      input: ['index.html', 'src/app/main.tsx'],
      output: { codeSplitting: { groups: FIRST } },
    },
  },
  // Found late, behind an import on demand, it would load the page of a running test anew.
  optimizeDeps: {
    include: [
      '@base-ui/react/radio',
      '@base-ui/react/radio-group',
      '@base-ui/react/switch',
      '@replit/codemirror-vim',
    ],
  },
  server: { port: 5173, strictPort: true },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          environment: 'node',
          include: ['src/**/*.test.{ts,tsx}'],
          exclude: ['src/**/*.browser.test.{ts,tsx}'],
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['src/**/*.browser.test.{ts,tsx}'],
          // What is drawn later may take its time on a busy machine.
          expect: { poll: { timeout: 5000 } },
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { executablePath: chromium, args: ['--no-sandbox', '--disable-gpu'] },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
