import { BASE, csrfToken } from './client.ts';
import { Problem } from './problem.ts';

export interface Upload<T> {
  done: Promise<T>;
  stop: () => void;
}

/** Sends a file of any size as it is, and says how much of it has left. `fetch` could not tell. */
export async function upload<T>(
  path: string,
  file: File,
  onprogress: (share: number) => void,
  headers: Record<string, string> = {},
): Promise<Upload<T>> {
  const request = new XMLHttpRequest();
  request.open('POST', BASE + path);
  const own = { 'Content-Type': 'application/octet-stream', 'X-CSRF-Token': await csrfToken(path) };
  for (const [name, value] of Object.entries({ ...own, ...headers })) request.setRequestHeader(name, value);
  request.upload.onprogress = ({ loaded, total }) => onprogress(total ? loaded / total : 0);
  const done = answered<T>(request);
  request.send(file);
  return { done, stop: () => request.abort() };
}

function answered<T>(request: XMLHttpRequest): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onerror = () => reject(Problem.offline());
    request.onabort = () => reject(Problem.stopped());
    request.onload = () => {
      const answer = new Response(request.responseText, { status: request.status });
      if (answer.ok) resolve(answer.json() as Promise<T>);
      else void Problem.from(answer).then(reject);
    };
  });
}
