// Owns the maximum number of files in a folder of src: twelve, without tests and READMEs. Folders that had more when
// this rule was introduced have their own limit, which decreases when files are removed.

const maxFiles = 12;

/** @type {Readonly<Record<string, number>>} */
const largeFolders = {
  'src/core/evidence': 18,
  'src/engine': 14,
  'src/engine/fused': 13,
  'src/store': 14,
  'src/ui/app': 14,
  'src/ui/help': 15,
  'src/ui/primitives': 14,
};

/**
 * What is wrong with the folders of these files, a line each.
 * @param {readonly string[]} files paths from the root
 * @param {Readonly<Record<string, number>>} large
 */
export function crowded(files, large = largeFolders) {
  /** @type {Map<string, number>} */
  const counts = new Map(Object.keys(large).map((folder) => [folder, 0]));
  for (const file of files) {
    if (/\.test\.tsx?$|\.golden\.json$|\/README\.md$|\/testing\//.test(file)) continue;
    const folder = file.slice(0, file.lastIndexOf('/'));
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return [...counts].flatMap(([folder, count]) => {
    const most = large[folder] ?? maxFiles;
    if (count > most)
      return [`${folder} has ${count} files, and may have ${most}: move some to a new folder`];
    if (count === most || most === maxFiles) return [];
    const next = count > maxFiles ? `write ${count} there` : 'take it off that list';
    return [`${folder} has ${count} files, and may have ${most} by scripts/lib/folders.mjs: ${next}`];
  });
}
