/** What the first screen does without, by name; `warm-up.ts` fetches all of it before it is requested. */
export const later = {
  presetList: () => import('../header/PresetList.tsx'),
  gpuHelp: () => import('../header/GpuHelp.tsx'),
  explanation: () => import('../help/explanations.tsx'),
  helpSheet: () => import('../help/HelpSheet.tsx'),
  tour: () => import('../help/Tour.tsx'),
  frozenFile: () => import('../frozen/FrozenFile.tsx'),
  opening: () => import('../../store/files/dropped.ts'),
  figureJob: () => import('../charts/export/FigureJob.tsx'),
  takeAway: () => import('../takeaway/TakeAway.tsx'),
  received: () => import('../share/Received.tsx'),
  shareSheet: () => import('../share/ShareSheet.tsx'),
  embed: () => import('../embed/Embed.tsx'),
  talkSheet: () => import('../scenes/TalkSheet.tsx'),
  stage: () => import('../scenes/Stage.tsx'),
  notes: () => import('../scenes/Notes.tsx'),
  saving: () => import('../charts/export/save.ts'),
};
