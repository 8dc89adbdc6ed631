import { expect, it } from 'vitest';
import { contentPolicy } from './policy.mjs';

/** Directive -> its sources, as browsers parse them. */
function policyOf(): Map<string, string[]> {
  const plugin = contentPolicy();
  expect(plugin.apply).toBe('build');
  const [tag, ...others] = (plugin.transformIndexHtml as unknown as () => Record<string, unknown>[])();
  expect(others).toEqual([]);
  // Content before it would not be covered by it.
  expect(tag).toMatchObject({ tag: 'meta', injectTo: 'head-prepend' });
  const attributes = tag?.attrs as Record<string, string>;
  expect(attributes['http-equiv']).toBe('Content-Security-Policy');
  const directives = (attributes.content ?? '').split(';').map((directive) => directive.trim().split(/\s+/));
  return new Map(directives.map(([name = '', ...sources]) => [name, sources]));
}

it('lets nothing come from elsewhere, and nothing run that is written into the page', () => {
  const policy = policyOf();
  const none = ["'none'"];
  for (const name of ['default-src', 'base-uri', 'form-action'])
    expect([name, policy.get(name)]).toEqual([name, none]);
  const harmless = new Set(["'self'", "'none'", "'wasm-unsafe-eval'", 'data:', 'blob:']);
  for (const [name, sources] of policy) {
    expect(sources.length).toBeGreaterThan(0);
    expect(sources.filter((source) => !harmless.has(source))).toEqual([]);
    // Content created by the page itself may be displayed, but never run.
    if (name !== 'img-src') expect(sources).not.toContain('data:');
    if (name !== 'img-src') expect(sources).not.toContain('blob:');
    if (name !== 'script-src') expect(sources).not.toContain("'wasm-unsafe-eval'");
  }
});

it('lets the page’s own parts in: scripts, workers, WebAssembly, data, styles, pictures and a frame to draw in', () => {
  const policy = policyOf();
  for (const name of ['script-src', 'worker-src', 'connect-src', 'style-src', 'img-src', 'frame-src'])
    expect([name, policy.get(name)?.includes("'self'")]).toEqual([name, true]);
  expect(policy.get('script-src')).toContain("'wasm-unsafe-eval'");
  expect(policy.get('img-src')).toEqual(expect.arrayContaining(['data:', 'blob:']));
});
