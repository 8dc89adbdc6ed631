/** Scripts and citations hold the experiment, and nothing in it breaks out of its quotes. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bibTex, javaScript, paper, paperAddress, python } from './recipes.ts';

const of = {
  id: 'abcdef',
  about: 'Experiment abcdef · moons & 100 %',
  software: 'Farcast Playground 0.1.0, build x_y',
  engine: 'simd',
  digest: 'd1',
  link: 'http://localhost:4173/#v=3&task="moons"\\',
};

describe('scripts', () => {
  it('have link and digest as quoted text', () => {
    for (const script of [javaScript(of), python(of)]) {
      expect(script).toContain('link = "http://localhost:4173/#v=3&task=\\"moons\\"\\\\"');
      expect(script).toMatch(/expected = "d1";? .*on every machine/);
    }
    expect(python({ ...of, digest: null })).toContain('expected = None');
    expect(javaScript({ ...of, digest: null, engine: 'fused' })).toMatch(/null; .*graphics adapter/);
  });
});

describe('the citation', () => {
  it('is the one of CITATION.cff', () => {
    const cff = readFileSync(new URL('../../../CITATION.cff', import.meta.url), 'utf8');
    expect(cff).toContain(paper.title);
    expect(cff).toContain(paperAddress);
    const names = [...cff.matchAll(/family-names: (.*)\n\s+given-names: (.*)/g)].map(
      ([, family, given]) => `${family}, ${given}`,
    );
    expect(names).toEqual(paper.authors);
  });

  it('is safe in LaTeX, and keeps the link as it is', () => {
    const text = bibTex(of);
    expect(text).toContain('moons \\& 100 \\%, digest d1');
    expect(text).toContain(`\\url{${of.link}}`);
    expect(text).toContain('build x\\_y');
  });
});
