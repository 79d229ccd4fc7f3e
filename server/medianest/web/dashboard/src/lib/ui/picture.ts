import { to } from '#lib/paths.ts';

/** A picture that is kept in several widths; `{size}` in its address stands for one of them. */
export interface Picture {
  url: string;
  width: number;
  height: number;
}

export type Width = 92 | 154 | 185 | 342 | 500 | 780 | 1280;

export function at(picture: Picture, width: Width): string {
  return to(picture.url.replace('{size}', `w${width}`));
}

/** What the browser chooses from by the room that the picture has and the density of the screen. */
export function srcset(picture: Picture, widths: readonly Width[]): string {
  return widths.map((width) => `${at(picture, width)} ${width}w`).join(', ');
}
