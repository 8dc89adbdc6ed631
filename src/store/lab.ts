/** The sequence lab's settings in the page: changed by hand, carried in the link beside the experiment. */
import {
  changedLabFields,
  checkLab,
  defaultLab,
  type LabFieldName,
  type LabSettings,
} from '../experiment/lab/lab-fields.ts';
import { readLab, writeLab } from '../experiment/lab/lab-link.ts';
import type { App } from './state.ts';

/** `text`: as in a link; null before the lab was opened. */
export const labSettings = (text: string | null): LabSettings =>
  text === null ? defaultLab : readLab(text).settings;

export function changeLab(
  { store, actions }: Pick<App, 'store' | 'actions'>,
  values: Partial<Record<LabFieldName, unknown>>,
): void {
  const before = labSettings(store.getState().lab);
  const { settings } = checkLab(values, before);
  if (changedLabFields(settings, before).length > 0) actions.setLab(writeLab(settings));
}
