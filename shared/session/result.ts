/** Result type of everything that can be refused, and every error code that a person can cause. */

export type ErrorCode =
  | 'bad_config'
  | 'bad_key'
  | 'bad_name'
  | 'bad_request'
  | 'disk_budget'
  | 'foreign_origin'
  | 'host_password'
  | 'kicked'
  | 'nobody_here'
  | 'not_finished'
  | 'not_found'
  | 'not_host'
  | 'not_joined'
  | 'not_json'
  | 'not_your_turn'
  | 'paused'
  | 'room_finished'
  | 'room_full'
  | 'room_locked'
  | 'room_not_found'
  | 'seal_taken'
  | 'server_error'
  | 'session_not_found'
  | 'too_large'
  | 'too_many'
  | 'try_again'
  | 'turn_over'
  | 'unknown_command'
  | 'wrong_bytes'
  | 'wrong_count'
  | 'wrong_phase'
  | 'wrong_tokens'
  | 'wrong_version';

export interface Failure {
  code: ErrorCode;
  /** a sentence that a person can act on */
  message: string;
  /** the field that is wrong, as in `regime.fresh` */
  path?: string;
  /** of `too_many`: seconds until the same call may be made again */
  retryAfter?: number;
  /** of `room_not_found`: the code was good once, and its session is still stored */
  expired?: true;
}

export type Refusal = { ok: false; error: Failure };
/** A success with its fields beside `ok`, or a refusal. */
export type Result<T extends object = object> = ({ ok: true } & T) | Refusal;

export function refuse(code: ErrorCode, message: string, path?: string): Refusal {
  return { ok: false, error: path === undefined ? { code, message } : { code, message, path } };
}
