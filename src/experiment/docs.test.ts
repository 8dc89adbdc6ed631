import { describe, expect, it } from 'vitest';
import { fieldNames, fieldOf, fields } from './fields.ts';
import { formatValue, type Field } from './kinds.ts';

function rangeOf(field: Field): string {
  switch (field.kind) {
    case 'number':
      return `${field.zero === undefined ? field.min : `${field.zero}, or up`} to ${field.max}`;
    case 'choice':
      return Object.entries(field.options)
        .map(([id, name]) => (id === name ? id : `${id} (${name})`))
        .join(', ');
    case 'set':
      return `any of ${Object.keys(field.options).join(', ')}`;
    case 'widths':
      return `none, or up to ${field.maxDepth} widths up to ${field.maxWidth}`;
    case 'numbers':
      return field.whole === undefined
        ? `none, or up to ${field.maxCount} numbers`
        : `none, or up to ${field.maxCount} whole numbers from ${field.whole.join(' to ')}`;
    case 'seeds':
      return `a count, or a list such as 3,5,9-12; up to ${field.maxCount}`;
  }
}

describe('docs/FIELDS.md', () => {
  it('is the field table', async () => {
    const rows = fieldNames.map((name) => {
      const field = fieldOf(name);
      const cells = [
        `\`${field.key}\``,
        field.label,
        rangeOf(field),
        `\`${formatValue(field, fields[name].default)}\``,
        field.help,
      ];
      return `| ${cells.join(' | ')} |`;
    });
    const page = [
      '# Fields and link keys',
      '',
      'Made from `src/experiment/fields.ts` by its test; `npx vitest run --project unit -u` rewrites it.',
      '',
      '| key | field | values | default | what it does |',
      '|---|---|---|---|---|',
      ...rows,
      '',
    ].join('\n');
    await expect(page).toMatchFileSnapshot('../../docs/FIELDS.md');
  });
});
