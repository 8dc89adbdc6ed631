import { describe, expect, it } from 'vitest';
import { browserNames, browserOf, happened, stepsFor } from './GpuHelp.tsx';

const agents = {
  Chrome: [
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0',
    'something that nobody has heard of',
  ],
  Firefox: ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'],
  Safari: [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0 Mobile/15E148 Safari/604.1',
    // Within another app.
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148',
  ],
} as const;

describe('help where there is no GPU', () => {
  it('knows browsers by what they call themselves', () => {
    for (const name of browserNames)
      expect(agents[name].map(browserOf)).toEqual(agents[name].map(() => name));
  });

  it('differs by browser, but for a page that is not secure', () => {
    for (const missing of ['none', 'no-adapter', 'software'] as const)
      expect(new Set(browserNames.map((name) => stepsFor(missing, name).join()))).toHaveProperty('size', 3);
    expect(new Set(browserNames.map((name) => stepsFor('insecure', name).join())).size).toBe(1);
    expect(new Set(Object.values(happened)).size).toBe(4);
  });
});
