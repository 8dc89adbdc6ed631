/** The sequence lab's settings in the page: changed by hand, named by presets, carried in the link beside the experiment. */
import { changedLabFields, checkLab, defaultLab, type LabSettings } from '../../experiment/lab/lab-fields.ts';
import { withLab } from '../../experiment/lab/lab-link.ts';
import { labPresets, labPresetSettings } from '../../experiment/lab/lab-presets.ts';
import { writeLink, type UnknownKeys } from '../../experiment/link.ts';
import type { AppServices } from '../services.ts';
import type { App, AppActions, AppState } from '../state.ts';

/** What the page's link carries besides the experiment. */
export const linkKeys = ({ unknown, lab }: Pick<AppState, 'unknown' | 'lab'>): UnknownKeys =>
  withLab(unknown, lab);

/** A link that speaks of the lab opens it. */
export const openedView = (lab: LabSettings | null, view: AppState['view']): AppState['view'] =>
  lab === null ? view : { ...view, bench: 'lab' };

/** The address follows this long after the last change, ms: browsers refuse to have it written at every move of a slider. */
const settleTime = 300;

export function labActions(
  store: App['store'],
  { address }: Pick<AppServices, 'address'>,
): Pick<AppActions, 'changeLab' | 'chooseLabPreset'> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const show = (lab: LabSettings): void => {
    store.setState({ lab });
    clearTimeout(timer);
    timer = setTimeout(() => {
      address.write(writeLink(store.getState().draft, linkKeys(store.getState())), false);
    }, settleTime);
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
