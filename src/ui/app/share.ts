/** Copies the link to this experiment and remembers for a moment whether that worked. */
import type { Ui } from './ui-context.ts';

const shownFor = 2500;

export async function shareLink({ app, sharing }: Pick<Ui, 'app' | 'sharing'>): Promise<void> {
  const copied = await app.actions.copyLink();
  sharing.set(copied ? 'copied' : 'refused');
  if (copied) setTimeout(() => sharing.get() === 'copied' && sharing.set('idle'), shownFor);
}
