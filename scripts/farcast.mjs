#!/usr/bin/env node
// Owns `npm run farcast` and the command `farcast`: runs the built command line.
import { importBuilt } from './lib/command-line.mjs';

try {
  await importBuilt('farcast');
} catch (error) {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  console.error(`farcast: the program could not be built or started: ${line}. Run "npm ci" in its folder.`);
  process.exitCode = 1;
}
