/** Browser tests. With STRATA_PROGRAMS they run against `strata serve`, without it against the engine in memory. */
import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

const program = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const real = process.env.STRATA_PROGRAMS !== undefined;

export default defineConfig({
  testDir: '.',
  outputDir: '../test-results/runs',
  forbidOnly: process.env.CI !== undefined,
  workers: 2,
  timeout: 60_000,
  expect: {
    timeout: 10_000,
    // Letters are drawn a little differently on every machine.
    toHaveScreenshot: { maxDiffPixelRatio: 0.01, pathTemplate: '{testDir}/pictures/{arg}{ext}' },
  },
  reporter: [['list'], ['html', { outputFolder: '../playwright-report', open: 'never' }]],
  use: {
    browserName: 'chromium',
    viewport: { width: 1360, height: 860 },
    locale: 'en-US',
    timezoneId: 'UTC',
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: existsSync(program) ? program : undefined,
      // A sandbox needs rights that containers and root do not have.
      args: ['--no-sandbox', '--disable-gpu'],
    },
  },
  webServer: real
    ? undefined
    : {
        // A build, not the development server: edits during a run must not reload the pages.
        command:
          'npx vite build --mode fake --outDir test-results/fake && npx vite preview --outDir test-results/fake --port 5199',
        url: 'http://localhost:5199',
        timeout: 120_000,
        reuseExistingServer: false,
        cwd: '..',
      },
});
