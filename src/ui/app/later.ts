/** What the first screen does without, by name; `warm-up.ts` fetches it before it is asked for. */

export const loadGpuHelp = () => import('../header/GpuHelp.tsx');
export const loadPresetList = () => import('../header/PresetList.tsx');
export const loadExplanation = () => import('../help/Explanation.tsx');
export const loadHelpSheet = () => import('../help/HelpSheet.tsx');
export const loadTour = () => import('../help/Tour.tsx');
export const loadFrozenFile = () => import('../frozen/FrozenFile.tsx');
export const loadOpening = () => import('../frozen/opening.ts');
export const loadSaving = () => import('../charts/export/save.ts');
