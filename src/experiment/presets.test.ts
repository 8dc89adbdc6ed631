import { expect, it } from 'vitest';
import { fewestAgainst } from '../core/evidence/rivals.ts';
import { armRecords } from './arms.ts';
import { presets, presetSpec } from './presets.ts';

const compared = presets.filter(({ values }) => values.sweep === undefined);

it.each(compared.map((preset) => [preset.id, presetSpec(preset)] as const))(
  'the preset %s has enough seeds for a claim against one of its rivals',
  (_id, { arms, seeds }) => {
    const rivals = arms.filter((arm) => armRecords[arm].role === 'rival').length;
    expect(seeds.length).toBeGreaterThanOrEqual(fewestAgainst(rivals));
  },
);
