// Owns `npm run check`: all checks that take seconds, with caches and without a browser or a build.
import { requireInstalled } from './lib/install.mjs';
import { quickStages, runStages } from './lib/stages.mjs';

await requireInstalled();
process.exit((await runStages([quickStages])) ? 0 : 1);
