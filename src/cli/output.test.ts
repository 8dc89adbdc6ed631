/** A process that ends while it writes leaves no partly written file, and an earlier file is unchanged. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { abandonWriting, writeResult } from './output.ts';

it('takes away what is half written when it is abandoned', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'farcast-output-'));
  const file = join(folder, 'result.json');
  writeFileSync(file, 'precious');
  const writing = writeResult(file, { loss: Array.from({ length: 400_000 }, (_, i) => i / 7) });
  const failed = expect(writing).rejects.toThrow('result.json could not be written');
  await vi.waitFor(() => expect(readdirSync(folder)).toHaveLength(2), { interval: 1 });
  abandonWriting();
  expect(readdirSync(folder)).toEqual(['result.json']);
  await failed;
  expect(readFileSync(file, 'utf8')).toBe('precious');
  rmSync(folder, { recursive: true });
});
