/** The texts that put an experiment into another page: an iframe, a reveal.js slide, a Quarto document. */
import type { LinkExtras } from '../../experiment/link/extras.ts';

export const embedSizes = ['320x240', '480x270', '800x450'] as const;
export type EmbedSize = (typeof embedSizes)[number];
export type EmbedHost = 'html' | 'reveal' | 'quarto';

/** What a link shows when it is embedded. */
export const embedViews = {
  loss: 'The loss chart',
  'verdict,loss': 'Verdict and loss chart',
  weights: 'The weights',
  error: 'The forecast error',
  difference: 'The paired difference',
  evidence: 'The evidence',
} as const satisfies Readonly<Record<string, string>>;

export interface EmbedChoice {
  readonly view: string;
  readonly size: EmbedSize;
  readonly host: EmbedHost;
  readonly theme: 'system' | 'light' | 'dark';
  readonly autoplay: 'click' | 'visible';
  /** Whether scripts of the host may drive it. */
  readonly script: boolean;
}

export function embedExtras(
  { view, host, theme, autoplay, script }: EmbedChoice,
  records: LinkExtras,
): LinkExtras {
  const controls = ['play', ...(script ? ['script'] : []), ...(host === 'html' ? [] : ['slides'])];
  return {
    view,
    ...(theme === 'system' ? {} : { theme }),
    ...(controls.length === 1 ? {} : { controls: controls.join(',') }),
    autoplay,
    ...records,
  };
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

/** What the page needs of a sandbox: its own workers and storage, files that are saved, and its link to the whole page. */
const sandbox = 'allow-scripts allow-same-origin allow-downloads allow-popups';

export function embedCode({ host, size }: EmbedChoice, link: string, title: string): string {
  const [width = '', height = ''] = size.split('x');
  // Slides load frames that are on screen, and unload the others.
  const source = host === 'html' ? 'src' : 'data-src';
  const frame = `<iframe ${source}="${escaped(link)}" title="${escaped(title)}" width="${width}" height="${height}" loading="lazy" sandbox="${sandbox}" allow="fullscreen; clipboard-write" style="border: 0"></iframe>`;
  if (host === 'reveal') return `<section>\n  ${frame}\n</section>`;
  return host === 'quarto' ? `\`\`\`{=html}\n${frame}\n\`\`\`` : frame;
}
