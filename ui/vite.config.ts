import react from '@vitejs/plugin-react';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';

// Debian's own: browsers are not downloaded.
const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';

export default defineConfig({
  plugins: [react()],
  build: {
    target: ['chrome111', 'safari16.4'],
    // Inlined assets would need `data:` in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
    chunkSizeWarningLimit: 1500,
    // All that the first paint needs in one file: apart, the parts would share no words to be packed by.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'first', tags: ['$initial'] }] } } },
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
