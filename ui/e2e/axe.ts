/** Looks for what keeps people out who use no mouse or no eyes. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, type Page } from '@playwright/test';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Fault {
  id: string;
  impact: string;
  nodes: { target: string[]; failureSummary: string }[];
}

declare const axe: { run(options: object): Promise<{ violations: Fault[] }> };

/** Fails for what axe-core calls serious or critical. */
export async function accessible(page: Page, screen: string): Promise<void> {
  await page.evaluate(() => {
    const endless = (each: Animation) =>
      each.effect?.getComputedTiming().iterations === Number.POSITIVE_INFINITY;
    const ending = document.getAnimations().filter((each) => !endless(each));
    return Promise.all(ending.map((each) => each.finished.catch(() => {})));
  });
  await page.evaluate(AXE);
  const violations = await page.evaluate(
    async () => (await axe.run({ resultTypes: ['violations'] })).violations,
  );
  const faults = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.target.join(' ')}: ${node.failureSummary}`),
    );
  expect(faults, screen).toEqual([]);
}
