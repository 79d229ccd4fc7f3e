/** A failure as the server tells it (RFC 9457), or one of the network with status 0. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly fields: ReadonlyMap<string, string>;
  readonly extra: Record<string, unknown>;

  constructor(status: number, body: Record<string, unknown>) {
    super(text(body.detail) || text(body.title));
    this.status = status;
    this.code = text(body.code) || (status === 0 ? 'offline' : 'internal_error');
    this.fields = new Map(fieldErrors(body.errors));
    this.extra = body;
  }

  static async from(response: Response): Promise<Problem> {
    const body: unknown = await response.json().catch(() => ({}));
    return new Problem(response.status, isRecord(body) ? body : {});
  }

  static offline(): Problem {
    return new Problem(0, {});
  }

  /** Somebody here gave up what they had begun. */
  static stopped(): Problem {
    return new Problem(0, { code: 'stopped' });
  }

  /** Everything that was thrown, as a problem. */
  static of(thrown: unknown): Problem {
    if (thrown instanceof Problem) return thrown;
    return new Problem(500, { detail: thrown instanceof Error ? thrown.message : '' });
  }
}

function* fieldErrors(errors: unknown): Generator<[string, string]> {
  if (!Array.isArray(errors)) return;
  for (const error of errors) {
    if (isRecord(error)) yield [text(error.field), text(error.message)];
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
