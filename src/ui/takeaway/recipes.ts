/** An experiment as text for elsewhere: scripts that repeat it, and how to cite it. Pure. */
import type { Provenance } from '../charts/export/provenance.ts';

type Of = Pick<Provenance, 'about' | 'software' | 'digest' | 'link' | 'engine' | 'id'>;

/** Of the paper whose forecaster is examined; CITATION.cff has the same. */
export const paper = {
  key: 'shou2025less',
  title: 'Less is More: Efficient Weight Farcasting with 1-Layer Neural Network',
  authors: ['Shou, Xiao', 'Bhattacharjya, Debarun', 'Ding, Yanna', 'Zhao, Chen', 'Li, Rui', 'Gao, Jianxi'],
  year: 2025,
  arxiv: '2505.02714',
} as const;

export const paperAddress = `https://arxiv.org/abs/${paper.arxiv}`;

/** On `simd` and `reference` everywhere, else on one adapter. */
const sameOn = ({ engine }: Of): string =>
  engine === 'simd' || engine === 'reference' ? 'on every machine' : 'on the same graphics adapter';

export const javaScript = (of: Of): string => `// ${of.about}
// Needs: npm install playwright && npx playwright install chromium
import { chromium } from 'playwright';

const link = ${JSON.stringify(of.link)};
const expected = ${JSON.stringify(of.digest)}; // equal ${sameOn(of)}

const browser = await chromium.launch();
const page = await browser.newPage();
await page.goto(link);
const { verdict, digest } = await page.evaluate(async () => {
  await window.farcast.ready;
  return window.farcast.finished();
});
console.log(verdict.sentence);
console.log(digest, expected === null ? '' : digest === expected ? 'the same result' : 'another result');
await browser.close();
`;

export const python = (of: Of): string => `# ${of.about}
# Needs: pip install playwright && playwright install chromium
from playwright.sync_api import sync_playwright

link = ${JSON.stringify(of.link)}
expected = ${of.digest === null ? 'None' : JSON.stringify(of.digest)}  # equal ${sameOn(of)}

with sync_playwright() as playwright:
    browser = playwright.chromium.launch()
    page = browser.new_page()
    page.goto(link)
    page.evaluate("() => window.farcast.ready")
    result = page.evaluate("() => window.farcast.finished()")
    print(result["verdict"]["sentence"])
    if expected is not None:
        print("the same result" if result["digest"] == expected else "another result")
    browser.close()
`;

const escapes: readonly (readonly [RegExp, string])[] = [
  [/[{}]/g, ''],
  [/([#%&_$])/g, '\\$1'],
];

const latex = (text: string): string =>
  escapes.reduce((whole, [sign, by]) => whole.replaceAll(sign, by), text);

/** Software and paper. The address is in \url, in which signs stay as they are. */
export const bibTex = (of: Of): string => `@software{farcast_playground,
  title = {Farcast Playground},
  author = {{Farcast Playground authors}},
  version = {${latex(of.software.replace('Farcast Playground ', ''))}},
  license = {MIT},
  note = {${latex(of.about)}${of.digest === null ? '' : `, digest ${of.digest}`}},
  howpublished = {\\url{${of.link ?? ''}}},
}

@article{${paper.key},
  title = {${paper.title}},
  author = {${paper.authors.join(' and ')}},
  year = {${paper.year}},
  journal = {arXiv},
  eprint = {${paper.arxiv}},
  archivePrefix = {arXiv},
  url = {${paperAddress}},
}
`;
