/** The whole page in a test's own document: opened on a link, mounted, and trained to the end of its budget. */
import { page } from 'vitest/browser';
import { openPage, pausePages, reached, type OpenedPage } from '../../../store/testing/opened-page.ts';
import { mountApp } from '../mount.tsx';

export interface MountedPage {
  readonly app: OpenedPage['app'];
  readonly root: HTMLElement;
  readonly unmount: () => void;
}

export async function mountPage(link: string): Promise<MountedPage> {
  await page.viewport(1440, 900);
  const root = document.createElement('div');
  document.body.replaceChildren(root);
  const { app } = openPage(link);
  const end = mountApp(root, app, () => Promise.resolve(false));
  await reached(app.store)(({ run }) => run?.lifecycle === 'finished');
  const unmount = (): void => {
    pausePages();
    end();
    root.remove();
  };
  return { app, root, unmount };
}
