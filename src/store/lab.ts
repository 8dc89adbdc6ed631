/** The sequence lab's settings in the page: changed by hand, named by presets, carried in the link beside the experiment. */
import { changedLabFields, checkLab, defaultLab, type LabSettings } from '../experiment/lab/lab-fields.ts';
import { withExtras } from '../experiment/link/extras.ts';
import { withLab } from '../experiment/lab/lab-link.ts';
import { labPresets, labPresetSettings } from '../experiment/lab/lab-presets.ts';
import type { UnknownKeys } from '../experiment/link/link.ts';
import type { AddressFollower } from './address-follower.ts';
import type { App, AppActions, AppState } from './state.ts';

/** The link's keys that are not the experiment's. */
export const linkKeys = ({
  unknown,
  lab,
  extras,
}: Pick<AppState, 'unknown' | 'lab' | 'extras'>): UnknownKeys => withLab(withExtras(unknown, extras), lab);

export function labActions(
  store: App['store'],
  follower: AddressFollower,
): Pick<AppActions, 'changeLab' | 'chooseLabPreset'> {
  const show = (lab: LabSettings): void => {
    store.setState({ lab });
    follower.soon({ push: false, run: false });
  };
  return {
    changeLab(values) {
      const before = store.getState().lab ?? defaultLab;
      const { settings } = checkLab(values, before);
      if (changedLabFields(settings, before).length > 0) show(settings);
    },
    chooseLabPreset(id) {
      const preset = labPresets.find((candidate) => candidate.id === id);
      if (preset !== undefined) show(labPresetSettings(preset));
    },
  };
}
