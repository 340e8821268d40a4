// The page in headless Chromium: node page.mjs CHROMIUM ADDRESS KEY [FOLDER for screenshots].
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const [browserPath, address, key, folder] = process.argv.slice(2);
const profile = mkdtempSync(join(tmpdir(), 'page-'));
const args = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
  '--disable-sync',
];
const context = await chromium.launchPersistentContext(profile, { executablePath: browserPath, args, viewport: { width: 1280, height: 900 } });
const page = await context.newPage();
page.setDefaultTimeout(60_000);
const problems = [];
page.on('pageerror', (error) => problems.push(`script: ${error.message}`));
page.on('request', (request) => {
  const isOwn = request.url().startsWith(address) || request.url().startsWith('data:');
  if (!isOwn) problems.push(`asked elsewhere: ${request.url()}`);
});
page.on('console', (message) => {
  // The browser itself tells of every 401.
  if (message.type() === 'error' && !message.text().includes('401')) problems.push(`console: ${message.text()}`);
});

async function ask(text) {
  const before = await page.locator('#log article.model').count();
  await page.fill('#text', text);
  await page.press('#text', 'Enter');
  await page.locator('#log article.model').nth(before).waitFor();
  await page.waitForFunction(() => document.getElementById('log').getAttribute('aria-busy') === 'false' && !document.getElementById('send').disabled);
  return page.locator('#log article.model div').nth(before).textContent();
}

async function complete(path, body) {
  const response = await fetch(new URL(path, address), {
    method: 'POST', headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${key}` }, body: JSON.stringify(body),
  });
  return (await response.json()).choices[0];
}

// Of two colours, as WCAG has it.
function contrast(colours) {
  const [light, dark] = colours
    .map((c) => c.match(/[\d.]+/g).slice(0, 3).map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)))
    .map(([r, g, b]) => 0.2126 * r + 0.7152 * g + 0.0722 * b).sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

try {
  await page.goto(address);
  assert.equal(await page.title(), 'Piecewise');

  // Without the key both halves say so, in words.
  await page.fill('#text', 'foo');
  await page.click('#send');
  await page.locator('#problem:not([hidden])').waitFor();
  assert.match(await page.textContent('#problem'), /key/);
  await page.waitForFunction(() => /key/.test(document.getElementById('state').textContent));

  await page.fill('#key', key);
  await page.fill('#temperature', '0');
  await page.fill('#tokens', '12');
  const settings = { temperature: 0, max_tokens: 12 };
  const messages = [{ role: 'user', content: 'What is a foo?' }];
  const first = await ask('What is a foo?');
  const expected = await complete('v1/chat/completions', { ...settings, messages });
  assert.equal(first, expected.message.content);
  assert.equal(await page.evaluate(() => document.activeElement.id), 'text');
  assert.ok(await page.locator('#problem').isHidden());

  // The next turn knows the one before.
  messages.push({ role: 'assistant', content: first }, { role: 'user', content: 'And a bar?' });
  assert.equal(await ask('And a bar?'), (await complete('v1/chat/completions', { ...settings, messages })).message.content);
  await page.selectOption('#mode', 'continue');
  assert.equal(await ask('hacker: '), (await complete('v1/completions', { ...settings, prompt: 'hacker: ' })).text);

  // The live view: the figures of what was just done.
  await page.waitForFunction(() => /^\d/.test(document.getElementById('running').textContent));
  assert.equal(await page.textContent('#model'), 'jargon');
  await page.fill('#tokens', '400');
  await page.fill('#text', 'hacker: ');
  await page.click('#send');
  await page.waitForFunction(() => Number(document.getElementById('rate').textContent) > 0);
  assert.match(await page.textContent('#cache'), /^[\d.]+ %$/);
  assert.match(await page.textContent('#ranges'), /^[\d–]+: \d+ %/);
  // Nothing, where the text has come to its end.
  await page.evaluate(() => document.getElementById('stop').click());
  await page.waitForFunction(() => !document.getElementById('send').disabled);

  // Light and dark, wide and narrow: nothing is cut off, and text can be read.
  const backgrounds = [];
  for (const colorScheme of ['light', 'dark']) {
    for (const width of [1280, 320]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(wide <= 0, `${colorScheme}, ${width} wide: ${wide} pixels too wide`);
      if (folder) await page.screenshot({ path: join(folder, `page-${colorScheme}-${width}.png`), fullPage: true });
    }
    const body = await page.evaluate(() => {
      const shown = (element) => {
        for (let e = element; e; e = e.parentElement) {
          const colour = getComputedStyle(e).backgroundColor;
          if (!/, 0\)$/.test(colour) && colour !== 'transparent') return colour;
        }
        return 'rgb(255, 255, 255)';
      };
      return ['h1', '#log article.model div', '#log article.user div', '#state', 'dt', 'dd', 'label', '#send', '#text'].map((name) => {
        const element = document.querySelector(name);
        return { name, colours: [getComputedStyle(element).color, shown(element)] };
      });
    });
    for (const { name, colours } of body) assert.ok(contrast(colours) >= 4.5, `${colorScheme}: ${name} has a contrast of ${contrast(colours)}`);
    backgrounds.push(body[0].colours[1]);
  }
  assert.notEqual(backgrounds[0], backgrounds[1]);

  await page.click('#clear');
  assert.equal(await page.locator('#log article').count(), 0);
  assert.deepEqual(problems, []);
  console.log('all well');
} finally {
  await context.close();
  rmSync(profile, { recursive: true, force: true });
}
