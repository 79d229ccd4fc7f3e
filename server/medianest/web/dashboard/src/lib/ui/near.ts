import type { Attachment } from 'svelte/attachments';

/** Calls back when the element comes near the visible part of the page. */
export function near(reached: () => void, margin = '400px'): Attachment {
  return (element) => {
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) reached();
      },
      { rootMargin: margin },
    );
    observer.observe(element);
    return () => observer.disconnect();
  };
}
