import { describe, expect, it } from 'vitest';
import { canonicalText } from '../../experiment/link/link.ts';
import { presets, presetSpec } from '../../experiment/presets.ts';
import { series } from '../primitives/arms.ts';
import thumbnails from './thumbnails.json' with { type: 'json' };
import { thumbnailPaths, type Thumbnail } from './PresetList.tsx';

const pictures = Object.entries(thumbnails as Record<string, Thumbnail>);

describe('thumbnailPaths', () => {
  it('fills the box, losses on a logarithmic axis', () => {
    const [path] = thumbnailPaths(
      { link: '', shows: 'loss', curves: { control: '0,1 50,0.1 100,0.01' } },
      104,
      44,
    );
    expect(path).toEqual({ series: 'control', d: 'M2.0 2.0L52.0 22.0L102.0 42.0' });
  });

  it('draws errors from zero up and leaves gaps out', () => {
    const [path] = thumbnailPaths({ link: '', shows: 'error', curves: { stay: '10,1 15,NaN 20,2' } }, 24, 24);
    expect(path?.d).toBe('M12.0 12.0L22.0 2.0');
  });
});

describe('the pictures of the presets', () => {
  it('are of the presets as they stand: after a change, run scripts/thumbnails.mjs', () => {
    expect(pictures.map(([id, { link }]) => [id, link])).toEqual(
      presets.map((preset) => [preset.id, canonicalText(presetSpec(preset))]),
    );
  });

  it('have at most 40 points for each series that there is', () => {
    for (const [, { curves }] of pictures) {
      expect(Object.keys(curves).length).toBeGreaterThan(0);
      for (const [id, points] of Object.entries(curves)) {
        expect(series).toHaveProperty(id);
        expect(points.split(' ').length).toBeLessThanOrEqual(40);
        expect(points).not.toContain('NaN');
      }
    }
  });
});
