/** The whole screen for the page, and back. Where the browser refuses, or cannot (phones), nothing happens. */
export async function toggleFullScreen(): Promise<void> {
  try {
    // Not every browser has these, whatever their types say: what is missing throws.
    if (document.fullscreenElement) await document.exitFullscreen();
    else await document.documentElement.requestFullscreen();
  } catch {
    // The page stays as large as it is.
  }
}
