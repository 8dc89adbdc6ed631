/** What the first screen does without: fetched once the page has nothing better to do, so that later nothing needs the network. */

export const loadPresetList = () => import('../header/PresetList.tsx');
export const loadExplanation = () => import('../help/Explanation.tsx');
export const loadHelpSheet = () => import('../help/HelpSheet.tsx');
export const loadTour = () => import('../help/Tour.tsx');
export const loadFrozenFile = () => import('../coefficients/FrozenFile.tsx');
export const loadSaving = () => import('../charts/export/save.ts');

const idleAfter = 2500;

export function fetchWhenIdle(): () => void {
  const timer = setTimeout(() => {
    for (const load of [loadPresetList, loadExplanation, loadHelpSheet, loadTour, loadFrozenFile, loadSaving])
      load().catch(() => undefined);
  }, idleAfter);
  return () => clearTimeout(timer);
}
