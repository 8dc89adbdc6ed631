// Owns the content security policy of the built page: everything comes from the page's own server, and no inline
// script runs. Development has no policy, because its server injects inline scripts.

/** @type {Readonly<Record<string, string>>} */
const policy = {
  'default-src': "'none'",
  // Compiling WebAssembly needs its own keyword.
  'script-src': "'self' 'wasm-unsafe-eval'",
  'worker-src': "'self'",
  'connect-src': "'self'",
  'style-src': "'self'",
  // A figure is drawn from its SVG text before it is saved as a picture.
  'img-src': "'self' data: blob:",
  // A figure is drawn again in a separate frame before it is saved.
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
