// Owns how Chromium is started for tests, shared by Vitest, Playwright and the adapter probe.
// SwiftShader is requested by name so that every machine, with or without a GPU, tests the same adapter.

export const chromiumArgs = [
  '--no-sandbox',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** The browser to test with: set by `npm test`, otherwise the usual path on Debian. */
export const chromiumPath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
