/** Opens a file of coefficients, or says in one line why it was not; nothing is changed then. */
import { maxFileLength, tooLong } from '../../store/coefficients/coefficient-file.ts';
import { openCoefficients } from '../../store/coefficients/open-coefficients.ts';
import type { App } from '../../store/state.ts';

export async function openFile(app: App, file: File): Promise<string | null> {
  const take = async (): Promise<string | null> =>
    file.size > maxFileLength ? tooLong(file.size) : openCoefficients(app, await file.text());
  const wrong = await take().catch(() => 'It could not be read.');
  return wrong === null ? null : `“${file.name}” was not opened. ${wrong}`;
}
