import type { Download, LiveData } from '#lib/api/types.ts';

/** The download after a progress frame; frames carry only what moves. */
export function advanced(download: Download, frame: LiveData['download.progress']): Download {
  const { percent, speed, eta, downloadedBytes, totalBytes } = frame;
  return {
    ...download,
    state: frame.state,
    stage: frame.stage,
    progress: { percent, speed, eta, downloadedBytes, totalBytes },
  };
}
