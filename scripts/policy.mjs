// Owns the content security policy of the built page: everything comes from the page's own server, and nothing
// that is written into the page runs. Development is without it: its server writes scripts into the page.

/** @type {Readonly<Record<string, string>>} */
const policy = {
  'default-src': "'none'",
  // Compiling WebAssembly needs a word of its own.
  'script-src': "'self' 'wasm-unsafe-eval'",
  'worker-src': "'self'",
  'connect-src': "'self'",
  'style-src': "'self'",
  // A figure is drawn from its text before it is saved as a picture.
  'img-src': "'self' data: blob:",
  // A figure is drawn anew in a frame of its own before it is saved.
  'frame-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
};

/** @returns {import('vite').Plugin} */
export const contentPolicy = () => ({
  name: 'content-policy',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: {
        'http-equiv': 'Content-Security-Policy',
        content: Object.entries(policy)
          .map((directive) => directive.join(' '))
          .join('; '),
      },
      injectTo: 'head-prepend',
    },
  ],
});
